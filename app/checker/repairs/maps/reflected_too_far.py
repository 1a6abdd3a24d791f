"""Padding by reflection that reaches past the other side: fewer cells, or another kind of padding."""

import ast
from collections.abc import Iterator

from app.checker.blame.origins import argument
from app.checker.blame.proposals import Proposal
from app.checker.findings.torch_error import TorchError
from app.checker.outcome import Repair, Trouble
from app.checker.walks import walk


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    """A reflection repeats no border, so it has n - 1 cells at most."""
    fault = trouble.met.fault
    if not isinstance(fault, TorchError) or "less than the corresponding input dim" not in fault.text:
        return
    made = trouble.site.created
    call = made.node if made is not None else trouble.met.node
    if not isinstance(call, ast.Call) or not fault.shapes:
        return
    most = min(fault.shapes[0][2:], default=1) - 1
    padding = argument(made, "padding") if made is not None else next(iter(call.args[1:2]), None)
    written = list(padding.elts) if isinstance(padding, ast.Tuple | ast.List) else [padding]
    large = [n for n in written if isinstance(n, ast.Constant) and isinstance(n.value, int) and n.value > most]
    if large and most > 0:
        edits = tuple(edit for number in large for edit in trouble.site.replace(number, str(most)))
        yield Proposal(f"reflect {most} at most", edits, blames=call)
    yield from _of_another_kind(trouble, call)


def _of_another_kind(trouble: Trouble, call: ast.Call) -> Iterator[Proposal]:
    """Repeating the border works at every size."""
    if isinstance(call.func, ast.Attribute) and call.func.attr.startswith("ReflectionPad"):
        new = ast.unparse(call.func).replace("ReflectionPad", "ReplicationPad")
        yield Proposal(f"write {new}", trouble.site.replace(call.func, new), blames=call)
    for text in (node for node in walk(call) if isinstance(node, ast.Constant) and node.value == "reflect"):
        yield Proposal("pad by 'replicate'", trouble.site.replace(text, "'replicate'"), blames=call)


REPAIR = Repair(_propose)
