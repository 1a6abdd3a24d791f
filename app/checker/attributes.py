"""The one path that reads, stores and deletes an attribute, by a table per kind of value.

Plain, augmented and starred assignment, loop targets, `getattr`, `setattr`, f-strings and
`add_module` all come through here. Nothing here ever asks a real object by a learner's name.
"""

import ast
from collections.abc import Callable, Iterable

import torch
from torch import nn

from app.checker.faults import Raised
from app.checker.findings.missing_attribute import MissingAttribute
from app.checker.findings.missing_super_init import MissingSuperInit
from app.checker.findings.unknown_torch_name import UnknownTorchName
from app.checker.meta import build
from app.checker.reader import Attributes, BoundBuiltin, Builtin, Reader, TypeToken
from app.checker.signals import CannotTell
from app.checker.values import (
    BoundMethod,
    ClassValue,
    ExceptionValue,
    FunctionValue,
    LayerClass,
    ModuleValue,
    Namespace,
    ObjectValue,
    Partial,
    ShapeValue,
    SuperValue,
    TensorValue,
    Token,
    Unknown,
    Value,
    type_name,
    wrapper,
)
from app.kit.words import closest


def _missing(
    reader: Reader, value: Value, name: str, node: ast.AST, known: Iterable[str], *, of_self: bool = False
) -> Value:
    """Reports an attribute that is not there; goes on with the nearest one, where there is one."""
    near = closest(name, [k for k in known if not k.startswith("__")])
    fault = MissingAttribute(type_name(value), name, near, of_self)
    reader.fault(fault, node, recoverable=near is not None)
    return reader.read(value, near or "", node)


def _method(reader: Reader, value: Value, kinds: Iterable[str], name: str) -> Value | None:
    for kind in kinds:
        if (found := reader.tables.methods.get(kind, {}).get(name)) is not None:
            return BoundBuiltin(found, value)
    return None


def _known(reader: Reader, kinds: Iterable[str]) -> list[str]:
    return [name for kind in kinds for name in reader.tables.methods.get(kind, {})]


# Tensors: a few plain properties; everything else is a method of the tables.

_TENSOR_PROPERTIES: dict[str, Callable[[torch.Tensor], Value]] = {
    "shape": lambda t: ShapeValue(t.shape), "ndim": lambda t: t.ndim, "dtype": lambda t: Token(str(t.dtype), t.dtype),
    "device": lambda _: Token("cpu", torch.device("meta")), "is_cuda": lambda _: False,
    "requires_grad": lambda t: t.requires_grad, "grad": lambda _: None, "itemsize": lambda t: t.itemsize,
    "nbytes": lambda t: t.nbytes, "is_leaf": lambda _: True, "names": lambda t: (None,) * t.ndim,
}  # fmt: skip


def _read_tensor(reader: Reader, value: TensorValue, name: str, node: ast.AST) -> Value:
    if name in _TENSOR_PROPERTIES:
        return _TENSOR_PROPERTIES[name](value.tensor)
    if name == "data":
        return value
    if name in {"T", "mT"} and isinstance(node, ast.expr):
        axes = (0, 1) if name == "T" else (-2, -1)
        return reader.call(_method(reader, value, ("Tensor",), "transpose"), list(axes), {}, node, reader.globals)
    found = _method(reader, value, ("Tensor",), name)
    if found is not None:
        return found
    if name in reader.tables.torch_names["torch.Tensor"]:
        raise CannotTell("unsupported", f"Tensor.{name} is not read by the checker yet", node)
    return _missing(reader, value, name, node, [*_known(reader, ("Tensor",)), *_TENSOR_PROPERTIES])


def _store_tensor(reader: Reader, value: TensorValue, name: str, new: Value, node: ast.AST) -> None:
    if name == "requires_grad":
        value.tensor.requires_grad_(reader.truth(new, node))
    elif name == "data" and isinstance(new, TensorValue):
        return
    elif name != "grad":
        raise CannotTell("unsupported", f"storing .{name} of a tensor is not read by the checker", node)


# Modules: the learner's own attributes, what is registered, the class, then the layer's plain data.


def _read_module(reader: Reader, value: ModuleValue, name: str, node: ast.AST) -> Value:
    if name in value.attributes:
        return value.attributes[name]
    if value.module is not None and (found := _registered(value.module, name)) is not None:
        return found[0]
    if isinstance(value.kind, ClassValue) and (owned := value.kind.find(name)) is not None:
        return _bind(reader, owned[1], value, node)
    if (data := _layer_data(value, name)) is not None:
        return data[0]
    kinds = module_kinds(value)
    found_method = _method(reader, value, kinds, name)
    if found_method is not None:
        return found_method
    if name == "__class__":
        return value.kind
    of_self = isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "self"
    if value.module is not None and name in reader.tables.torch_names["torch.nn.Module"]:
        raise CannotTell("unsupported", f".{name} of a module is not read by the checker yet", node)
    known = [*value.attributes, *(_children_names(value)), *(_class_names(value))]
    return _missing(reader, value, name, node, known, of_self=of_self)


