"""What a layer really makes of any size: PyTorch's formulas, for the steps behind a mistaken one.

A mistake in the first layer changes what reaches the second, and that size was never run. Tests hold
these formulas against real torch.
"""

import math
from collections.abc import Callable, Mapping

from app.course.layer_rows import Family, LayerRow

Shape = tuple[int, ...]


def true_shape(row: LayerRow, shape: Shape) -> Shape | None:
    """What `row` makes of `shape`; None where no formula here knows, or torch would refuse."""
    if shape == row.input:
        return row.output
    rule = _RULES.get(row.family, _kept)
    made = rule(row, shape)
    return made if made and all(size > 0 for size in made) else None


def true_size(row: LayerRow, size: int, axis: int) -> int:
    """The size along one spatial axis; 0 or less where nothing fits.

    Raises:
        KeyError: an argument is no number, such as `padding="same"`.
    """
    names = ("kernel_size", "stride", "padding")
    kernel, stride, padding = (_argument(row, name, axis) for name in names)
    dilation = row.argument("dilation", axis, 1) or 1
    reach = dilation * (kernel - 1) + 1
    if row.family == "transposed":
        extra = row.argument("output_padding", axis, 0) or 0
        return (size - 1) * stride - 2 * padding + reach + extra
    room = size + 2 * padding - reach
    if not row.argument("ceil_mode", 0, 0):
        return room // stride + 1
    places = -(-room // stride) + 1
    return places - ((places - 1) * stride >= size + padding)  # a window must start in the input


def _argument(row: LayerRow, name: str, axis: int) -> int:
    value = row.argument(name, axis)
    if value is None:
        raise KeyError(name)
    return value


def _slid(row: LayerRow, shape: Shape) -> Shape | None:
    spatial = row.spatial
    try:
        sizes = tuple(true_size(row, shape[len(shape) - spatial + axis], axis) for axis in range(spatial))
    except KeyError:
        return None
    channels = shape[-spatial - 1] if row.family == "pool" else row.output[-spatial - 1]
    return (*shape[: -spatial - 1], channels, *sizes)


def _adapted(row: LayerRow, shape: Shape) -> Shape:
    return (*shape[: -row.spatial], *row.output[-row.spatial :])


def _projected(row: LayerRow, shape: Shape) -> Shape:
    return (*shape[:-1], row.output[-1])


def _joined(row: LayerRow, shape: Shape) -> Shape | None:
    """Only the flatten that keeps the batch: what a view makes of another size is not for us to say."""
    joined = (row.input[0], math.prod(row.input[1:]))
    return (shape[0], math.prod(shape[1:])) if row.output == joined else None


def _kept(row: LayerRow, shape: Shape) -> Shape | None:
    return shape if row.input == row.output else None


_RULES: Mapping[Family | None, Callable[[LayerRow, Shape], Shape | None]] = {
    "conv": _slid,
    "transposed": _slid,
    "pool": _slid,
    "adaptive": _adapted,
    "linear": _projected,
    "flatten": _joined,
}
