"""Which tensors share their memory, where a change would write over what is still to be read, and what fits there."""

from math import prod

import torch


def overlap(target: torch.Tensor, *others: object) -> str | None:
    """Why torch refuses to write into `target`, where it does.

    Source: torch's `MemoryOverlap.cpp`: an expanded axis has a stride of 0; what shares the memory must lie alike.
    """
    if any(size > 1 and stride == 0 for size, stride in zip(target.shape, target.stride(), strict=True)):
        return "several of its elements share one place in memory, as after expand: clone it first"
    if any(isinstance(other, torch.Tensor) and _crossed(target, other) for other in others):
        return "what is written into and what is read lie in one memory, in another order: clone one of them"
    return None


def misfit(target: torch.Tensor, key: object, given: tuple[int, ...]) -> str | None:
    """Why a tensor of these sizes cannot be written to `target[key]`, where it cannot; axes of one in front are free.

    Only for keys of whole numbers and slices: how many places a mask has, nobody knows.
    """
    if not all(_plain(part) for part in (key if isinstance(key, tuple) else (key,))):
        return None
    ones = next((axis for axis, size in enumerate(given) if size != 1), len(given))
    try:
        place = tuple(target.to("meta")[key].shape)  # type: ignore[index]
        torch.empty(given[ones:], device="meta").expand(place)
    except RuntimeError as error:
        return str(error)
    return None


def _plain(part: object) -> bool:
    if isinstance(part, slice):
        return all(bound is None or type(bound) is int for bound in (part.start, part.stop, part.step))
    return type(part) is int or part is None or part is ...


def _crossed(target: torch.Tensor, other: torch.Tensor) -> bool:
    """Both lie in one memory without gaps, and they share cells without being the same, as `x` and `x.t()` do."""
    if target.layout is not torch.strided or other.layout is not torch.strided:
        return False
    memory, others = target.untyped_storage(), other.untyped_storage()
    one_memory = memory._cdata == others._cdata  # noqa: SLF001 (on meta a storage has no address)
    if not one_memory or not (target.numel() and other.numel() and _dense(target) and _dense(other)):
        return False
    mine, its = _cells(target), _cells(other)
    same = mine == its and target.stride() == other.stride()
    return not same and mine.start < its.stop and its.start < mine.stop


def _cells(tensor: torch.Tensor) -> range:
    """The places that a tensor without gaps takes in its memory."""
    return range(tensor.storage_offset(), tensor.storage_offset() + tensor.numel())


def _dense(tensor: torch.Tensor) -> bool:
    """Without gaps: each stride is the product of the sizes that lie closer."""
    axes = sorted((stride, size) for size, stride in zip(tensor.shape, tensor.stride(), strict=True) if size > 1)
    return all(stride == prod(size for _, size in axes[:i]) for i, (stride, _) in enumerate(axes))
