"""Builds a layer: the learner's arguments against torch's own signature, then the real module."""

import ast
from collections.abc import Mapping
from dataclasses import replace

import torch
from torch import nn

from app.checker.access.module_attributes import hold
from app.checker.blame.origins import Creation
from app.checker.blame.raised import Raised
from app.checker.calling.refused_arguments import IGNORED, float_size, keyword_meant, unknown_keyword, wrong_arguments
from app.checker.convert import to_torch
from app.checker.devices import meta
from app.checker.findings.layer_not_called import LayerNotCalled
from app.checker.findings.not_a_module import NotAModule
from app.checker.findings.torch_error import TorchError
from app.checker.findings.wrong_constructor_argument import WrongConstructorArgument
from app.checker.limits import length
from app.checker.objects.definitions import BoundMethod, ClassValue, FunctionValue, LayerClass
from app.checker.objects.instances import ModuleValue
from app.checker.objects.tensors import TensorValue
from app.checker.objects.type_names import type_name
from app.checker.objects.values import Partial, Token, Value
from app.checker.reader import Builtin, Call
from app.checker.rows import Layer
from app.checker.signals import CannotTell
from app.checker.walks import last_name, walk

_REPEATS = {"num_layers", "num_encoder_layers", "num_decoder_layers"}
_MODULES_PER_REPEAT = 10
"""A layer of a Transformer holds about so many; one of an LSTM costs as much by its weights."""


def construct(cls: LayerClass, call: Call) -> ModuleValue:
    """A layer with the arguments of this call.

    Raises:
        Raised: torch would refuse them.
    """
    layer = cls.layer
    call.reader.meter.module(call.node)
    call = _only_modules(cls, call)
    kwargs = {name: value for name, value in call.kwargs.items() if name not in IGNORED}
    bound, unknown = _bind(layer, call, kwargs)
    created = _creation(layer, call)
    for strange in unknown:
        call.reader.fault(strange, call.node, created, recoverable=strange.renamed is not None)
    fault = layer.new(bound)
    if fault is not None:
        call.reader.fault(fault, call.node, created, recoverable=False)
    module = _build(layer, call, bound, created)
    kind = call.kwargs.get("dtype")
    if isinstance(kind, Token) and isinstance(kind.real, torch.dtype) and kind.real is not torch.float32:
        module.to(kind.real)
    value = ModuleValue(cls, module, created=created)
    value.touched = isinstance(module, nn.ParameterList | nn.ParameterDict)  # nobody calls those
    module.__dict__["stride_value"] = value
    _adopt(call, module, value)
    return value


def misapplied(cls: LayerClass, call: Call) -> ModuleValue | None:
    """The layer that `nn.ReLU(x)` makes in forward, where `nn.ReLU()(x)` was meant; else None.

    Making most of them is no error yet: torch raises where the layer is used as a tensor.

    Raises:
        Raised: the class needs other arguments than a tensor.
    """
    layer = cls.layer
    if not call.args or not call.reader.trace.active or layer.family in {"loss", "container"}:
        return None
    first = call.reader.meant(call.args[0], call.node, call.scope)
    if not isinstance(first, TensorValue):
        return None
    needed = [
        p for p in layer.signature.parameters.values() if p.default is p.empty and p.kind is p.POSITIONAL_OR_KEYWORD
    ]
    own = replace(call, args=call.args[1:])
    known = len(own.args) + len(own.kwargs) >= len(needed)
    refused = _takes_no_tensor(layer) or _is_said_twice(layer, call)
    if (needed and not (known and layer.family == "pooling")) or refused:
        call.reader.fault(LayerNotCalled(layer.name), call.node, recoverable=known)
    made = construct(cls, own if needed else replace(call, args=[], kwargs={}))
    made.applied_to, made.applied_at = first, call.node
    return made


def _takes_no_tensor(layer: Layer) -> bool:
    """`nn.Tanh(x)` is refused at once: it takes no argument; `nn.Dropout(x)` compares it with 0 and 1."""
    return layer.cls.__init__ is nn.Module.__init__ or "Dropout" in layer.name


