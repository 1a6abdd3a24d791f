"""How each kind of value is called: functions, classes, layers and modules."""

import ast
from collections.abc import Mapping

from torch import nn

from app.checker.access.module_attributes import initialise
from app.checker.blame.origins import Creation
from app.checker.blame.raised import Raised
from app.checker.calling.construct import construct, misapplied
from app.checker.calling.functions import call_function, method
from app.checker.calling.module_calls import call_module
from app.checker.calling.stacks import stack_class
from app.checker.convert import used_unknown
from app.checker.findings.missing_base import MissingBase
from app.checker.objects.definitions import BoundMethod, ClassValue, FunctionValue, LayerClass
from app.checker.objects.instances import ModuleValue, ObjectValue, wrapper
from app.checker.objects.type_names import type_name
from app.checker.objects.values import ExceptionClass, ExceptionValue, Partial, Token, Unknown, Value
from app.checker.provided import BoundBuiltin, TypeToken
from app.checker.reader import Builtin, Call, Caller
from app.checker.signals import CannotTell


def _call_method(bound: BoundMethod, call: Call) -> Value:
    return call_function(bound.function, call.bound_to(bound.receiver), bound.receiver)


def _instantiate(cls: ClassValue, call: Call) -> Value:
    """An object of a learner's class; one that inherits from a layer is a module."""
    for base in cls.ancestors():
        if isinstance(base, Unknown):
            raise used_unknown(base, call.node)
    if (maker := cls.find("__new__")) is not None and isinstance(maker[1], Builtin):
        return maker[1].run(call.bound_to(cls))
    layer = cls.base_layer()
    created = Creation(call.node, call.origins()) if isinstance(call.node, ast.Call) else None
    made: ModuleValue | ObjectValue = ModuleValue(cls, None, created=created) if layer else ObjectValue(cls)
    if layer:
        call.reader.meter.module(call.node)
    found = method(cls, "__init__", call)
    if found is not None:
        call_function(found, call.bound_to(made), made)
    elif layer is not None and isinstance(made, ModuleValue):
        base_init(made, layer, call)
    elif call.args or call.kwargs:
        raise call.error("TypeError", f"{cls.name}() takes no arguments")
    return made


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
    if (own := stack_class(cls, call)) is not None:
        return _instantiate(own, call)
    return misapplied(cls, call) or construct(cls, call)


def _call_builtin(function: Builtin, call: Call) -> Value:
    return function.run(call)


def _call_bound_builtin(bound: BoundBuiltin, call: Call) -> Value:
    return bound.builtin.run(call.bound_to(bound.receiver))


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
    found = method(value.kind, "__call__", call)
    if found is None:
        words = f"'{type_name(value)}' object is not callable"
        raise Raised("TypeError", words, call.node, MissingBase(value.kind.name, value.kind.node))
    return call_function(found, call.bound_to(value), value)


CALLERS: Mapping[type, Caller] = {
    FunctionValue: call_function, BoundMethod: _call_method, ClassValue: _instantiate, LayerClass: _construct,
    ModuleValue: call_module, Builtin: _call_builtin, BoundBuiltin: _call_bound_builtin, TypeToken: _call_type,
    ExceptionClass: _make_exception, Partial: _call_partial, Token: _call_token, ObjectValue: _call_object,
}  # fmt: skip
