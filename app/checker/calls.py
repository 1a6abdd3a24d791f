"""How each kind of value is called: functions, classes, layers and modules."""

import ast
from collections import ChainMap
from collections.abc import Mapping
from dataclasses import replace

from torch import nn

from app.checker.construct import construct, misapplied
from app.checker.convert import used_unknown
from app.checker.faults import ArgumentsMissing, Creation, Fault, Origin, Raised
from app.checker.findings.missing_base import MissingBase
from app.checker.findings.missing_forward import MissingForward
from app.checker.findings.module_list_called import ModuleListCalled
from app.checker.module_attributes import initialise, ready
from app.checker.perform import run_layer
from app.checker.reader import BoundBuiltin, Builtin, Call, Caller, TypeToken
from app.checker.report import Argument
from app.checker.signals import CannotTell
from app.checker.values import (
    BoundMethod,
    ClassValue,
    ExceptionClass,
    ExceptionValue,
    FunctionValue,
    LayerClass,
    ModuleValue,
    ObjectValue,
    Partial,
    Scope,
    Token,
    Unknown,
    Value,
    type_name,
    wrapper,
)
from app.kit.words import closest, count, listing


def call_function(function: FunctionValue, call: Call, receiver: Value = None) -> Value:
    """Runs a learner's function in a scope of its own.

    Raises:
        Raised: TypeError where the arguments do not fit the parameters.
    """
    reader = call.reader
    call = _blaming_definition(function, call)
    names, origins = bind(function, call, bound=receiver is not None)
    scope = Scope(names, function.scope, origins, function.owner, call.args[0] if call.args else None)
    reader.meter.enter(call.node)
    try:
        if isinstance(function.node, ast.Lambda):
            return reader.evaluate(function.node.body, scope)
        scope.given = [] if function.generator else None
        flow = reader.block(function.node.body, scope)
        if scope.given is not None:  # worked out at once: what it would make later is the same
            return scope.given
        return flow.value if flow is not None else None
    finally:
        reader.meter.leave()


def _blaming_definition(function: FunctionValue, call: Call) -> Call:
    """A call that stands nowhere in the paste (the entry's) is shown at the function that does not take it."""
    if call.node is call.reader.entry and isinstance(function.node, ast.FunctionDef):
        place = ast.copy_location(ast.Name(function.name, ast.Load()), function.node)
        return replace(call, node=place)
    return call


def _call_method(method: BoundMethod, call: Call) -> Value:
    return call_function(method.function, _with_receiver(call, method.receiver), method.receiver)


def _with_receiver(call: Call, receiver: Value) -> Call:
    return Call(call.reader, [receiver, *call.args], call.kwargs, call.node, call.scope)


def bind(function: FunctionValue, call: Call, *, bound: bool) -> tuple[dict[str, Value], dict[str, Origin]]:
    """Parameters to values, and to where those were written."""
    spec = function.node.args
    parameters = [parameter.arg for parameter in (*spec.posonlyargs, *spec.args)]
    keyword_only = [parameter.arg for parameter in spec.kwonlyargs]
    names: dict[str, Value] = dict(zip(parameters, call.args, strict=False))
    extra = call.args[len(parameters) :]
    if spec.vararg is not None:
        names[spec.vararg.arg] = tuple(extra)
    elif extra:
        given = count(len(call.args), "positional argument")
        raise call.error("TypeError", f"{function.name}() takes {len(parameters)}, but is given {given}")
    rest = _bind_keywords(function, call, names, {*parameters, *keyword_only})
    if spec.kwarg is not None:
        names[spec.kwarg.arg] = rest
    missing = [p for p in (*parameters, *keyword_only) if p not in names and p not in function.defaults]
    if missing:
        quoted = listing([f"'{name}'" for name in missing])
        message = f"{function.name}() misses {count(len(missing), 'argument')}: {quoted}"
        raise ArgumentsMissing("TypeError", message, call.node)
    left = {name for name in function.defaults if name not in names}
    for name in (*parameters, *keyword_only):
        names.setdefault(name, function.defaults.get(name))
    return names, _defaults(function, left) | call.origins(parameters[1 if bound else 0 :])


def _defaults(function: FunctionValue, names: set[str]) -> dict[str, Origin]:
    """Where the defaults of parameters are written that the call does not give."""
    spec = function.node.args
    behind = [*spec.posonlyargs, *spec.args][-len(spec.defaults) :] if spec.defaults else []
    pairs = [*zip(behind, spec.defaults, strict=True), *zip(spec.kwonlyargs, spec.kw_defaults, strict=True)]
    outside = ChainMap(*function.scope.written())
    return {p.arg: Origin(node, outside) for p, node in pairs if node is not None and p.arg in names}