def _is_said_twice(layer: Layer, call: Call) -> bool:
    """`nn.Softmax(x, dim=1)`: the tensor stands where the keyword's own value would, and Python takes no second."""
    first = next(iter(layer.signature.parameters), None)
    return first in call.kwargs


def _only_modules(cls: LayerClass, call: Call) -> Call:
    """A class or a function in the place of a layer, `nn.Sequential(..., nn.ReLU)`, is read as the layer meant."""
    args, nodes = list(call.args), call.node.args if isinstance(call.node, ast.Call) else []
    for index, value in enumerate(args):
        if isinstance(value, LayerClass):
            node = nodes[index] if len(nodes) == len(args) else call.node
            recoverable = not _needs_arguments(value.layer)
            call.reader.fault(LayerNotCalled(value.layer.name, bare=True), node, recoverable=recoverable)
            args[index] = construct(value, replace(call, args=[], kwargs={}))
        elif issubclass(cls.layer.cls, nn.Sequential) and isinstance(value, Builtin | FunctionValue | TensorValue):
            node = nodes[index] if len(nodes) == len(args) else call.node
            args[index] = _layer_for(cls, value, call, node)
    return replace(call, args=args)


def _needs_arguments(layer: Layer) -> bool:
    """Whether it cannot be made of nothing; `*args` may stay empty."""
    given = (p for p in layer.signature.parameters.values() if p.kind not in {p.VAR_POSITIONAL, p.VAR_KEYWORD})
    return any(p.default is p.empty for p in given)


def _layer_for(cls: LayerClass, value: Value, call: Call, node: ast.expr) -> Value:
    """The layer that does what a function does, such as ReLU for `torch.relu`; without one, the reading ends."""
    own = node if node is not call.node else _handed_over(value, call)
    said = ast.unparse(own) if own is not None else type_name(value)
    what = f"the function {said}" if isinstance(value, Builtin | FunctionValue) else f"the tensor {said}"
    plain = value.name.rpartition(".")[2].replace("_", "") if isinstance(value, Builtin) else ""
    meant = next((name for name in call.reader.tables.layers if plain and name.lower() == plain.lower()), None)
    layer = LayerClass(call.reader.tables.layers[meant]) if meant else None
    needed = layer is None or _needs_arguments(layer.layer)
    fault = NotAModule(f"nn.{cls.layer.name}", what, own, None if needed else meant)
    call.reader.fault(fault, node, recoverable=not needed)
    return construct(layer, replace(call, args=[], kwargs={})) if layer else None


def _handed_over(value: Value, call: Call) -> ast.expr | None:
    """Where the paste names a function without calling it, as in `layers.append(F.relu)`, before they are unpacked."""
    name = value.name.rpartition(".")[2] if isinstance(value, Builtin) else ""
    called = {id(node.func) for node in walk(call.reader.source.tree) if isinstance(node, ast.Call)}
    named = (node for node in walk(call.reader.source.tree) if isinstance(node, ast.Attribute | ast.Name))
    return next((node for node in named if last_name(node) == name and id(node) not in called), None)


def _build(layer: Layer, call: Call, bound: Mapping[str, object], created: Creation | None) -> nn.Module:
    positional, named = _as_given(layer, bound)
    try:
        return meta.build(layer.cls, positional, named)
    except meta.Refused as refused:
        fault = float_size(layer, bound) or TorchError(f"nn.{layer.name}", (), refused.text)
        raise Raised(refused.kind, refused.text, call.node, fault, created, refused.text) from refused


