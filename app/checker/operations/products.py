"""Matrix products; their multiply-adds are counted as torch's FlopCounterMode does, halved."""

import contextlib
from collections.abc import Callable

import torch
from torch.utils.flop_counter import FlopCounterMode

from app.checker.blame.faults import Fault
from app.checker.devices import cpu, meta
from app.checker.findings.matmul_mismatch import MatmulMismatch
from app.checker.operations._forms import everywhere, named, operation
from app.checker.rows import Arguments


def matmul_macs(arguments: Arguments, output: torch.Tensor) -> int:
    """A product with a vector on the right is none of those that FlopCounterMode counts."""
    right = arguments.get(1, "other", arguments.kwargs.get("mat2"))
    if not arguments.first.ndim or (isinstance(right, torch.Tensor) and right.ndim < 2):
        return 0
    return output.numel() * int(arguments.first.shape[-1])


def _macs_added(arguments: Arguments, output: torch.Tensor) -> int:
    left = arguments.get(1, "mat1", arguments.kwargs.get("batch1"))
    return output.numel() * int(left.shape[-1]) if isinstance(left, torch.Tensor) else 0


def _macs_linear(arguments: Arguments, output: torch.Tensor) -> int:
    return output.numel() * int(arguments.first.shape[-1]) if output.ndim == arguments.first.ndim else 0


def counted(function: Callable[..., object]) -> Callable[[Arguments, torch.Tensor], int]:
    """For a product whose order torch chooses: torch's own count of one more call on meta."""

    def macs(arguments: Arguments, _output: torch.Tensor) -> int:
        # The CPU took this call; where meta does not, there is nothing to count by.
        with FlopCounterMode(display=False) as counter, contextlib.suppress(meta.Refused):
            meta.run(function, *cpu.to_meta(arguments.args, arguments.kwargs))  # known numbers are on the CPU
        return int(counter.get_total_flops()) // 2

    return macs


def check_product(arguments: Arguments) -> Fault | None:
    """The columns of the one against the rows of the other; the axes in front broadcast, in matmul alone."""
    left, right = arguments.first, arguments.get(1, "other", arguments.kwargs.get("mat2"))
    if not isinstance(right, torch.Tensor) or left.ndim < 2 or right.ndim < 2:
        return None
    shapes = tuple(left.shape), tuple(right.shape)
    return MatmulMismatch(*shapes) if shapes[0][-1] != shapes[1][-2] else None


OPERATIONS = (
    *everywhere("matmul mm bmm spmm", check=check_product, macs=matmul_macs),
    *everywhere("mv dot outer"),
    *everywhere("addmm baddbmm", macs=_macs_added),
    operation("torch.einsum", macs=counted(torch.einsum)),
    operation("torch.tensordot", macs=counted(torch.tensordot)),
    operation("torch.inner Tensor.inner", macs=counted(torch.inner)),
    operation("torch.chain_matmul", macs=counted(torch.chain_matmul)),
    operation("linalg.multi_dot", macs=counted(torch.linalg.multi_dot)),
    operation("linalg.matmul", macs=matmul_macs),
    named("torch.sparse.mm", torch.mm, macs=matmul_macs),
    operation("F.bilinear torch.bilinear"),
    operation("F.linear", macs=_macs_linear),
)
