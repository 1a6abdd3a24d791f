"""Operations that pick by indices, or put values at them."""

from app.checker.operations._forms import everywhere, operation

_PICKING = "argwhere nonzero nonzero_static unravel_index"
_BY_INDEX = (
    "gather index_select index_add index_add_ index_copy index_copy_ index_fill index_fill_ index_reduce index_reduce_ "
    "scatter scatter_ scatter_add scatter_add_ scatter_reduce scatter_reduce_"
)
_AT = (("take", "index"), ("take_along_dim", "indices"), ("put", "index"), ("put_", "index"), ("index_put", "indices"),
       ("index_put_", "indices"))  # fmt: skip
_MASKED = "masked_select masked_fill masked_fill_ masked_scatter masked_scatter_"
_PUTTING = "diagonal_scatter select_scatter slice_scatter as_strided_scatter"

OPERATIONS = (
    *everywhere(_PICKING),
    *everywhere(_BY_INDEX, indices=((2, "index"),)),
    *(row for name, argument in _AT for row in everywhere(name, indices=((1, argument),))),
    *everywhere(_MASKED, masks=((1, "mask"),)),
    *everywhere(_PUTTING),
    *everywhere("searchsorted bucketize isin unique unique_consecutive"),
    operation("F.embedding", indices=((0, "input"),)),
    operation("F.embedding_bag", indices=((0, "input"), (2, "offsets"))),
    operation("torch.embedding", indices=((1, "indices"),)),
    operation("torch.embedding_bag", indices=((1, "indices"), (2, "offsets"))),
)
