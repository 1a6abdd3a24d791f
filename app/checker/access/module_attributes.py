"""Attributes of modules: the learner's own, what is registered, the class's, then the layer's plain data."""

import ast
from collections.abc import Mapping

import torch
from torch import nn
from torch.nn import functional

from app.checker.access.class_attributes import asked_of_class, bind, class_names
from app.checker.access.lookups import method, missing
from app.checker.blame.raised import Raised
from app.checker.devices.meta import build
from app.checker.findings.missing_super_init import MissingSuperInit
from app.checker.limits import over_budget
from app.checker.objects.definitions import ClassValue, FunctionValue, LayerClass
from app.checker.objects.instances import ModuleValue, Registered, wrapper
from app.checker.objects.tensors import ShapeValue, TensorValue
from app.checker.objects.type_names import type_name
from app.checker.objects.values import Value
from app.checker.reader import Reader
from app.checker.signals import CannotTell

_WEIGHTS = frozenset({"weight", "bias"})
_DESCRIBED = frozenset({"in_channels", "out_channels", "in_features", "out_features", "num_features"})
"""What a layer says of its weights and does not read when it runs."""
_DATA = (bool, int, float, str, tuple, type(None))
_STORES = frozenset({"_modules", "_parameters", "_buffers"})


def read_module(reader: Reader, value: ModuleValue, name: str, node: ast.AST) -> Value:
    """`self.conv1`, `net.fc.in_features`, `self.parameters`."""
    if name in value.attributes:
        return value.attributes[name]
    if value.module is not None and (found := _registered(value.module, name)) is not None:
        own = asked_of_class(reader, value, name, node)  # torch finds what is registered by `__getattr__`, too
        value.touched |= own is None and isinstance(found[0], TensorValue)
        return (own or found)[0]
    if isinstance(value.kind, ClassValue) and (owned := value.kind.find(name)) is not None:
        return bind(reader, owned[1], value, node)
    if (data := _layer_data(value, name) or _activation(reader, value, name)) is not None:
        return data[0]
    if name in _STORES and value.module is not None:
        return _all_registered(value, value.module.__dict__[name])
    kinds = module_kinds(value)
    found_method = method(reader, value, kinds, name)
    if found_method is not None:
        return found_method
    if value.applied_to is not None and isinstance(node, ast.expr):
        return reader.read(reader.meant(value, node, reader.globals), name, node)
    return _not_found(reader, value, name, node)


def _not_found(reader: Reader, value: ModuleValue, name: str, node: ast.AST) -> Value:
    """What the class's own `__getattr__` gives, or that there is no such attribute."""
    if (own := asked_of_class(reader, value, name, node)) is not None:
        return own[0]
    of_self = isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "self"
    if value.module is not None and (name in dir(type(value.module)) or name in value.module.__dict__):
        raise CannotTell("unsupported", f".{name} of a module is not read by the checker yet", node)
    known = [*value.attributes, *(_children_names(value)), *(class_names(value))]
    return missing(reader, value, name, node, known, of_self=of_self)


def _activation(reader: Reader, value: ModuleValue, name: str) -> tuple[Value] | None:
    """The function that a transformer's layer keeps: `relu` or `gelu` of ours."""
    kept = value.module.__dict__.get(name) if value.module is not None and name == "activation" else None
    known = next((known for known in ("relu", "gelu") if kept is not None and kept is vars(functional)[known]), None)
    return (reader.tables.modules["torch.nn.functional"].members[known],) if known is not None else None


def _registered(module: nn.Module, name: str) -> tuple[Value] | None:
    for store in (module._parameters, module._buffers):
        if name in store:
            tensor = store[name]
            return (TensorValue(tensor) if tensor is not None else None,)
    if name in module._modules:
        child = module._modules[name]
        return (wrapper(child) if child is not None else None,)
    return None


def _all_registered(value: ModuleValue, store: Mapping[str, nn.Module | torch.Tensor | None]) -> Registered:
    """`self._modules`: each child or weight by its name."""
    held: dict[str, Value] = {}
    for name, item in store.items():
        if isinstance(item, torch.Tensor):
            held[name] = TensorValue(item)
        else:
            held[name] = wrapper(item) if item is not None else None
    return Registered.of(value, held)


def _layer_data(value: ModuleValue, name: str) -> tuple[Value] | None:
    """Plain numbers and texts that a real layer keeps: `out_channels`, `kernel_size`, `training`."""
    if name == "__call__":
        return (value,)
    if value.module is None or name.startswith("_"):
        return None
    data = value.module.__dict__.get(name, value)
    if isinstance(data, torch.Size):
        return (ShapeValue(data),)
    if isinstance(data, bool | int | float | str | type(None)):
        return (data,)
    if isinstance(data, tuple) and all(isinstance(item, int | float | str | type(None)) for item in data):
        return (data,)
    return None


def module_kinds(value: ModuleValue) -> tuple[str, ...]:
    """The method tables of a module, its own first."""
    layer = value.kind if isinstance(value.kind, LayerClass) else value.kind.base_layer()
    return (layer.layer.name, "Module") if layer is not None else ("Module",)


