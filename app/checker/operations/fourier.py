"""torch.fft, spectrograms and windows."""

import torch

from app.checker.operations._forms import everywhere, operation, within
from app.checker.rows import Operation

_TRANSFORMS = (
    "fft fft2 fftn fftshift hfft hfft2 hfftn ifft ifft2 ifftn ifftshift ihfft ihfft2 ihfftn irfft irfft2 irfftn rfft "
    "rfft2 rfftn"
)
_WINDOWS = "bartlett_window blackman_window hamming_window hann_window kaiser_window"


def _istft(
    input: torch.Tensor,  # noqa: A002 (torch's own name of it)
    n_fft: int,
    hop_length: int | None = None,
    win_length: int | None = None,
    window: torch.Tensor | None = None,
    *args: object,
    **kwargs: object,
) -> torch.Tensor:
    """`torch.istft` of one sample without sound: the real one looks at the numbers of its window, and needs the CPU."""
    silent = torch.zeros(input.shape[-2:], dtype=input.dtype, device="cpu")
    even = None if window is None else torch.ones(window.shape, device="cpu")
    made = torch.istft(silent, n_fft, hop_length, win_length, even, *args, **kwargs)  # type: ignore[arg-type]
    return torch.empty((*input.shape[:-2], *made.shape), dtype=made.dtype, device=input.device)


OPERATIONS = (
    *within("fft", _TRANSFORMS),
    *within("fft", "fftfreq rfftfreq", row=False),
    *everywhere("stft"),
    Operation(forms={"torch.istft": _istft, "Tensor.istft": _istft}),
    *(operation(f"torch.{name}", row=False) for name in _WINDOWS.split()),
)
