"""More reductions and running values: several results at once, medians, quantiles, differences, norms."""

from app.checker.operations._forms import everywhere, operation, within

_REDUCING = (
    "aminmax cummax cummin diff dist kthvalue logcumsumexp mode nanmean nanmedian nanquantile nansum quantile std_mean "
    "var_mean cov corrcoef gradient trapezoid trapz cumulative_trapezoid vander histc bincount histogram equal "
    "allclose is_nonzero hash_tensor"
)
_QUESTIONS = (
    "is_complex is_conj is_inference is_neg is_nonzero is_same_size is_signed is_set_to is_pinned is_shared "
    "is_coalesced ndimension storage_offset"
)

OPERATIONS = (
    *everywhere(_REDUCING),
    *everywhere(_QUESTIONS, row=False),
    *within("torch", "nuclear_norm frobenius_norm"),
    operation("torch.broadcast_shapes", row=False),
    operation("torch.result_type", row=False),
    operation("torch.promote_types", row=False),
    operation("torch.can_cast", row=False),
    operation("torch.is_storage", row=False),
)
