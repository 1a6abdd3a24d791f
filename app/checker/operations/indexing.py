"""Operations that pick by indices, or put values at them."""

from app.checker.operations._forms import everywhere, operation

_PICKING = "take_along_dim argwhere nonzero nonzero_static masked_select unravel_index"
_PUTTING = (
    "index_add index_add_ index_copy index_copy_ index_fill index_fill_ index_put index_put_ index_reduce "
    "index_reduce_ scatter_ scatter_add scatter_add_ scatter_reduce scatter_reduce_ masked_scatter masked_scatter_ "
    "put put_ diagonal_scatter select_scatter slice_scatter as_strided_scatter"
)

OPERATIONS = (
    *everywhere(_PICKING),
    *everywhere(_PUTTING),
    *everywhere("searchsorted bucketize isin unique unique_consecutive"),
    operation("F.embedding torch.embedding"),
    operation("F.embedding_bag"),
)