def _children_names(value: ModuleValue) -> list[str]:
    if value.module is None:
        return []
    return [*value.module._modules, *value.module._parameters, *value.module._buffers]


def store_module(reader: Reader, value: ModuleValue, name: str, new: Value, node: ast.AST) -> None:
    """As torch does: modules and parameters are registered, everything else is kept as it is."""
    if isinstance(new, ModuleValue) or (isinstance(new, TensorValue) and isinstance(new.tensor, nn.Parameter)):
        register(reader, value, name, new, node)
        return
    module = value.module
    if module is not None and name in module._modules and new is not None:
        message = f"cannot assign '{type_name(new)}' as child module '{name}' (torch.nn.Module or None expected)"
        raise Raised("TypeError", message, node)
    if module is not None and name in module._modules:
        module._modules[name] = None
    elif module is not None and isinstance(new, TensorValue) and (name in module._buffers or _is_buffer(new)):
        module._buffers[name] = new.tensor
    elif module is not None and name in module._parameters and new is None:
        module._parameters[name] = None
    elif module is not None and name in _WEIGHTS and isinstance(new, TensorValue) and _is_layer(value):
        module._buffers[name] = new.tensor  # a weight that was taken away is computed: the layer works with it
    else:
        value.attributes[name] = new
        value.stored[name] = node
        _set_layer_data(value, name, new)


def _set_layer_data(value: ModuleValue, name: str, new: Value) -> None:
    """`conv.padding = (1, 1)`, `pool.stride = 1`: what torch's own `forward` reads when the layer runs."""
    kept = value.module.__dict__ if value.module is not None and _is_layer(value) else {}
    if name in _DESCRIBED or name.startswith("_") or not isinstance(kept.get(name, value), _DATA):
        return
    numbers = isinstance(new, tuple) and all(isinstance(item, int | float) for item in new)
    if isinstance(kept[name], tuple) and isinstance(new, int):
        kept[name] = (new,) * len(kept[name])
    elif numbers or isinstance(new, bool | int | float | str | type(None)):
        kept[name] = new


def _is_buffer(value: TensorValue) -> bool:
    return isinstance(value.tensor, nn.Buffer)


def _is_layer(value: ModuleValue) -> bool:
    """Whether torch's own `forward` may run it, which looks for its weights in the real module."""
    layer = value.kind if isinstance(value.kind, LayerClass) else value.kind.base_layer()
    return layer is not None and layer.layer.cls is not nn.Module


def register(reader: Reader, value: ModuleValue, name: str, new: ModuleValue | TensorValue, node: ast.AST) -> None:
    """Makes a layer or a parameter part of a module, as torch's `__setattr__` does."""
    module = ready(reader, value, name, node)
    value.attributes.pop(name, None)
    if isinstance(new, TensorValue):
        module._modules.pop(name, None)
        module._parameters[name] = new.tensor  # type: ignore[assignment]
        return
    if new.module is None:
        ready(reader, new, name, node)
    if new.module is not None and any(part is module for part in new.module.modules()):
        raise CannotTell("unsupported", "a module that holds itself is not read by the checker", node)
    hold(reader, value, name, new, node)
    module._parameters.pop(name, None)
    module._modules[name] = new.module


def hold(reader: Reader, parent: ModuleValue, name: str, child: ModuleValue, node: ast.AST) -> None:
    """The child learns who holds it and by which name, the first time it is held.

    Raises:
        CannotTell: modules would stand too deep in each other.
    """
    above: ModuleValue | None = parent
    height = child.height + 1
    while above is not None:
        above.height = max(above.height, height)
        if above.height > reader.limits.module_depth:
            raise over_budget(f"modules nested more than {reader.limits.module_depth} deep", node)
        above, height = above.parent, height + 1
    if child.parent is None:
        child.name, child.parent = name, parent


def ready(reader: Reader, value: ModuleValue, name: str, node: ast.AST) -> nn.Module:
    """The real module; where `super().__init__()` has not run yet, that is a finding and it runs now."""
    if value.module is None:
        init = value.kind.find("__init__") if isinstance(value.kind, ClassValue) else None
        function = init[1] if init else None
        method = function.node if isinstance(function, FunctionValue) else None
        fault = MissingSuperInit(value.class_name, name, method if isinstance(method, ast.FunctionDef) else None)
        reader.fault(fault, node)
        initialise(value)
    if value.module is None:
        raise AssertionError("initialise gives a module")
    return value.module


def initialise(value: ModuleValue, module: nn.Module | None = None) -> None:
    """What `nn.Module.__init__` does: from here on the value can hold layers."""
    value.module = module if module is not None else build(nn.Module, (), {})
    value.module.__dict__["stride_value"] = value


def delete_module(reader: Reader, value: ModuleValue, name: str, node: ast.AST) -> None:
    """From wherever it was registered."""
    stores = [value.attributes]
    if value.module is not None:
        stores += [value.module._modules, value.module._parameters, value.module._buffers]  # type: ignore[list-item]
    for store in stores:
        if name in store:
            del store[name]
            return
    missing(reader, value, name, node, [])
