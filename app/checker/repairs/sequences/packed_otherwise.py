"""Sequences packed or padded otherwise than they lie: steps first, not in order of length, lengths in a column."""

import ast
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.findings.cat_mismatch import CatMismatch
from app.checker.findings.matmul_mismatch import MatmulMismatch
from app.checker.findings.shape_mismatch import ShapeMismatch
from app.checker.findings.torch_error import TorchError
from app.checker.findings.tuple_for_tensor import PACKED, TupleForTensor
from app.checker.findings.wrong_in_features import WrongInFeatures
from app.checker.outcome import Repair, Trouble
from app.checker.report import Edit
from app.checker.walks import last_name, walk

_FAULTS = CatMismatch | MatmulMismatch | ShapeMismatch | TorchError | WrongInFeatures
_ORDERS = {"pack_padded_sequence": 2, "pad_packed_sequence": 1, "pad_sequence": 1}
"""What can be told `batch_first`, and at which position."""
_PACKS = frozenset({"pack_padded_sequence", "pack_sequence"})
_UNSORTED, _ROWS = "must be sorted in decreasing order", "supposed to be a vector"
_EMPTY = "has to be greater than 0"


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    fault, call = trouble.met.fault, trouble.met.node
    if isinstance(fault, TorchError) and isinstance(call, ast.Call) and last_name(call.func) in _PACKS:
        yield from _told_of_lengths(trouble, call, fault.text)
    if isinstance(fault, TupleForTensor) and fault.kind == PACKED and isinstance(call, ast.Call):
        yield from _padded_again(trouble, call)
    if isinstance(fault, _FAULTS):
        yield from _batch_first(trouble)


def _told_of_lengths(trouble: Trouble, call: ast.Call, said: str) -> Iterator[Proposal]:
    if _UNSORTED in said:
        title = "let it sort them itself: enforce_sorted=False"
        yield Proposal(title, _with(trouble, call, "enforce_sorted=False"), blames=call, evident=True, telling=True)
    lengths = next((k.value for k in call.keywords if k.arg == "lengths"), call.args[1] if len(call.args) > 1 else None)
    if lengths is not None and _ROWS in said:
        edits = trouble.site.surround(lengths, "", ".flatten()")[1:]
        yield Proposal("give the lengths in one row: .flatten()", edits, blames=lengths, telling=True)
    if lengths is not None and _EMPTY in said:
        edits = trouble.site.surround(lengths, "", ".clamp(min=1)")[1:]
        yield Proposal("let each have one step at least: .clamp(min=1)", edits, blames=lengths, telling=True)


def _padded_again(trouble: Trouble, call: ast.Call) -> Iterator[Proposal]:
    """A layer that is no recurrent one wants the steps of all sequences side by side."""
    packed = call.args[0] if call.args else None
    pack = next((node for node in _calls(trouble) if last_name(node.func) in _PACKS), None)
    if packed is None or pack is None:
        return
    first = _given(pack, "batch_first", _ORDERS.get(last_name(pack.func), -1))
    for module in dict.fromkeys((_module(trouble, pack), "torch.nn.utils.rnn.", "nn.utils.rnn.")):
        order = "" if first is None else ", batch_first=True"
        edits = trouble.site.surround(packed, f"{module}pad_packed_sequence(", f"{order})[0]")
        yield Proposal("pad it again with pad_packed_sequence", edits, blames=packed, evident=True, telling=True)


def _batch_first(trouble: Trouble) -> Iterator[Proposal]:
    """All that pack and pad alike, then each alone."""
    placed = [(call, _ORDERS[name]) for call in _calls(trouble) if (name := last_name(call.func)) in _ORDERS]
    untold = [call for call, position in placed if _given(call, "batch_first", position) is None]
    several = [untold] if len(untold) > 1 else []
    for calls in [*several, *([call] for call in untold)]:
        edits = tuple(edit for call in calls for edit in _with(trouble, call, "batch_first=True"))
        title = "say that the batch comes first: batch_first=True"
        yield Proposal(title, edits, blames=calls[0], telling=True)


def _calls(trouble: Trouble) -> list[ast.Call]:
    return [node for node in walk(trouble.source.tree) if isinstance(node, ast.Call)]


def _module(trouble: Trouble, call: ast.Call) -> str:
    """What stands in front of the name of the function, with its dot."""
    return f"{trouble.source.text(call.func.value)}." if isinstance(call.func, ast.Attribute) else ""


def _given(call: ast.Call, name: str, position: int) -> ast.expr | None:
    by_name = next((keyword.value for keyword in call.keywords if keyword.arg == name), None)
    return by_name or (call.args[position] if 0 <= position < len(call.args) else None)


def _with(trouble: Trouble, call: ast.Call, argument: str) -> tuple[Edit, ...]:
    """One more argument, behind the last one."""
    parts = [*call.args, *(keyword.value for keyword in call.keywords)]
    last = max(parts, key=lambda part: (part.end_lineno, part.end_col_offset), default=None)
    return trouble.site.surround(last, "", f", {argument}")[1:] if last is not None else ()


REPAIR = Repair(_propose)
