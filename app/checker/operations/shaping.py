"""Operations that change the shape alone: view, flatten, permute, squeeze, repeat, pad, interpolate."""

from math import prod

import torch

from app.checker import meta
from app.checker.faults import Fault
from app.checker.findings.wrong_view import WrongView
from app.checker.operations._forms import everywhere, operation
from app.checker.rows import Arguments

_OTHERS = (
    "permute transpose swapaxes movedim t squeeze unsqueeze expand expand_as repeat tile repeat_interleave narrow "
    "select index_select gather unfold unflatten diagonal squeeze_ unsqueeze_ transpose_ t_ take "
    "broadcast_to scatter"
)


def _asked(arguments: Arguments) -> tuple[int, ...] | None:
    """The sizes of `view(a, b)`, `view((a, b))` or `reshape(x, (a, b))`; None for `view(dtype)`."""
    rest = arguments.args[1:] or (arguments.kwargs.get("shape", arguments.kwargs.get("size")),)
    sizes = rest[0] if len(rest) == 1 and isinstance(rest[0], tuple | list) else rest
    if not isinstance(sizes, tuple | list) or not all(type(size) is int for size in sizes):
        return None
    return tuple(sizes)


def _check_view(arguments: Arguments) -> Fault | None:
    sizes = _asked(arguments)
    if sizes is None or sizes.count(-1) > 1 or any(size < -1 for size in sizes):
        return None
    elements, known = arguments.first.numel(), prod(size for size in sizes if size != -1)
    fits = (known != 0 and elements % known == 0) if -1 in sizes else elements == known
    return None if fits else WrongView("view", sizes, tuple(arguments.first.shape), elements)


def _assume_view(arguments: Arguments) -> torch.Tensor | None:
    """What was asked for, with the batch in the place of -1."""
    sizes, shape = _asked(arguments), arguments.first.shape
    if sizes is None or not shape or not sizes:
        return None
    return meta.empty(tuple(int(shape[0]) if size == -1 else size for size in sizes))


OPERATIONS = (
    operation("Tensor.view", check=_check_view, assume=_assume_view, folds=True),
    operation("torch.reshape Tensor.reshape", check=_check_view, assume=_assume_view, folds=True),
    operation("Tensor.view_as Tensor.reshape_as", folds=True),
    operation("torch.flatten Tensor.flatten", folds=True),
    *everywhere(_OTHERS),
    operation("F.pad"),
    operation("F.interpolate F.upsample"),
    operation("F.pixel_shuffle torch.pixel_shuffle"),
    operation("F.pixel_unshuffle torch.pixel_unshuffle"),
    operation("F.channel_shuffle torch.channel_shuffle"),
    operation("F.unfold"),
    operation("F.fold"),
    operation("F.one_hot"),
)
