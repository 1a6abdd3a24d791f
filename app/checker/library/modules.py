"""Methods of `nn.Module` and of the containers."""

from collections.abc import Callable, Iterator

import torch
from torch import nn

from app.checker.access.module_attributes import register
from app.checker.calling.calls import base_init
from app.checker.devices.places import unknown_place
from app.checker.objects.definitions import ClassValue
from app.checker.objects.instances import ModuleValue, Registered, parts, wrapper
from app.checker.objects.tensors import TensorValue
from app.checker.objects.values import Token, Value
from app.checker.performing.packed_layers import run_layer
from app.checker.provided import Library, functions
from app.checker.reader import Call
from app.checker.signals import CannotTell


def _self(call: Call) -> ModuleValue:
    if not call.args or not isinstance(call.args[0], ModuleValue):
        raise call.error("TypeError", "this method needs a module")
    return call.args[0]


def _real(call: Call) -> nn.Module:
    module = _self(call).module
    if module is None:
        raise call.error("AttributeError", "super().__init__() has not run yet")
    return module


def _init(call: Call) -> Value:
    """`super().__init__(...)`, `nn.Module.__init__(self)`."""
    value = _self(call)
    layer = value.kind.base_layer() if isinstance(value.kind, ClassValue) else value.kind
    if layer is not None and value.module is None:
        base_init(value, layer, call.rest())
    return None


def _forward(call: Call) -> Value:
    """`super().forward(x)` of a class that inherits from a layer."""
    value = _self(call)
    layer = value.kind.base_layer() if isinstance(value.kind, ClassValue) else value.kind
    if layer is None or layer.layer.cls is nn.Module:
        raise call.error("NotImplementedError", "nn.Module has no forward of its own")
    if issubclass(layer.layer.cls, nn.Sequential):
        result = call.args[1]
        for child in _real(call)._modules.values():
            if child is not None:
                result = call.reader.call(wrapper(child), [result], {}, call.node, call.scope)
        return result
    return run_layer(layer.layer, value, call.rest())


def _conv_forward(call: Call) -> Value:
    """`self._conv_forward(x, weight, bias)` in a class that inherits from a convolution: its own weights may differ."""
    module = _real(call)
    axes = next((n for n, cls in enumerate((nn.Conv1d, nn.Conv2d, nn.Conv3d), 1) if isinstance(module, cls)), None)
    if axes is None or not isinstance(module, nn.Conv1d | nn.Conv2d | nn.Conv3d):
        raise call.error("AttributeError", f"'{type(module).__name__}' object has no attribute '_conv_forward'")
    if module.padding_mode != "zeros":
        raise CannotTell("unsupported", "_conv_forward with another padding_mode is not read by the checker", call.node)
    padding = module.padding if isinstance(module.padding, str) else tuple(module.padding)
    layout: list[Value] = [module.stride, padding, module.dilation, module.groups]
    convolution = call.reader.tables.modules["torch.nn.functional"].members[f"conv{axes}d"]
    return call.reader.call(convolution, [*call.args[1:], *layout], call.kwargs, call.node, call.scope)


def _parts(call: Call) -> Iterator[tuple[str, ModuleValue]]:
    """Every module below, itself first, as `named_modules` lists them; charged as they come."""
    for name, module in _real(call).named_modules():
        call.reader.meter.step(call.node)
        if isinstance(module.__dict__.get("stride_value"), ModuleValue):
            yield name, wrapper(module)


def _named_modules(call: Call) -> Value:
    return list(_parts(call))


def _modules(call: Call) -> Value:
    return [module for _, module in _parts(call)]


def _named_children(call: Call) -> Value:
    return [(name, wrapper(child)) for name, child in _real(call)._modules.items() if child is not None]


def _children(call: Call) -> Value:
    return [wrapper(child) for child in _real(call)._modules.values() if child is not None]


def _keys(call: Call) -> Value:
    return list(_real(call)._modules)


def _parameters(call: Call) -> Value:
    return [TensorValue(parameter) for parameter in _real(call).parameters()]


def _named_parameters(call: Call) -> Value:
    return [(name, TensorValue(parameter)) for name, parameter in _real(call).named_parameters()]


def _buffers(call: Call) -> Value:
    return [TensorValue(buffer) for buffer in _real(call).buffers()]


def _state_dict(call: Call) -> Value:
    return {name: TensorValue(tensor) for name, tensor in _real(call).state_dict().items()}


def _train(call: Call) -> Value:
    mode = call.argument(1, "mode", True)
    _real(call).train(call.reader.truth(mode, call.node))
    return call.args[0]


def _eval(call: Call) -> Value:
    _real(call).eval()
    return call.args[0]


def _itself(call: Call) -> Value:
    """`.to(device)`, `.cuda()`, `.float()`: no shape changes."""
    return call.args[0]


def _converted(dtype: torch.dtype) -> Callable[[Call], Value]:
    """`.double()`, `.half()`: the weights really change their kind."""

    def run(call: Call) -> Value:
        _real(call).to(dtype)
        return call.args[0]

    return run


def _to(call: Call) -> Value:
    """`.to(device)` changes nothing here; `.to(torch.float16)` does."""
    for value in (*call.args[1:], *call.kwargs.values()):
        if (says := unknown_place(value)) is not None:
            raise call.error("RuntimeError", says)
        kind = value.real if isinstance(value, Token) else None
        if isinstance(kind, torch.dtype) and (kind.is_floating_point or kind.is_complex):
            _real(call).to(kind)
    return call.args[0]


