"""Makes one call for real: on meta for its shapes, and on CPU where it is small and nothing else guards it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

import torch

from app.checker.blame.faults import Fault
from app.checker.blame.raised import Raised
from app.checker.devices import cpu, meta
from app.checker.findings.dim_out_of_range import DimOutOfRange
from app.checker.findings.python_error import PythonError
from app.checker.findings.scattered_view import ScatteredView
from app.checker.findings.torch_error import TorchError
from app.checker.objects.instances import ModuleValue
from app.checker.objects.tensors import TensorValue
from app.checker.objects.values import Value
from app.checker.performing.recording import shown
from app.checker.reader import Call
from app.checker.rows import Arguments, Operation
from app.checker.signals import CannotTell

_DIM = re.compile(r"Dimension out of range \(expected to be in range of \[-?\d+, -?\d+\], but got (-?\d+)\)")
_CONSTANTS = frozenset(f"torch.{name}" for name in ("linspace", "arange", "zeros", "ones", "full", "eye", "logspace"))
"""Small results of these keep their numbers: models compute rates and sizes with them."""
_BY_KIND = frozenset({"Tensor.to", "Tensor.type_as"})
"""Of another tensor, these ask its kind of number alone: `t.to(x)` keeps the numbers of `t`."""
_AXES_OF_INDICES = 3
"""An input with more is a batch of images, and no list of numbers to look up."""


def run(function: Callable[..., object], arguments: Arguments, name: str, inputs: list[TensorValue], call: Call,
         *, trusted: bool, by_zeros: bool = False) -> object:  # fmt: skip
    """The call on meta; a small one that no complete preconditions guard is made on CPU too, and the CPU is right."""
    args, kwargs = arguments.args, arguments.kwargs
    if name in _BY_KIND:
        args = args[:1] + tuple(arg.dtype if isinstance(arg, torch.Tensor) else arg for arg in args[1:])
    try:
        if cpu.is_real(function, args, kwargs):
            return cpu.with_numbers(function, args, kwargs)
        before = cpu.sizes((args, tuple(kwargs.values()))) if not trusted else []
        result = _on_meta(function, args, kwargs)
        if name in _CONSTANTS and isinstance(result, torch.Tensor) and result.numel() <= cpu.KEPT:
            return cpu.run_real(function, args, {**kwargs, "device": torch.device("cpu")})
        if trusted or not inputs:
            return result
        changed = cpu.sizes((args, tuple(kwargs.values()))) != before  # as by unsqueeze_: it cannot be asked again
        if not changed and cpu.is_small(function, args, kwargs, result):
            real = cpu.verdict(function, args, kwargs)
            return result if cpu.sizes(real) == cpu.sizes(result) else real
    except meta.Refused as refused:
        small = bool(inputs) and cpu.is_small(function, args, kwargs)
        if refused.meta_only and not (by_zeros and small):
            what = f"what {name} gives depends on the numbers in a tensor"
            raise CannotTell("value-dependent", what, call.node) from refused
        if small:
            return _second_opinion(function, arguments, name, inputs, call)
        raise refusal(refused, name, inputs, call) from refused
    return result


def _on_meta(function: Callable[..., object], args: tuple[object, ...], kwargs: Mapping[str, object]) -> object:
    """The call without numbers; sizes that stand in a tensor are given as numbers where it cannot do without."""
    try:
        return meta.run(function, *cpu.to_meta(args, kwargs))
    except meta.Refused as refused:
        sized = cpu.with_sizes(args, kwargs) if refused.meta_only else None
        if sized is None:
            raise
        return meta.run(function, *cpu.to_meta(*sized))


def _second_opinion(
    function: Callable[..., object], arguments: Arguments, name: str, inputs: list[TensorValue], call: Call
) -> object:
    """What the CPU gives where meta refuses."""
    try:
        return cpu.verdict(function, arguments.args, arguments.kwargs)
    except meta.Refused as refused:
        raise refusal(refused, name, inputs, call) from refused


def refusal(refused: meta.Refused, name: str, inputs: list[TensorValue], call: Call) -> Raised:
    """The exception that PyTorch would raise, in our words."""
    fault: Fault = TorchError(shown(name), tuple(i.shape for i in inputs), refused.text)
    if inputs and (found := _DIM.search(refused.text)) is not None:
        fault = DimOutOfRange(shown(name), int(found.group(1)), inputs[0].shape)
    if inputs and "view size is not compatible" in refused.text:
        fault = ScatteredView(inputs[0].shape)
    if refused.kind == "TypeError" and not inputs:
        fault = PythonError(refused.kind, refused.text)
    return Raised(refused.kind, refused.text, call.node, fault, None, refused.text)


def guess(assume: Callable[..., object], *given: object) -> object:
    """What a call would have given; None where torch refuses the guess itself."""
    try:
        return assume(*given)
    except (meta.Refused, RuntimeError):  # sizes beyond what any tensor can have
        return None


def as_meant(call: Call) -> Call:
    """Layers that were made from a tensor, in the place of what they were meant to give."""
    if not any(isinstance(arg, ModuleValue) and arg.applied_to is not None for arg in call.args):
        return call
    return replace(call, args=[call.reader.meant(arg, call.node, call.scope) for arg in call.args])


def as_used(operation: Operation, call: Call) -> Call:
    """Inputs that are known by their sizes alone hold what an operation takes: indices, yes or no, classes."""
    for kind, places in ((torch.int64, operation.indices), (torch.bool, operation.masks)):
        for position, name in places:
            value = call.argument(position, name)
            parts = value if isinstance(value, tuple | list) else (value,)
            if not any(_is_of_others(part, call) or _axes(part) > _AXES_OF_INDICES for part in parts):
                _of_kind(value, kind)
    if operation.by_class:
        as_classes(call)
    return call


def _axes(value: Value) -> int:
    return len(value.shape) if isinstance(value, TensorValue) else 0


def _is_of_others(value: Value, call: Call) -> bool:
    """Whether the same input is another argument of the call, as in `x[x]`: then it holds the same kind there."""
    if not isinstance(value, TensorValue) or not value.sized:
        return False
    tensors = [arg for arg in call.args if isinstance(arg, TensorValue)]
    return sum(arg.sized == value.sized for arg in tensors) > (value in tensors)


def as_indices(value: Value) -> None:
    """An input that is known by its sizes alone holds whole numbers, where something is looked up with it."""
    _of_kind(value, torch.int64)


def as_classes(call: Call) -> None:
    """The target of a loss names a class for each prediction, where it has no axis for the classes."""
    scores, target = call.argument(0, "input"), call.argument(1, "target")
    if not isinstance(scores, TensorValue) or not isinstance(target, TensorValue):
        return
    if len(target.shape) == len(scores.shape) - 1:
        as_indices(target)


def _of_kind(value: Value, dtype: torch.dtype) -> None:
    """Numbers of the input that a view took from it are of its kind too."""
    for part in value if isinstance(value, tuple | list) else (value,):
        if isinstance(part, TensorValue) and part.sized and part.tensor.is_floating_point():
            part.tensor = meta.empty(part.shape, dtype)
