"""Operations that reduce axes, or compare: sum, mean, max, argmax, norm."""

from app.checker.operations._forms import everywhere, operation

_NAMES = (
    "sum mean prod max min amax amin argmax argmin std var norm median any all logsumexp argsort sort topk "
    "cumsum count_nonzero numel size dim nelement element_size stride is_contiguous get_device is_floating_point"
)
_PLAIN = frozenset({
    "numel", "size", "dim", "nelement", "element_size", "stride", "is_contiguous", "get_device", "is_floating_point",
})  # fmt: skip

OPERATIONS = (
    *(op for name in _NAMES.split() for op in everywhere(name, row=name not in _PLAIN) if name != "cumsum"),
    operation("Tensor.item", row=False),
    operation("Tensor.tolist", row=False),
    operation("torch.is_tensor", row=False),
)
