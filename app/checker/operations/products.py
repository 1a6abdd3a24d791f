"""Matrix products; their multiply-adds are counted as torch's FlopCounterMode does, halved."""

import torch

from app.checker.operations._forms import everywhere, operation
from app.checker.rows import Arguments


def _macs(arguments: Arguments, output: torch.Tensor) -> int:
    return output.numel() * int(arguments.first.shape[-1]) if arguments.first.ndim else 0


def _macs_added(arguments: Arguments, output: torch.Tensor) -> int:
    left = arguments.get(1, "mat1", arguments.kwargs.get("batch1"))
    return output.numel() * int(left.shape[-1]) if isinstance(left, torch.Tensor) else 0


def _macs_linear(arguments: Arguments, output: torch.Tensor) -> int:
    return output.numel() * int(arguments.first.shape[-1])


OPERATIONS = (
    *everywhere("matmul mm bmm mv", macs=_macs),
    *everywhere("addmm baddbmm", macs=_macs_added),
    *everywhere("dot outer einsum"),
    operation("F.bilinear torch.bilinear"),
    operation("F.linear", macs=_macs_linear),
)
