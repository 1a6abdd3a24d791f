"""A tuple of sizes where their product is wanted: `nn.Linear((3, 8, 8), 10)`; or a tuple of one for a number."""

import ast
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.findings.torch_error import TorchError
from app.checker.outcome import Repair, Trouble


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    call = trouble.met.node
    if not isinstance(trouble.met.fault, TorchError) or not isinstance(call, ast.Call):
        return
    for node in [*call.args, *(keyword.value for keyword in call.keywords)]:
        if isinstance(node, ast.Tuple | ast.List) and node.elts:
            new = " * ".join(trouble.source.text(part) for part in node.elts)
            yield Proposal(f"write {new}", trouble.site.replace(node, new), blames=node)
        elif "torch.Size" in trouble.met.fault.text and isinstance(node, ast.Call | ast.Name | ast.Attribute):
            behind = trouble.site.surround(node, "", ".numel()")[1:]
            yield Proposal("take their product: .numel()", behind, blames=node)


REPAIR = Repair(_propose)
