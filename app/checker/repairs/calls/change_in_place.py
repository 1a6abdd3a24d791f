"""`x += y` where `x` cannot be written into: `x = x + y` makes a new tensor."""

import ast
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.findings.torch_error import TorchError
from app.checker.outcome import Repair, Trouble


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    node = trouble.met.node
    if (
        isinstance(trouble.met.fault, TorchError)
        and isinstance(node, ast.AugAssign)
        and isinstance(node.target, ast.Name)
    ):
        name = node.target.id
        made = ast.BinOp(ast.Name(name, ast.Load()), node.op, node.value)
        new = f"{name} = {ast.unparse(made)}"
        yield Proposal(f"make a new tensor: {new}", trouble.site.replace(node, new), blames=node)


REPAIR = Repair(_propose)