def _registered(module: nn.Module, name: str) -> tuple[Value] | None:
    for store in (module._parameters, module._buffers):
        if name in store:
            tensor = store[name]
            return (TensorValue(tensor) if tensor is not None else None,)
    if name in module._modules:
        child = module._modules[name]
        return (wrapper(child) if child is not None else None,)
    return None


def _layer_data(value: ModuleValue, name: str) -> tuple[Value] | None:
    """Plain numbers and texts that a real layer keeps: `out_channels`, `kernel_size`, `training`."""
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


def _class_names(value: ModuleValue | ObjectValue) -> list[str]:
    if not isinstance(value.kind, ClassValue):
        return []
    return [name for cls in value.kind.ancestors() if isinstance(cls, ClassValue) for name in cls.attributes]


def _bind(reader: Reader, found: Value, receiver: Value, node: ast.AST) -> Value:
    """What an attribute of a class is on an instance."""
    if not isinstance(found, FunctionValue):
        return found
    if found.binding == "property" and isinstance(node, ast.expr):
        return reader.call(found, [receiver], {}, node, reader.globals)
    if found.binding == "static":
        return found
    if found.binding == "class":
        kind = receiver.kind if isinstance(receiver, ModuleValue | ObjectValue) else receiver
        return BoundMethod(found, kind)
    return BoundMethod(found, receiver)


def _store_module(reader: Reader, value: ModuleValue, name: str, new: Value, node: ast.AST) -> None:
    if isinstance(new, ModuleValue) or (isinstance(new, TensorValue) and isinstance(new.tensor, nn.Parameter)):
        register(reader, value, name, new, node)
        return
    module = value.module
    if module is not None and name in module._modules and new is not None:
        message = f"cannot assign '{type_name(new)}' as child module '{name}' (torch.nn.Module or None expected)"
        raise Raised("TypeError", message, node)
    if module is not None and name in module._modules:
        module._modules[name] = None
    elif module is not None and name in module._buffers and isinstance(new, TensorValue):
        module._buffers[name] = new.tensor
    elif module is not None and name in module._parameters and new is None:
        module._parameters[name] = None
    else:
        value.attributes[name] = new


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
    module._parameters.pop(name, None)
    module._modules[name] = new.module
    if not new.name:
        new.name, new.parent = name, value


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


def _delete_module(reader: Reader, value: ModuleValue, name: str, node: ast.AST) -> None:
    stores = [value.attributes]
    if value.module is not None:
        stores += [value.module._modules, value.module._parameters, value.module._buffers]  # type: ignore[list-item]
    for store in stores:
        if name in store:
            del store[name]
            return
    _missing(reader, value, name, node, [])


# The learner's classes, objects and `super()`.


def _read_class(reader: Reader, value: ClassValue, name: str, node: ast.AST) -> Value:
    if name in {"__name__", "__qualname__"}:
        return value.name
    if (found := value.find(name)) is not None:
        function = found[1]
        if isinstance(function, FunctionValue) and function.binding == "class":
            return BoundMethod(function, value)
        return function
    if (layer := value.base_layer()) is not None:
        return _read_layer_class(reader, layer, name, node)
    return _missing(reader, value, name, node, value.attributes)


def _read_layer_class(reader: Reader, value: LayerClass, name: str, node: ast.AST) -> Value:
    if name == "__name__":
        return value.layer.name
    for kind in (value.layer.name, "Module"):
        if (found := reader.tables.methods.get(kind, {}).get(name)) is not None:
            return found
    return _missing(reader, value, name, node, _known(reader, (value.layer.name, "Module")))


def _read_object(reader: Reader, value: ObjectValue, name: str, node: ast.AST) -> Value:
    if name in value.attributes:
        return value.attributes[name]
    if (found := value.kind.find(name)) is not None:
        return _bind(reader, found[1], value, node)
    if name == "__class__":
        return value.kind
    known = [*value.attributes, *_class_names(value)]
    return _missing(reader, value, name, node, known)


def _read_super(reader: Reader, value: SuperValue, name: str, node: ast.AST) -> Value:
    receiver = value.receiver
    kind = receiver.kind if isinstance(receiver, ModuleValue | ObjectValue) else receiver
    line = kind.ancestors() if isinstance(kind, ClassValue) else [kind]
    behind = line[line.index(value.after) + 1 :] if value.after in line else line
    for cls in behind:
        if isinstance(cls, ClassValue) and name in cls.attributes:
            return _bind(reader, cls.attributes[name], receiver, node)
        if isinstance(cls, LayerClass):
            return BoundBuiltin(_builtin_of(reader, cls, name, node), receiver)
        if isinstance(cls, Unknown):
            return Unknown(f"{cls.what}.{name}", cls.slug, cls.line)
    if name == "__init__":
        return Builtin("object.__init__", lambda _call: None)
    return _missing(reader, value, name, node, [])


