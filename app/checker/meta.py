"""The one place where a layer is built and run: real `torch.nn` on the meta device.

No weight is ever initialised and no number computed; the shapes are those that torch returns.
"""

import warnings
from collections.abc import Callable, Mapping

import torch
from torch import nn
from torch._prims_common import suggest_memory_format
from torch.nn import functional
from torch.nn.modules.lazy import LazyModuleMixin
from torch.nn.parameter import is_lazy

META = torch.device("meta")
_UNFILLED: dict[type[nn.Module], type[nn.Module]] = {}
_CONVOLUTIONS = frozenset({nn.Conv2d, nn.Conv3d, nn.ConvTranspose2d, nn.ConvTranspose3d})
_FUNCTIONS = frozenset({
    functional.conv2d, functional.conv3d, functional.conv_transpose2d, functional.conv_transpose3d,
})  # fmt: skip


TORCH_ERRORS = (
    RuntimeError, TypeError, ValueError, LookupError, AttributeError, AssertionError, ArithmeticError,
    BufferError, MemoryError,
)  # fmt: skip
"""What torch and its Python code raise for bad arguments; NotImplementedError is a RuntimeError."""


class Refused(Exception):  # noqa: N818 (torch's answer, which the caller turns into a finding)
    """Torch raised.

    Attributes:
        kind: the exception's class.
        text: PyTorch's own words.
        meta_only: it is the meta device that cannot do it, not the CPU.
    """

    def __init__(self, kind: str, text: str) -> None:
        super().__init__(text)
        self.kind = kind
        self.text = text

    @property
    def meta_only(self) -> bool:
        """Whether real tensors might well have been accepted."""
        lowered = self.text.lower()
        return any(
            word in lowered for word in ("meta tensor", "'meta' backend", "meta device", "meta kernel", "register_meta")
        )


def build(cls: type[nn.Module], args: tuple[object, ...], kwargs: Mapping[str, object]) -> nn.Module:
    """A layer on the meta device, its parameters shaped but never filled.

    Raises:
        Refused: torch raises for these arguments.
    """
    module = _guarded(_unfilled(cls), args, kwargs)
    if not isinstance(module, nn.Module):
        raise TypeError(f"{cls.__name__} is no module")
    module.__class__ = cls
    if module._buffers.get("num_batches_tracked") is not None:
        # A count that momentum=None divides by: the one number of a layer that must be real.
        module._buffers["num_batches_tracked"] = torch.zeros((), dtype=torch.int64, device="cpu")
    return module


def run(function: Callable[..., object], args: tuple[object, ...], kwargs: Mapping[str, object]) -> object:
    """A call of a real layer or function on meta tensors.

    Raises:
        Refused: torch raises for these shapes.
    """
    with torch.no_grad():
        result = _guarded(function, args, kwargs)
    return (
        _laid_out(result, args[0]) if args and (type(function) in _CONVOLUTIONS or function in _FUNCTIONS) else result
    )


def _laid_out(result: object, given: object) -> object:
    """The map of a convolution in the memory layout that the CPU gives it.

    Meta always gives channels first; the CPU keeps channels last where the input has them, as after
    `x.permute(0, 3, 1, 2)`, and then refuses a `view` behind it.
    """
    if not (isinstance(result, torch.Tensor) and isinstance(given, torch.Tensor) and given.ndim == result.ndim > 3):
        return result
    if given.stride()[1] != 1 or given.numel() == 0 or result.numel() == 0:
        return result
    return result.contiguous(memory_format=suggest_memory_format(given))


def materialise(module: nn.Module, args: tuple[object, ...], kwargs: Mapping[str, object]) -> None:
    """Gives a lazy layer its sizes by a first call, as torch does.

    Raises:
        Refused: torch cannot tell them from these arguments.
    """
    if not isinstance(module, LazyModuleMixin):
        return
    try:
        run(module, args, kwargs)
    except Refused:
        if isinstance(module, LazyModuleMixin):
            raise


def weights(module: nn.Module) -> list[nn.Parameter]:
    """Its parameters; those of lazy layers count after the first call."""
    return [parameter for parameter in module.parameters() if not is_lazy(parameter)]


def empty(sizes: tuple[int, ...], dtype: torch.dtype = torch.float32) -> torch.Tensor:
    """A tensor of these sizes that holds nothing."""
    return torch.empty(sizes, device=META, dtype=dtype)


def _guarded(function: Callable[..., object], args: tuple[object, ...], kwargs: Mapping[str, object]) -> object:
    try:
        with META, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return function(*args, **kwargs)
    except TORCH_ERRORS as error:
        raise Refused(type(error).__name__, first_lines(error)) from error


def first_lines(error: BaseException) -> str:
    """PyTorch's words without the stack that its meta kernels append."""
    return str(error).split("\n\n")[0].strip()[:600]


def _unfilled(cls: type[nn.Module]) -> type[nn.Module]:
    """The class with its initialisation left out; filling meta tensors is work for nothing."""
    if cls not in _UNFILLED:
        quiet = {"reset_parameters": lambda _self: None, "__module__": cls.__module__}
        _UNFILLED[cls] = type(cls.__name__, (cls,), quiet) if hasattr(cls, "reset_parameters") else cls
    return _UNFILLED[cls]
