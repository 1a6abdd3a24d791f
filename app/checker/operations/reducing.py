"""Operations that reduce axes, or compare: sum, mean, max, argmax, norm."""

from app.checker.operations._forms import everywhere, operation
from app.checker.rows import Arguments

_REDUCE = "sum mean prod max min amax amin argmax argmin std var median any all logsumexp count_nonzero"
_NAMES = (
    "norm argsort sort topk cumsum numel size dim nelement element_size stride is_contiguous get_device "
    "is_floating_point"
)
_PLAIN = frozenset({
    "numel", "size", "dim", "nelement", "element_size", "stride", "is_contiguous", "get_device", "is_floating_point",
})  # fmt: skip


def _pools(arguments: Arguments) -> frozenset[int]:
    """The axes that become one value: those of `dim`, or all."""
    axes, rank = arguments.get(1, "dim", arguments.kwargs.get("axis")), arguments.first.ndim
    if axes is None and len(arguments.args) < 2:
        return frozenset(range(rank))
    given = axes if isinstance(axes, tuple | list) else (axes,)
    return frozenset(axis % rank for axis in given if type(axis) is int and rank)


OPERATIONS = (
    *everywhere(_REDUCE, pools=_pools),
    *(op for name in _NAMES.split() for op in everywhere(name, row=name not in _PLAIN) if name != "cumsum"),
    operation("Tensor.item", row=False),
    operation("Tensor.tolist", row=False),
    operation("torch.is_tensor", row=False),
)