def arguments_of(value: Value) -> list[Argument]:
    """What a class or function takes, without the `self` of a method."""
    function: Value = value
    if isinstance(value, ClassValue):
        found, layer = value.find("__init__"), value.base_layer()
        if found is None and layer is not None:
            known = layer.layer.signature.parameters.values()
            return [
                Argument(
                    name=p.name, needed=p.default is p.empty, default=None if p.default is p.empty else repr(p.default)
                )
                for p in known
                if p.kind is p.POSITIONAL_OR_KEYWORD
            ]
        function = found[1] if found else None
    return _written(function, method=isinstance(value, ClassValue)) if isinstance(function, FunctionValue) else []


def _written(function: FunctionValue, *, method: bool) -> list[Argument]:
    """The parameters of a function, as they are written."""
    spec = function.node.args
    places = [*spec.posonlyargs, *spec.args]
    defaults = dict(zip([place.arg for place in reversed(places)], reversed(spec.defaults), strict=False))
    named = zip(spec.kwonlyargs, spec.kw_defaults, strict=True)
    defaults |= {place.arg: default for place, default in named if default is not None}
    return [
        Argument(
            name=place.arg,
            needed=place.arg not in function.defaults,
            default=ast.unparse(defaults[place.arg]) if place.arg in defaults else None,
            annotation=ast.unparse(place.annotation) if place.annotation is not None else None,
        )
        for place in (*places[method:], *spec.kwonlyargs)
    ]


def _bind_keywords(function: FunctionValue, call: Call, names: dict[str, Value], known: set[str]) -> dict[str, Value]:
    rest: dict[str, Value] = {}
    for name, value in call.kwargs.items():
        if name in names and name in known:
            raise call.error("TypeError", f"{function.name}() got multiple values for argument '{name}'")
        if name in known:
            names[name] = value
        elif function.node.args.kwarg is not None:
            rest[name] = value
        else:
            near = closest(name, known)
            meant = f"; did you mean '{near}'?" if near else ""
            raise call.error("TypeError", f"{function.name}() got an unexpected keyword argument '{name}'{meant}")
    return rest


def _instantiate(cls: ClassValue, call: Call) -> Value:
    """An object of a learner's class; one that inherits from a layer is a module."""
    for base in cls.ancestors():
        if isinstance(base, Unknown):
            raise used_unknown(base, call.node)
    layer = cls.base_layer()
    created = Creation(call.node, call.origins()) if isinstance(call.node, ast.Call) else None
    made: ModuleValue | ObjectValue = ModuleValue(cls, None, created=created) if layer else ObjectValue(cls)
    if layer:
        call.reader.meter.module(call.node)
    found = _method(cls, "__init__", call)
    if found is not None:
        call_function(found, _with_receiver(call, made), made)
    elif layer is not None and isinstance(made, ModuleValue):
        base_init(made, layer, call)
    elif call.args or call.kwargs:
        raise call.error("TypeError", f"{cls.name}() takes no arguments")
    return made


def _method(cls: ClassValue, name: str, call: Call) -> FunctionValue | None:
    """A method that the call itself needs; one that a decorator from outside made is not known."""
    found = cls.find(name)
    if found is not None and isinstance(found[1], Unknown):
        written = (part for part in found[0].node.body if isinstance(part, ast.FunctionDef) and part.name == name)
        decorators = [decorator for part in written for decorator in part.decorator_list]
        raise used_unknown(found[1], decorators[0] if decorators else call.node)
    return found[1] if found is not None and isinstance(found[1], FunctionValue) else None


def base_init(value: ModuleValue, layer: LayerClass, call: Call) -> None:
    """`super().__init__(...)` of a learner's class: the real module is made here."""
    if layer.layer.cls is nn.Module:
        initialise(value)
        return
    made = construct(layer, call)
    if made.module is not None:
        initialise(value, made.module)
        for child in made.module._modules.values():
            if child is not None:
                wrapper(child).parent = value


def _construct(cls: LayerClass, call: Call) -> Value:
    return misapplied(cls, call) or construct(cls, call)


