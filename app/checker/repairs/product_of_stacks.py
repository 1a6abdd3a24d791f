"""`torch.mm` of more than two axes, or `torch.bmm` of other than three: `torch.matmul` takes any number."""

import ast
from collections.abc import Iterator

from app.checker.findings.torch_error import TorchError
from app.checker.outcome import Repair, Trouble
from app.checker.proposals import Proposal

_PRODUCTS = frozenset({"mm", "bmm"})


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    call = trouble.met.node
    if not isinstance(trouble.met.fault, TorchError) or not isinstance(call, ast.Call):
        return
    if isinstance(call.func, ast.Attribute) and call.func.attr in _PRODUCTS:
        new = f"{trouble.source.text(call.func.value)}.matmul"
        yield Proposal(f"write {new}", trouble.site.replace(call.func, new), blames=call)


REPAIR = Repair(_propose)
