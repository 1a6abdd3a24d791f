"""Operations that join tensors or take them apart: cat, stack, chunk, split."""

from math import prod

import torch

from app.checker.blame.faults import Fault
from app.checker.devices import meta
from app.checker.findings.cat_mismatch import CatMismatch
from app.checker.findings.cat_ranks import CatRanks
from app.checker.layers._sliding import axis_names
from app.checker.operations._forms import everywhere, operation
from app.checker.report import Formula
from app.checker.rows import Arguments

_SHOWN = 6
"""Parts of a cat whose sizes are written out."""


def _parts(arguments: Arguments) -> list[torch.Tensor]:
    parts = arguments.get(0, "tensors")
    return [part for part in parts if isinstance(part, torch.Tensor)] if isinstance(parts, tuple | list) else []


def _axis(arguments: Arguments, rank: int) -> int | None:
    axis = arguments.get(1, "dim", arguments.kwargs.get("axis", 0))
    return axis % rank if isinstance(axis, int) and rank and -rank <= axis < rank else None


def _check_cat(arguments: Arguments) -> Fault | None:
    parts = _parts(arguments)
    if len(parts) < 2:
        return None
    first = tuple(parts[0].shape)
    joined = _axis(arguments, len(first))
    for place, part in enumerate(parts[1:], start=1):
        other = tuple(part.shape)
        if (0,) in {first, other}:  # torch takes an empty list of numbers beside any shape
            continue
        if len(other) != len(first):
            return CatRanks("torch.cat", first, other, place)
        if joined is None:
            continue
        for axis, (a, b) in enumerate(zip(first, other, strict=True)):
            if axis != joined and a != b:
                return CatMismatch("torch.cat", first, other, axis, joined, place)
    return None


def _check_stack(arguments: Arguments) -> Fault | None:
    """A stack wants all shapes equal, the axis along which it lays them being a new one."""
    parts = _parts(arguments)
    first = tuple(parts[0].shape) if parts else ()
    for place, part in enumerate(parts):
        other = tuple(part.shape)
        if len(other) != len(first):
            return CatRanks("torch.stack", first, other, place)
        for axis, (a, b) in enumerate(zip(first, other, strict=True)):
            if a != b:
                return CatMismatch("torch.stack", first, other, axis, None, place)
    return None


def _assume_cat(arguments: Arguments) -> torch.Tensor | None:
    """The first one's sizes, and the sum along the joined axis; maps beside rows count as flattened."""
    parts = _parts(arguments)
    lowest = min((part.ndim for part in parts), default=0)
    joined = _axis(arguments, lowest)
    if joined is None:
        return None
    shapes = [(*part.shape[: lowest - 1], prod(part.shape[lowest - 1 :])) for part in parts]
    sizes = list(shapes[0])
    sizes[joined] = sum(shape[joined] for shape in shapes)
    return meta.empty(tuple(sizes))


def _explain_cat(arguments: Arguments, after: tuple[int, ...]) -> list[Formula]:
    """The sum along the joined axis; of many parts only the first and the last are written out."""
    parts, axis = _parts(arguments), _axis(arguments, len(after))
    if len(parts) < 2 or axis is None or any(part.ndim != len(after) for part in parts):
        return []
    sizes = [str(int(part.shape[axis])) for part in parts]
    shown = sizes if len(sizes) <= _SHOWN else [sizes[0], "…", sizes[-1]]
    return [Formula(axis=axis_names(len(after))[axis], text=f"{' + '.join(shown)} = {after[axis]}", value=after[axis])]


def _pieces(arguments: Arguments) -> int:
    """At most one for each index of the longest axis."""
    return max(arguments.first.shape, default=0)


OPERATIONS = (
    operation("torch.cat torch.concat", check=_check_cat, assume=_assume_cat, folds=True, explain=_explain_cat),
    operation("torch.stack", check=_check_stack),
    *everywhere("chunk split unbind tensor_split", pieces=_pieces),
    operation("torch.hstack"),
    operation("torch.vstack"),
    operation("torch.dstack"),
)