def _builtin_of(reader: Reader, cls: LayerClass, name: str, node: ast.AST) -> Builtin:
    for kind in (cls.layer.name, "Module"):
        if (found := reader.tables.methods.get(kind, {}).get(name)) is not None:
            return found
    raise CannotTell("unsupported", f"super().{name} is not read by the checker", node)


def _read_function(reader: Reader, value: FunctionValue, name: str, node: ast.AST) -> Value:
    if name == "__name__":
        return value.name
    return _missing(reader, value, name, node, [])


# Namespaces, plain data, and the rest.


def _read_namespace(reader: Reader, value: Namespace, name: str, node: ast.AST) -> Value:
    if name in value.members:
        return value.members[name]
    real = reader.tables.torch_names.get(value.name)
    if real is None or name in real:
        raise CannotTell("unsupported", f"{value.name}.{name} is not read by the checker yet", node)
    near = closest(name, (*real, *value.members))
    reader.fault(UnknownTorchName(value.name, name, near), node, recoverable=near in value.members)
    return value.members[near or ""]


def _read_plain(reader: Reader, value: Value, name: str, node: ast.AST) -> Value:
    kinds = [cls.__name__ for cls in type(value).__mro__ if cls is not object]
    if (found := _method(reader, value, kinds, name)) is not None:
        return found
    return _missing(reader, value, name, node, _known(reader, kinds))


def _read_token(reader: Reader, value: Token, name: str, node: ast.AST) -> Value:
    if name == "type" and value.real is not None:
        return value.name.split(":")[0]
    return _missing(reader, value, name, node, ["type"])


def _read_type(reader: Reader, value: TypeToken, name: str, node: ast.AST) -> Value:
    if name == "__name__":
        return value.name
    if (found := reader.tables.methods.get(value.name, {}).get(name)) is not None:
        return found
    return _missing(reader, value, name, node, _known(reader, (value.name,)))


def _read_exception(reader: Reader, value: ExceptionValue, name: str, node: ast.AST) -> Value:
    return (value.message,) if name == "args" else _missing(reader, value, name, node, ["args"])


def _read_unknown(_reader: Reader, value: Unknown, name: str, _node: ast.AST) -> Value:
    return Unknown(f"{value.what}.{name}", value.slug, value.line)


def _read_bound(reader: Reader, value: BoundMethod | BoundBuiltin, name: str, node: ast.AST) -> Value:
    if name == "__self__":
        return value.receiver
    return _missing(reader, value, name, node, [])


def _read_partial(reader: Reader, value: Partial, name: str, node: ast.AST) -> Value:
    parts: dict[str, Value] = {"func": value.function, "args": value.args, "keywords": dict(value.kwargs)}
    return parts[name] if name in parts else _missing(reader, value, name, node, parts)


def _store_plainly(_reader: Reader, value: ObjectValue | ClassValue, name: str, new: Value, _node: ast.AST) -> None:
    value.attributes[name] = new


def _delete_plainly(reader: Reader, value: ObjectValue | ClassValue, name: str, node: ast.AST) -> None:
    if name in value.attributes:
        del value.attributes[name]
    else:
        _missing(reader, value, name, node, [])


def _refuse_store(_reader: Reader, value: Value, name: str, _new: Value, node: ast.AST) -> None:
    if isinstance(value, Namespace | LayerClass | Builtin | TypeToken | Unknown | Token):
        raise CannotTell("unsupported", f"storing .{name} into something imported is not read by the checker", node)
    raise Raised("AttributeError", f"'{type_name(value)}' object has no attribute '{name}'", node)


def _refuse_delete(reader: Reader, value: Value, name: str, node: ast.AST) -> None:
    _refuse_store(reader, value, name, None, node)


ATTRIBUTES: dict[type, Attributes] = {
    TensorValue: Attributes(_read_tensor, _store_tensor, _refuse_delete),
    ModuleValue: Attributes(_read_module, _store_module, _delete_module),
    ClassValue: Attributes(_read_class, _store_plainly, _delete_plainly),
    LayerClass: Attributes(_read_layer_class, _refuse_store, _refuse_delete),
    ObjectValue: Attributes(_read_object, _store_plainly, _delete_plainly),
    SuperValue: Attributes(_read_super, _refuse_store, _refuse_delete),
    FunctionValue: Attributes(_read_function, _refuse_store, _refuse_delete),
    Namespace: Attributes(_read_namespace, _refuse_store, _refuse_delete),
    Token: Attributes(_read_token, _refuse_store, _refuse_delete),
    TypeToken: Attributes(_read_type, _refuse_store, _refuse_delete),
    ExceptionValue: Attributes(_read_exception, _refuse_store, _refuse_delete),
    Partial: Attributes(_read_partial, _refuse_store, _refuse_delete),
    Unknown: Attributes(_read_unknown, _refuse_store, _refuse_delete),
    BoundMethod: Attributes(_read_bound, _refuse_store, _refuse_delete),
    BoundBuiltin: Attributes(_read_bound, _refuse_store, _refuse_delete),
    object: Attributes(_read_plain, _refuse_store, _refuse_delete),
}
