"""Operations that join tensors or take them apart: cat, stack, chunk, split."""

import torch

from app.checker import meta
from app.checker.faults import Fault
from app.checker.findings.cat_mismatch import CatMismatch
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
    for part in parts[1:]:
        other = tuple(part.shape)
        if joined is None or len(other) != len(first):
            continue
        for axis, (a, b) in enumerate(zip(first, other, strict=True)):
            if axis != joined and a != b:
                return CatMismatch("torch.cat", first, other, axis, joined)
    return None


def _assume_cat(arguments: Arguments) -> torch.Tensor | None:
    """The first one's sizes, and the sum along the joined axis."""
    parts = _parts(arguments)
    joined = _axis(arguments, parts[0].ndim) if parts else None
    if joined is None:
        return None
    sizes = list(parts[0].shape)
    sizes[joined] = sum(int(part.shape[joined]) for part in parts)
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
    operation("torch.stack"),
    *everywhere("chunk split unbind tensor_split", pieces=_pieces),
    operation("torch.hstack"),
    operation("torch.vstack"),
    operation("torch.dstack"),
)
