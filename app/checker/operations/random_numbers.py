"""Tensors of random numbers from a tensor of chances or means."""

from app.checker.operations._forms import everywhere, operation

OPERATIONS = (
    *everywhere("multinomial poisson", by_value=True),
    operation("torch.binomial"),
    *everywhere("randint_like new_empty new_full new_ones new_zeros new_empty_strided", row=False),
)
