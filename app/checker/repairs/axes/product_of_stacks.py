"""`torch.mm` of more than two axes, or `torch.bmm` of other than three: `torch.matmul` takes any number."""

import ast
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.findings.torch_error import TorchError
from app.checker.outcome import Repair, Trouble

_PRODUCTS = frozenset({"mm", "bmm"})


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    call = trouble.met.node
    if not isinstance(trouble.met.fault, TorchError) or not isinstance(call, ast.Call):
        return
    if isinstance(call.func, ast.Attribute) and call.func.attr in _PRODUCTS:
        yield from _one_row(trouble, trouble.met.fault.shapes, call)
        new = f"{trouble.source.text(call.func.value)}.matmul"
        yield Proposal(f"write {new}", trouble.site.replace(call.func, new), blames=call)


def _one_row(trouble: Trouble, shapes: tuple[tuple[int, ...], ...], call: ast.Call) -> Iterator[Proposal]:
    """Weights (N, T) for values (N, T, H): one row of weights for each sample."""
    of_torch = isinstance(call.func, ast.Attribute) and ast.unparse(call.func.value) == "torch"
    stacked = len(shapes) == len(call.args) == 2 and [len(shape) for shape in shapes] == [2, 3]
    if of_torch and stacked and shapes[0] == shapes[1][:2]:
        edits = trouble.site.surround(call.args[0], "", ".unsqueeze(1)")[1:]
        title = "give the weights an axis of one row: .unsqueeze(1)"
        yield Proposal(title, edits, blames=call, telling=True)


REPAIR = Repair(_propose)
