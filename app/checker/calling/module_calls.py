"""How a module is called: the learner's `forward`, the children of a container, or the layer itself."""

import ast
from dataclasses import replace

from torch import nn

from app.checker.access.module_attributes import ready
from app.checker.blame.faults import Fault
from app.checker.blame.raised import Raised
from app.checker.calling.functions import call_function, method
from app.checker.findings.missing_forward import MissingForward
from app.checker.findings.module_list_called import ModuleListCalled
from app.checker.objects.definitions import ClassValue, FunctionValue, LayerClass
from app.checker.objects.instances import Hooks, ModuleValue, wrapper
from app.checker.objects.values import Value
from app.checker.performing.packed_layers import run_layer
from app.checker.reader import Call
from app.checker.walks import walk
from app.kit.words import closest, count


def call_module(value: ModuleValue, call: Call) -> Value:
    """Calls a module as torch does, with the hooks that the learner hung on it."""
    return _run(value, call) if value.hooks is None else _with_hooks(value, value.hooks, call)


def _with_hooks(value: ModuleValue, hooks: Hooks, call: Call) -> Value:
    for hook in [*hooks.before]:
        changed = call.reader.call(hook, [value, tuple(call.args)], {}, call.node, call.scope)
        if changed is not None:
            call = replace(call, args=list(changed) if isinstance(changed, tuple) else [changed])
    result = _run(value, call)
    for hook in [*hooks.after]:
        changed = call.reader.call(hook, [value, tuple(call.args), result], {}, call.node, call.scope)
        result = result if changed is None else changed
    return result


def _run(value: ModuleValue, call: Call) -> Value:
    """The learner's `forward`, a container's children, or the layer itself."""
    if isinstance(value.kind, ClassValue):
        if (own := method(value.kind, "__call__", call) or method(value.kind, "forward", call)) is not None:
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
        if function.binding == "static":  # `@staticmethod def forward(x)`: the module itself is not handed over
            return call_function(function, call)
        return call_function(function, call.bound_to(value), value)
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
            result = call_module(wrapper(child), Call(reader, [result], {}, call.node, call.scope))
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
            isinstance(inner, ast.FunctionDef) and inner.name == "forward" for inner in walk(function.node)
        ):
            nested = name
    fault = MissingForward(value.class_name, cls.node if cls else None, near, nested)
    says = f'Module [{value.class_name}] is missing the required "forward" function'
    return Raised("NotImplementedError", fault.message(), call.node, fault, value.created, says)
