"""The one place where a layer is built and run: real `torch.nn` on the meta device.

No weight is ever initialised and no number computed; the shapes are those that torch returns.
"""

import inspect
import re
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import torch
from torch import nn
from torch._prims_common import suggest_memory_format
from torch.nn import functional
from torch.nn.modules.lazy import LazyModuleMixin
from torch.nn.parameter import is_lazy

META = torch.device("meta")
_CONVOLUTIONS = frozenset({nn.Conv2d, nn.Conv3d, nn.ConvTranspose2d, nn.ConvTranspose3d})
_FUNCTIONS = frozenset({
    functional.conv2d, functional.conv3d, functional.conv_transpose2d, functional.conv_transpose3d,
})  # fmt: skip
_UNFILLED: dict[type[nn.Module], tuple[type[nn.Module], bool]] = {}
_PATTERNS: "dict[tuple[type[nn.Module], str], _Pattern]" = {}
_MOST_PATTERNS = 500
_WORDS = (int, float, str, type(None))
_HOLDERS = (dict, list, set)
_REGISTERED = frozenset({"_parameters", "_buffers"})

TORCH_ERRORS = (
    RuntimeError, TypeError, ValueError, LookupError, AttributeError, AssertionError, ArithmeticError,
    BufferError, MemoryError,
)  # fmt: skip
"""What torch and its Python code raise for bad arguments; NotImplementedError is a RuntimeError."""


@contextmanager
def quiet() -> Iterator[None]:
    """What stands around all that is asked of torch: no gradients, and no warnings but ours."""
    with torch.no_grad(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


_PLACE = re.compile(r"\S*(?:site-packages|dist-packages|lib/python)\S*")
"""Files of this machine, which some of PyTorch's messages name."""


_LARGEST = 2**63 - 1
"""What the size of an axis may be at most, before torch cannot even read it."""


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
    pattern = _pattern(cls, args, kwargs)
    return _copied(pattern.module) if pattern is not None and pattern.plain else _built(cls, args, kwargs)


def twin(cls: type[nn.Module], kwargs: Mapping[str, object]) -> nn.Module:
    """A layer that is looked at and never called, as the one that explains `F.max_pool2d`.

    Raises:
        Refused: as `build`.
    """
    sizes = {name: tuple(value) if isinstance(value, list) else value for name, value in kwargs.items()}
    pattern = _pattern(cls, (), sizes)
    return pattern.module if pattern is not None else _built(cls, (), sizes)


@dataclass(frozen=True)
class _Pattern:
    """A layer that was built once; a `plain` one is its numbers, its weights and its buffers alone."""

    module: nn.Module
    plain: bool


def _pattern(cls: type[nn.Module], args: tuple[object, ...], kwargs: Mapping[str, object]) -> _Pattern | None:
    """The pattern of these arguments; None where they are more than numbers and words."""
    if not all(map(_is_word, (*args, *kwargs.values()))):
        return None
    key = repr((args, kwargs))  # 2 and 2.0 are equal, and not the same kernel
    if (found := _PATTERNS.get((cls, key))) is None:
        if len(_PATTERNS) >= _MOST_PATTERNS:
            _PATTERNS.clear()
        module = _built(cls, args, kwargs)
        found = _PATTERNS[cls, key] = _Pattern(module, _is_plain(module))
    return found


def _is_word(value: object) -> bool:
    return isinstance(value, _WORDS) or (isinstance(value, tuple) and all(isinstance(part, _WORDS) for part in value))


def _is_plain(module: nn.Module) -> bool:
    """Whether it has no children, nothing lazy, and of weights none but the registered ones."""
    own = (value for name, value in module.__dict__.items() if name not in _REGISTERED)
    parts = (part for value in own for part in (value if isinstance(value, _HOLDERS) else (value,)))
    words = all(_is_word(part) or isinstance(part, torch.dtype) for part in parts)
    return words and not module._modules and not isinstance(module, LazyModuleMixin)


def _copied(pattern: nn.Module) -> nn.Module:
    """A layer of its own, with weights and hooks of its own: a third of the work of its constructor."""
    made = pattern.__class__.__new__(pattern.__class__)
    held = made.__dict__
    for name, value in pattern.__dict__.items():
        held[name] = value.copy() if isinstance(value, _HOLDERS) else value
    for name, weight in pattern._parameters.items():
        held["_parameters"][name] = nn.Parameter(weight.detach()) if weight is not None else None
    for name, buffer in pattern._buffers.items():
        held["_buffers"][name] = buffer.clone() if buffer is not None else None
    return made


def _built(cls: type[nn.Module], args: tuple[object, ...], kwargs: Mapping[str, object]) -> nn.Module:
    unfilled, takes_device = _unfilled(cls)
    placed = {**kwargs, "device": META} if takes_device else kwargs
    module = _guarded(unfilled, args, placed, placed=takes_device)
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
    result = _called(function, args, kwargs)
    return (
        _laid_out(result, args[0]) if args and (type(function) in _CONVOLUTIONS or function in _FUNCTIONS) else result
    )


def _called(function: Callable[..., object], args: tuple[object, ...], kwargs: Mapping[str, object]) -> object:
    """What tensors on meta are made into is on meta; to place what is made of nothing there costs every call inside."""
    if any(isinstance(arg, torch.Tensor) for arg in args):
        try:
            result = _guarded(function, args, kwargs, placed=True)
        except Refused as refused:
            if "device" not in refused.text:
                raise
        else:
            if not isinstance(result, torch.Tensor) or result.is_meta:
                return result
    return _guarded(function, args, kwargs, placed=False)


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
    own = module.parameters() if module._modules else module._parameters.values()
    return [parameter for parameter in own if parameter is not None and not is_lazy(parameter)]


def empty(sizes: tuple[int, ...], dtype: torch.dtype = torch.float32) -> torch.Tensor:
    """A tensor of these sizes that holds nothing.

    Raises:
        Refused: no tensor can have them.
    """
    if any(size > _LARGEST for size in sizes):
        raise Refused("RuntimeError", "Storage size calculation overflowed")
    return torch.empty(sizes, device=META, dtype=dtype)


def _guarded(
    function: Callable[..., object], args: tuple[object, ...], kwargs: Mapping[str, object], *, placed: bool
) -> object:
    """The call; `placed` where its own arguments see to it that all is on meta."""
    try:
        if placed:
            return function(*args, **kwargs)
        with META:
            return function(*args, **kwargs)
    except TORCH_ERRORS as error:
        raise Refused(type(error).__name__, first_lines(error)) from error


def first_lines(error: BaseException) -> str:
    """PyTorch's words without the stack that its meta kernels append."""
    return _PLACE.sub("...", str(error).split("\n\n")[0].strip())[:600]


def _unfilled(cls: type[nn.Module]) -> tuple[type[nn.Module], bool]:
    """The class with its initialisation left out, which on meta is work for nothing, and whether it takes a device."""
    if cls not in _UNFILLED:
        quiet = {"reset_parameters": lambda _self: None, "__module__": cls.__module__}
        made = type(cls.__name__, (cls,), quiet) if hasattr(cls, "reset_parameters") else cls
        _UNFILLED[cls] = made, "device" in inspect.signature(cls).parameters
    return _UNFILLED[cls]