def _call_module(value: ModuleValue, call: Call) -> Value:
    """Calls a module as torch does: the learner's `forward`, a container's children, or the layer itself."""
    if isinstance(value.kind, ClassValue):
        if (own := _method(value.kind, "__call__", call) or _method(value.kind, "forward", call)) is not None:
            return _forward(value, own, call)
        if value.module is None:
            ready(call.reader, value, "forward", call.node)
    module = value.module
    if isinstance(module, nn.Sequential) and module._modules:
        return _run_sequential(value, module, call)
    layer = value.kind if isinstance(value.kind, LayerClass) else value.kind.base_layer()
    if layer is not None and module is not None and (child := module._modules.get(layer.layer.through)) is not None:
        return call.reader.call(wrapper(child), call.args, call.kwargs, call.node, call.scope)
    if layer is None or layer.layer.cls in {nn.Module, nn.ModuleList, nn.ModuleDict}:
        raise _no_forward(value, call)
    return run_layer(layer.layer, value, call)


def _forward(value: ModuleValue, function: FunctionValue, call: Call) -> Value:
    ready(call.reader, value, "forward", call.node)
    trace = call.reader.trace
    trace.around.append(value)
    try:
        return call_function(function, _with_receiver(call, value), value)
    finally:
        trace.around.pop()


def _run_sequential(value: ModuleValue, module: nn.Sequential, call: Call) -> Value:
    if len(call.args) != 1 or call.kwargs:
        given = count(len(call.args) + len(call.kwargs), "argument")
        raise call.error("TypeError", f"a Sequential takes one input, but is given {given}")
    reader, result = call.reader, call.args[0]
    reader.meter.enter(call.node)
    reader.trace.around.append(value)
    try:
        for child in module._modules.values():
            if child is None:
                raise call.error("TypeError", "'NoneType' object is not callable")
            reader.meter.step(call.node)
            result = _call_module(wrapper(child), Call(reader, [result], {}, call.node, call.scope))
    finally:
        reader.trace.around.pop()
        reader.meter.leave()
    return result


def _no_forward(value: ModuleValue, call: Call) -> Raised:
    """Why a module without `forward` cannot be called."""
    if isinstance(value.module, nn.ModuleList | nn.ModuleDict):
        held: Fault = ModuleListCalled(type(value.module).__name__, value.called)
        return Raised(held.exception, held.message(), call.node, held, value.created)
    cls = value.kind if isinstance(value.kind, ClassValue) else None
    near = closest("forward", cls.attributes) if cls else None
    nested = None
    for name, function in (cls.attributes if cls else {}).items():
        if isinstance(function, FunctionValue) and any(
            isinstance(inner, ast.FunctionDef) and inner.name == "forward" for inner in ast.walk(function.node)
        ):
            nested = name
    fault = MissingForward(value.class_name, cls.node if cls else None, near, nested)
    says = f'Module [{value.class_name}] is missing the required "forward" function'
    return Raised("NotImplementedError", fault.message(), call.node, fault, value.created, says)


def _call_builtin(function: Builtin, call: Call) -> Value:
    return function.run(call)


def _call_bound_builtin(method: BoundBuiltin, call: Call) -> Value:
    return method.builtin.run(_with_receiver(call, method.receiver))


def _call_partial(value: Partial, call: Call) -> Value:
    kwargs = {**value.kwargs, **call.kwargs}
    return call.reader.call(value.function, [*value.args, *call.args], kwargs, call.node, call.scope)


def _call_token(token: Token, call: Call) -> Value:
    raise CannotTell("unsupported", f"calling {token.name} is not read by the checker", call.node)


def _call_type(token: TypeToken, call: Call) -> Value:
    if token.run is None:
        raise CannotTell("unsupported", f"calling {token.name} is not read by the checker", call.node)
    return token.run(call)


def _make_exception(cls: ExceptionClass, call: Call) -> Value:
    return ExceptionValue(cls.name, str(call.args[0]) if call.args and isinstance(call.args[0], str) else "")


def _call_object(value: ObjectValue, call: Call) -> Value:
    found = _method(value.kind, "__call__", call)
    if found is None:
        words = f"'{type_name(value)}' object is not callable"
        raise Raised("TypeError", words, call.node, MissingBase(value.kind.name, value.kind.node))
    return call_function(found, _with_receiver(call, value), value)


CALLERS: Mapping[type, Caller] = {
    FunctionValue: call_function, BoundMethod: _call_method, ClassValue: _instantiate, LayerClass: _construct,
    ModuleValue: _call_module, Builtin: _call_builtin, BoundBuiltin: _call_bound_builtin, TypeToken: _call_type,
    ExceptionClass: _make_exception, Partial: _call_partial, Token: _call_token, ObjectValue: _call_object,
}  # fmt: skip
