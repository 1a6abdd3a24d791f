"""torch.linalg and the functions that torch keeps beside it. Those that a singular matrix stops are told by shape."""

import torch

from app.checker.blame.faults import Fault
from app.checker.findings.torch_error import TorchError
from app.checker.operations._forms import everywhere, named, within
from app.checker.operations.products import counted
from app.checker.rows import Arguments


def _check_square(arguments: Arguments) -> Fault | None:
    """A batch of square matrices of floats, which meta does not always ask for."""
    first = arguments.first
    shape = tuple(first.shape)
    if first.ndim < 2:
        return TorchError("this operation", (shape,), "it needs a matrix, with at least 2 axes")
    if shape[-1] != shape[-2]:
        return TorchError("this operation", (shape,), f"the matrix must be square, and is {shape[-2]} by {shape[-1]}")
    if first.dtype not in {torch.float32, torch.float64, torch.complex64, torch.complex128}:
        kind = str(first.dtype).removeprefix("torch.")
        return TorchError("this operation", (shape,), f"it needs floating point numbers, and is given {kind}")
    return None


def _check_rows(arguments: Arguments) -> Fault | None:
    """An equation for each number on the right."""
    left, right = arguments.first, arguments.get(1, "B")
    if not isinstance(right, torch.Tensor) or left.ndim < 2 or not right.ndim:
        return TorchError("torch.linalg.lstsq", (tuple(left.shape),), "it needs a matrix, and what stands on the right")
    rows = right.shape[-1 if _is_vector(left, right) else -2]
    words = f"the matrix has {left.shape[-2]} rows, and {rows} stand on the right"
    shapes = (tuple(left.shape), tuple(right.shape))
    return None if rows == left.shape[-2] else TorchError("torch.linalg.lstsq", shapes, words)


def _is_vector(left: torch.Tensor, right: torch.Tensor) -> bool:
    return right.ndim == 1 or (right.ndim == left.ndim - 1 and right.shape == left.shape[:-1])


def _least_squares(left: torch.Tensor, right: torch.Tensor, *_rest: object, **_options: object) -> object:
    """As many unknowns as the matrix has columns; meta has no function for it. Source: torch.linalg.lstsq."""
    if _is_vector(left, right):
        found = left.new_empty((*left.shape[:-2], left.shape[-1]))
    else:
        found = torch.matmul(left.new_empty(left.mT.shape), right)
    rank = left.new_empty(left.shape[:-2], dtype=torch.int64)
    return torch.return_types.linalg_lstsq((found, left.new_empty(0), rank, left.new_empty(0)))  # type: ignore[attr-defined]


_SAFE = (
    "cond cross det diagonal householder_product matrix_exp matrix_norm matrix_rank norm "
    "pinv qr slogdet svd svdvals vander vecdot vector_norm lu eigvalsh eigh eig eigvals inv_ex "
    "cholesky_ex ldl_factor_ex lu_factor_ex solve_ex"
)
_BESIDE = "addbmm addmv addr cdist cross det geqrf ger kron logdet matrix_exp pinverse qr slogdet svd vdot"

OPERATIONS = (
    *within("linalg", _SAFE),
    *within("linalg", "inv cholesky", check=_check_square, by_value=True),
    *within(
        "linalg",
        "matrix_power lu_factor ldl_factor solve solve_triangular tensorinv tensorsolve lu_solve ldl_solve",
        by_value=True,
    ),
    named("torch.lu", lambda a, pivot=True, **_: tuple(torch.linalg.lu_factor(a, pivot=pivot)), by_value=True),
    named("torch.linalg.lstsq", _least_squares, by_value=True, check=_check_rows),
    *everywhere(_BESIDE),
    *everywhere("addbmm_ addmm_ addmv_ addr_ baddbmm_"),
    *everywhere("inverse cholesky", check=_check_square, by_value=True),
    *everywhere("lu_unpack", by_value=True),
    *everywhere("matrix_power", by_value=True, macs=counted(torch.matrix_power)),
    *everywhere("cholesky_inverse cholesky_solve triangular_solve lu_solve orgqr ormqr", by_value=True),
)
