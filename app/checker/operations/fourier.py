"""torch.fft, spectrograms and windows."""

from app.checker.operations._forms import everywhere, operation, within

_TRANSFORMS = (
    "fft fft2 fftn fftshift hfft hfft2 hfftn ifft ifft2 ifftn ifftshift ihfft ihfft2 ihfftn irfft irfft2 irfftn rfft "
    "rfft2 rfftn"
)
_WINDOWS = "bartlett_window blackman_window hamming_window hann_window kaiser_window"

OPERATIONS = (
    *within("fft", _TRANSFORMS),
    *within("fft", "fftfreq rfftfreq", row=False),
    *everywhere("stft"),
    *everywhere("istft", by_value=True),
    *(operation(f"torch.{name}", row=False) for name in _WINDOWS.split()),
)