def _freeze(call: Call) -> Value:
    _real(call).requires_grad_(call.reader.truth(call.argument(1, "requires_grad", True), call.node))
    return call.args[0]


def _apply(call: Call) -> Value:
    for _, module in reversed(list(_parts(call))):
        call.reader.call(call.argument(1, "fn"), [module], {}, call.node, call.scope)
    return call.args[0]


def _add_module(call: Call) -> Value:
    call.only(3, "add_module")
    name, child = call.argument(1, "name"), call.argument(2, "module")
    if not isinstance(name, str) or not name or "." in name:
        raise call.error("KeyError", 'a module name must be a string without "."')
    if not isinstance(child, ModuleValue):
        raise call.error("TypeError", "the second argument is not a Module subclass")
    register(call.reader, _self(call), name, child, call.node)
    return None


def _register_buffer(call: Call) -> Value:
    name, tensor = call.argument(1, "name"), call.argument(2, "tensor")
    if not isinstance(name, str):
        raise call.error("TypeError", "buffer name should be a string")
    _real(call)._buffers[name] = tensor.tensor if isinstance(tensor, TensorValue) else None
    return None


def _register_parameter(call: Call) -> Value:
    name, tensor = call.argument(1, "name"), call.argument(2, "param")
    if not isinstance(name, str):
        raise call.error("TypeError", "parameter name should be a string")
    if isinstance(tensor, TensorValue):
        register(call.reader, _self(call), name, tensor, call.node)
    else:
        _real(call)._parameters[name] = None
    return None


def _append(call: Call) -> Value:
    call.only(2, "append")
    value, child = _self(call), call.argument(1, "module")
    if child is None and len(call.args) > 1:  # a place without a layer, which torch allows
        _real(call)._modules[str(len(_real(call)._modules))] = None
        return value
    if not isinstance(child, ModuleValue):
        raise call.error("TypeError", "append() needs a Module")
    register(call.reader, value, str(len(_real(call)._modules)), child, call.node)
    return value


def _insert(call: Call) -> Value:
    """By torch itself: the ones behind are numbered anew."""
    value, at, child = _self(call), call.argument(1, "index"), call.argument(2, "module")
    if not isinstance(child, ModuleValue) or not isinstance(at, int):
        raise call.error("TypeError", "insert() needs a place and a Module")
    _append(Call(call.reader, [value, child], {}, call.node, call.scope))
    held = list(_real(call)._modules.values())
    held.insert(at, held.pop())
    _real(call)._modules.clear()
    for index, module in enumerate(held):
        _real(call)._modules[str(index)] = module
        if module is not None and wrapper(module).parent is value:
            wrapper(module).name = str(index)
    return value


def _extend(call: Call) -> Value:
    for child in call.reader.iterate(call.argument(1, "modules"), call.node):
        _append(Call(call.reader, [call.args[0], child], {}, call.node, call.scope))
    return call.args[0]


def _update(call: Call) -> Value:
    source = call.argument(1, "modules")
    if not isinstance(source, dict):
        raise CannotTell("unsupported", "update() with something else than a dict is not read", call.node)
    for name, child in source.items():
        if isinstance(child, ModuleValue):
            register(call.reader, _self(call), str(name), child, call.node)
    return None


def _nothing(_call: Call) -> Value:
    return None


def _taken_out(call: Call) -> Value:
    """`self._modules.pop(name)`."""
    held, name = call.argument(0, "self"), call.argument(1, "key")
    if not isinstance(held, Registered) or not isinstance(name, str):
        raise call.error("TypeError", "pop() needs the name of a child")
    if name not in held:
        if len(call.args) > 2:
            return call.args[2]
        raise call.error("KeyError", repr(name))
    call.reader.delete(held.owner, name, call.node)
    return held.pop(name)


def _not_stored(call: Call) -> Value:
    raise CannotTell("unsupported", "changing ._modules as a whole is not read by the checker", call.node)


def walk_module(_reader: object, value: ModuleValue, _node: object) -> list[Value]:
    """The items of `for layer in self.layers`."""
    held = parts(value)
    return list(held) if isinstance(value.module, nn.ModuleDict | nn.ParameterDict) else list(held.values())


_LIST = functions({"append": _append, "extend": _extend, "insert": _insert})

LIBRARY = Library(
    methods={
        "Module": functions({
            "__init__": _init, "forward": _forward, "_conv_forward": _conv_forward,
            "modules": _modules, "named_modules": _named_modules,
            "children": _children, "named_children": _named_children, "parameters": _parameters,
            "named_parameters": _named_parameters, "buffers": _buffers, "state_dict": _state_dict, "train": _train,
            "eval": _eval, "to": _to, "cuda": _itself, "cpu": _itself, "float": _converted(torch.float32),
            "double": _converted(torch.float64), "half": _converted(torch.float16),
            "bfloat16": _converted(torch.bfloat16), "requires_grad_": _freeze, "apply": _apply,
            "add_module": _add_module,
            "register_module": _add_module, "register_buffer": _register_buffer,
            "register_parameter": _register_parameter, "zero_grad": _nothing, "load_state_dict": _nothing,
            "reset_parameters": _nothing, "type": _to, "compile": _nothing, "share_memory": _itself,
        }),
        "Registered": {
            **functions({"pop": _taken_out}),
            **functions(dict.fromkeys(("clear", "popitem", "setdefault", "update"), _not_stored)),
        },
        "Sequential": _LIST,
        "ModuleList": _LIST,
        "ModuleDict": functions({
            "keys": _keys, "values": _children, "items": _named_children, "update": _update,
        }),
    }
)  # fmt: skip