def _bind(
    layer: Layer, call: Call, kwargs: dict[str, Value]
) -> tuple[dict[str, object], list[WrongConstructorArgument]]:
    """Real arguments by name, and faults of keywords that the layer does not know (read as the nearest known)."""
    parameters = layer.signature.parameters
    takes_any = not layer.plain and any(p.kind is p.VAR_KEYWORD for p in parameters.values())
    strange = [name for name in kwargs if name not in parameters and not takes_any]
    faults = [unknown_keyword(layer, name) for name in strange]
    if layer.family == "attention" and any(_is_written(value) for value in (*call.args, *kwargs.values())):
        what = f"nn.{layer.name} with a layer of the learner's own inside is not read by the checker yet"
        raise CannotTell("unsupported", what, call.node)
    call.reader.meter.nest([*call.args, *kwargs.values()], call.node)
    if layer.family == "container":
        _refuse_long(call)
    _charge_repeats(layer, call)
    args = tuple(_to_torch(value, layer, call) for value in call.args)
    named = {keyword_meant(layer, name): _to_torch(value, layer, call) for name, value in kwargs.items()}
    named.pop("", None)
    placed = dict(zip(layer.names, args, strict=False))
    if layer.plain and len(args) == len(placed) and placed.keys().isdisjoint(named):
        placed |= named
        if layer.required <= placed.keys():
            return placed, faults
    try:
        bound = layer.signature.bind(*args, **named)
    except TypeError as error:
        raise wrong_arguments(layer, call, named, strange, str(error), _creation(layer, call)) from error
    return dict(bound.arguments), faults


def _refuse_long(call: Call) -> None:
    """A container takes a tensor apart, row by row, before it says that these are no modules."""
    for value in (*call.args, *call.kwargs.values()):
        if isinstance(value, TensorValue | range):
            call.reader.meter.items(_rows(value), call.node)


def _rows(value: TensorValue | range) -> int:
    return length(value) if isinstance(value, range) else next(iter(value.shape), 0)


def _charge_repeats(layer: Layer, call: Call) -> None:
    """A layer that stacks others is as many modules as it makes."""
    given = {**dict(zip(layer.names, call.args, strict=False)), **call.kwargs}
    for name in _REPEATS & given.keys():
        if isinstance(times := given[name], int) and times > 1:
            call.reader.meter.module(call.node, times * _MODULES_PER_REPEAT)


def _is_written(value: Value) -> bool:
    return isinstance(value, ModuleValue) and isinstance(value.kind, ClassValue)


def _to_torch(value: Value, layer: Layer, call: Call) -> object:
    """As `to_torch`; a function of torch's own may be an argument, as in `activation=F.gelu`."""
    if isinstance(value, Builtin) and value.real is not None:
        return value.real
    if isinstance(value, FunctionValue | BoundMethod | Partial):
        raise CannotTell("unsupported", "a layer that is given a function is not read by the checker yet", call.node)
    given = to_torch(value, call.node)
    if not isinstance(given, list) or layer.family == "resampling":
        return given
    numbers = bool(given) and all(isinstance(item, int | float | None) for item in given)
    return tuple(given) if numbers else given  # sizes as a list mean the same


def _as_given(layer: Layer, bound: Mapping[str, object]) -> tuple[tuple[object, ...], dict[str, object]]:
    positional: tuple[object, ...] = ()
    named = dict(bound)
    if layer.plain:
        return positional, named
    for name, parameter in layer.signature.parameters.items():
        if parameter.kind is parameter.VAR_POSITIONAL:
            value = named.pop(name, ())
            positional = value if isinstance(value, tuple) else ()
        elif parameter.kind is parameter.VAR_KEYWORD:
            more = named.pop(name, {})
            named.update(more if isinstance(more, dict) else {})
    return positional, named


def _creation(layer: Layer, call: Call) -> Creation | None:
    if not isinstance(call.node, ast.Call):
        return None
    return Creation(call.node, call.origins(layer.names))


def _adopt(call: Call, module: nn.Module, value: ModuleValue) -> None:
    """Children that were given to a container learn who holds them; those that torch itself made get a value.

    Torch uses their weights as it likes, so they count as touched.
    """
    for name, child in module._modules.items():
        if child is None:
            continue
        held = child.__dict__.get("stride_value")
        if not isinstance(held, ModuleValue):
            held = child.__dict__["stride_value"] = ModuleValue(
                _class_of(call, child), child, created=value.created, touched=True
            )
            _adopt(call, child, held)
        hold(call.reader, value, name, held, call.node)


def _class_of(call: Call, module: nn.Module) -> LayerClass:
    """The row of its class or of the nearest class above; the last one is `nn.Module`."""
    layers = call.reader.tables.layers
    return next(LayerClass(layers[cls.__name__]) for cls in type(module).__mro__ if cls.__name__ in layers)
