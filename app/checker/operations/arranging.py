"""Operations that turn, line up or copy axes: rot90, stack and its kin, meshgrid, diagonals, complex views."""

import torch

from app.checker.blame.faults import Fault
from app.checker.findings.torch_error import TorchError
from app.checker.operations._forms import everywhere, operation
from app.checker.rows import Arguments

_TURNING = (
    "adjoint fliplr flipud moveaxis rot90 swapdims swapdims_ swapaxes_ ravel narrow_copy atleast_1d atleast_2d "
    "atleast_3d msort as_strided sum_to_size resize_ resize_as_ set_ view_as_complex view_as_real"
)
_DIAGONALS = "diag diag_embed diagflat trace block_diag"
_PLACES = 200
_MOST_AXES = 64
_JOINING = "column_stack concatenate row_stack"


def _tensors(arguments: Arguments) -> list[torch.Tensor]:
    given = arguments.args[0] if len(arguments.args) == 1 and isinstance(arguments.args[0], tuple | list) else None
    return [part for part in (given or arguments.args) if isinstance(part, torch.Tensor)]


def _axes(arguments: Arguments) -> int:
    """As many results as there are tensors, each charged with its axes."""
    return len(_tensors(arguments)) ** 2


def _sizes(arguments: Arguments) -> int:
    return max((max(tensor.shape, default=0) for tensor in _tensors(arguments)), default=0)


def _choices(arguments: Arguments) -> int:
    """PyTorch looks at every place of a grid of r axes, whatever it keeps of it: so many of them count as a result."""
    chosen = arguments.args[1] if len(arguments.args) > 1 else arguments.kwargs.get("r", 2)
    longest = _sizes(arguments)
    return longest ** min(max(chosen, 0), _MOST_AXES) // _PLACES if isinstance(chosen, int) else 0


def _check_lines(arguments: Arguments) -> Fault | None:
    """A grid is made of lines."""
    for tensor in _tensors(arguments):
        if tensor.ndim > 1:
            return TorchError("torch.meshgrid", (tuple(tensor.shape),), "it takes tensors of one axis")
    return None


OPERATIONS = (
    *everywhere(_TURNING),
    *everywhere(_DIAGONALS),
    *(operation(f"torch.{name}") for name in _JOINING.split()),
    operation("torch.broadcast_tensors", pieces=_axes),
    operation("torch.meshgrid", pieces=_axes, check=_check_lines),
    operation("torch.cartesian_prod"),
    operation("torch.combinations", by_zeros=True, pieces=_choices),
    operation("torch.real"),
    operation("torch.imag"),
    operation("torch.complex"),
    operation("torch.polar"),
    *everywhere(
        "hsplit vsplit dsplit split_with_sizes unsafe_chunk unsafe_split unsafe_split_with_sizes", pieces=_sizes
    ),
    operation("F.native_channel_shuffle torch.native_channel_shuffle"),
)
