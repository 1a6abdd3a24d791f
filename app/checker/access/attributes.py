"""The one path that reads, stores and deletes an attribute, by a table per kind of value.

Plain, augmented and starred assignment, loop targets, `getattr`, `setattr`, f-strings and
`add_module` all come through here. Nothing here ever asks a real object by a learner's name.
"""

import ast
from collections.abc import Callable
from dataclasses import replace
from operator import attrgetter

import torch

from app.checker.access.class_attributes import (
    bind,
    delete_plainly,
    read_class,
    read_function,
    read_layer_class,
    read_object,
    read_super,
    store_in_function,
    store_plainly,
)
from app.checker.access.lookups import homes, known, method, missing
from app.checker.access.module_attributes import delete_module, read_module, store_module
from app.checker.blame.raised import Raised
from app.checker.convert import used_unknown
from app.checker.findings.unknown_torch_name import UnknownTorchName
from app.checker.objects.definitions import BoundMethod, ClassValue, FunctionValue, LayerClass
from app.checker.objects.instances import ModuleValue, ObjectValue, SuperValue
from app.checker.objects.tensors import ArrayValue, NamedTuple, PackedValue, ShapeValue, TensorValue
from app.checker.objects.type_names import type_name
from app.checker.objects.values import (
    ExceptionValue,
    Namespace,
    NumberMember,
    Partial,
    Plain,
    Stored,
    TextMember,
    Token,
    Unknown,
    Value,
)
from app.checker.performing.operate import run_operation
from app.checker.program.stores import is_switch
from app.checker.provided import BoundBuiltin, TypeToken
from app.checker.reader import Attributes, Builtin, Call, Reader
from app.checker.rows import Operation
from app.checker.signals import CannotTell
from app.kit.words import closest

_TENSOR_PROPERTIES: dict[str, Callable[[torch.Tensor], Value]] = {
    "shape": lambda t: ShapeValue(t.shape), "ndim": lambda t: t.ndim, "dtype": lambda t: Token(str(t.dtype), t.dtype),
    "device": lambda _: Token("cpu", torch.device("meta")), "is_cuda": lambda _: False,
    "requires_grad": lambda t: t.requires_grad, "grad": lambda _: None, "itemsize": lambda t: t.itemsize,
    "nbytes": lambda t: t.nbytes, "is_leaf": lambda _: True, "names": lambda t: (None,) * t.ndim,
    **dict.fromkeys(("is_sparse", "is_quantized", "is_meta", "is_mps", "is_nested", "is_xpu"), lambda _: False),
    "is_cpu": lambda _: True, "layout": lambda t: Token(str(t.layout), t.layout),
}  # fmt: skip

_OF_KINDS: dict[str, Callable[[torch.dtype], Value]] = {
    "is_floating_point": lambda d: d.is_floating_point, "is_complex": lambda d: d.is_complex,
    "is_signed": lambda d: d.is_signed, "itemsize": lambda d: d.itemsize,
}  # fmt: skip
_OF_RANGE: dict[str, Callable[[range], int]] = {
    "start": lambda r: r.start, "stop": lambda r: r.stop, "step": lambda r: r.step,
}  # fmt: skip
_TURNED = {name: Operation({name: attrgetter(name)}) for name in ("T", "mT", "H", "mH", "real", "imag")}


def _own_call(reader: Reader, value: TensorValue, node: ast.expr) -> Call:
    return Call(reader, [value], {}, node, reader.globals)


def _read_tensor(reader: Reader, value: TensorValue, name: str, node: ast.AST) -> Value:
    if name in _TENSOR_PROPERTIES:
        return _TENSOR_PROPERTIES[name](value.tensor)
    if name == "data":
        return value
    if name in _TURNED and isinstance(node, ast.expr):
        return run_operation(_TURNED[name], f"Tensor.{name}", _TURNED[name].forms[name], _own_call(reader, value, node))
    found = method(reader, value, ("Tensor",), name)
    if found is not None:
        return found
    if name in reader.tables.real_names["torch.Tensor"]:
        raise CannotTell("unsupported", f"Tensor.{name} is not read by the checker yet", node)
    if name in (kept := _kept(value)):
        return kept[name]
    return missing(reader, value, name, node, [*known(reader, ("Tensor",)), *_TENSOR_PROPERTIES])


def _store_tensor(reader: Reader, value: TensorValue, name: str, new: Value, node: ast.AST) -> None:
    if name == "requires_grad":
        value.tensor.requires_grad_(reader.truth(new, node))
    elif name == "data" and isinstance(new, TensorValue):
        return
    elif name in _TENSOR_PROPERTIES or name in _TURNED or name in reader.tables.real_names["torch.Tensor"]:
        if name != "grad":
            raise CannotTell("unsupported", f"storing .{name} of a tensor is not read by the checker", node)
    else:
        _kept(value)[name] = new


def _kept(value: TensorValue) -> dict[str, Value]:
    """What the paste stored into a tensor, as in `weight.no_decay = True`; it stays with a weight of a module."""
    kept: dict[str, Value] = value.tensor.__dict__.setdefault("_kept_by_the_paste", {})
    return kept


def _read_namespace(reader: Reader, value: Namespace, name: str, node: ast.AST) -> Value:
    if name in value.members:
        return value.members[name]
    real = reader.tables.real_names.get(value.name)
    if real is None or name in real:
        raise CannotTell("unsupported", f"{value.name}.{name} is not read by the checker yet", node)
    if not value.name.startswith("torch"):
        return missing(reader, value, name, node, value.members)
    others = homes(reader.tables.modules, value.name, name, running=reader.trace.active)
    near = closest(name, (*real, *value.members))
    if not others and near is not None and near in value.members:
        others = [(value.name, near)]
    fault = UnknownTorchName(value.name, name, near if not others else None, tuple(others))
    reader.fault(fault, node, recoverable=bool(others))
    home, meant = others[0]
    return (value if home == value.name else reader.tables.modules[home]).members[meant]


def _read_plain(reader: Reader, value: Value, name: str, node: ast.AST) -> Value:
    kinds = [cls.__name__ for cls in type(value).__mro__ if cls is not object]
    if name == "item" and _comes_from_numpy(node):
        return Builtin(name, lambda _call: value)
    if isinstance(value, range) and name in _OF_RANGE:
        return _OF_RANGE[name](value)
    if (found := method(reader, value, kinds, name)) is not None:
        return found
    if isinstance(value, Plain) and name in dir(type(value)):
        raise CannotTell("unsupported", f"the method .{name} of a {type_name(value)} is not read by the checker", node)
    return missing(reader, value, name, node, known(reader, kinds))


def _comes_from_numpy(node: ast.AST) -> bool:
    """Whether a number is what `.astype(int)` or a function of numpy has just given, and so one of numpy's."""
    made = node.value if isinstance(node, ast.Attribute) else None
    function = made.func if isinstance(made, ast.Call) else None
    if not isinstance(function, ast.Attribute):
        return False
    root = function.value
    return function.attr == "astype" or (isinstance(root, ast.Name) and root.id in {"np", "numpy"})


_ARRAY_PROPERTIES: dict[str, Callable[[torch.Tensor], Value]] = {
    "shape": lambda t: tuple(t.shape), "ndim": lambda t: t.ndim, "size": lambda t: t.numel(),
    "T": lambda t: ArrayValue(t.permute(*reversed(range(t.ndim)))),
    "dtype": lambda t: Token(str(t.dtype).replace("torch.", "numpy.")),
}  # fmt: skip


def _read_array(reader: Reader, value: ArrayValue, name: str, node: ast.AST) -> Value:
    if name in _ARRAY_PROPERTIES:
        return _ARRAY_PROPERTIES[name](value.numbers)
    if (found := method(reader, value, ("ndarray",), name)) is not None:
        return found
    raise CannotTell("unsupported", f"the attribute .{name} of a numpy array is not read by the checker", node)


def _read_member(reader: Reader, value: TextMember | NumberMember, name: str, node: ast.AST) -> Value:
    """`Mode.TRAIN.value` of an Enum whose members are texts or numbers; else what its class has."""
    if name in {"name", "_name_"}:
        return value.label
    if name in {"value", "_value_"}:
        return str(value) if isinstance(value, TextMember) else int(value)
    owned = value.kind.find(name) if isinstance(value.kind, ClassValue) else None
    return bind(reader, owned[1], value, node) if owned is not None else _read_plain(reader, value, name, node)


def _read_named(reader: Reader, value: NamedTuple, name: str, node: ast.AST) -> Value:
    if name in value.field_names:
        return value[value.field_names.index(name)]
    if name == "_fields":
        return value.field_names
    return _read_plain(reader, value, name, node)


def _read_token(reader: Reader, value: Token, name: str, node: ast.AST) -> Value:
    """`device.type`, `x.dtype.is_floating_point`."""
    if name == "type" and isinstance(value.real, torch.device):
        return value.name.split(":")[0]
    if name in _OF_KINDS and isinstance(value.real, torch.dtype):
        return _OF_KINDS[name](value.real)
    if value.real is not None and name in dir(type(value.real)):
        raise CannotTell("unsupported", f".{name} of {value.name} is not read by the checker", node)
    return missing(reader, value, name, node, ["type", *_OF_KINDS])


def _read_type(reader: Reader, value: TypeToken, name: str, node: ast.AST) -> Value:
    if name == "__name__":
        return value.name
    if name in value.members:
        return value.members[name]
    if (found := reader.tables.methods.get(value.name, {}).get(name)) is not None:
        return found
    if any(name in dir(kind) for kind in Plain if kind.__name__ == value.name):
        raise CannotTell("unsupported", f"{value.name}.{name} is not read by the checker", node)
    return missing(reader, value, name, node, known(reader, (value.name,)))


def _read_exception(reader: Reader, value: ExceptionValue, name: str, node: ast.AST) -> Value:
    if name == "args":
        return (value.message,)
    if name in dir(Exception):
        raise CannotTell("unsupported", f".{name} of an exception is not read by the checker", node)
    return missing(reader, value, name, node, ["args"])


def _read_unknown(_reader: Reader, value: Unknown, name: str, _node: ast.AST) -> Value:
    return replace(value, what=f"{value.what}.{name}")


def _read_stored(_reader: Reader, value: Stored, name: str, _node: ast.AST) -> Value:
    """`checkpoint.items()`, `checkpoint.get("model")`."""
    if name in {"items", "keys", "values"}:
        return Builtin(name, lambda _call: [])
    part = replace(value, what=f"{value.what}.{name}")
    return Builtin(name, lambda _call: part) if name in {"get", "pop", "copy", "state_dict"} else part


def _read_bound(reader: Reader, value: BoundMethod | BoundBuiltin, name: str, node: ast.AST) -> Value:
    if name == "__self__":
        return value.receiver
    return missing(reader, value, name, node, [])


def _read_builtin(reader: Reader, value: Builtin, name: str, node: ast.AST) -> Value:
    """`super.__init__()` asks the class of all such objects, and not one of them."""
    if value.name == "super" and name == "__init__":
        raise Raised("TypeError", "super is named and not called, so there is no object to initialise", node)
    return _read_plain(reader, value, name, node)


def _read_partial(reader: Reader, value: Partial, name: str, node: ast.AST) -> Value:
    parts: dict[str, Value] = {"func": value.function, "args": value.args, "keywords": dict(value.kwargs)}
    return parts[name] if name in parts else missing(reader, value, name, node, parts)


def _refuse_store(_reader: Reader, value: Value, name: str, _new: Value, node: ast.AST) -> None:
    if isinstance(value, Unknown):
        raise used_unknown(value, node)
    if isinstance(value, Namespace) and is_switch(value.name):
        return
    if isinstance(value, Namespace | LayerClass | Builtin | TypeToken | Token):
        raise CannotTell("unsupported", f"storing .{name} into something imported is not read by the checker", node)
    raise Raised("AttributeError", f"'{type_name(value)}' object has no attribute '{name}'", node)


def _refuse_delete(reader: Reader, value: Value, name: str, node: ast.AST) -> None:
    _refuse_store(reader, value, name, None, node)


ATTRIBUTES: dict[type, Attributes] = {
    TensorValue: Attributes(_read_tensor, _store_tensor, _refuse_delete),
    ModuleValue: Attributes(read_module, store_module, delete_module),
    ClassValue: Attributes(read_class, store_plainly, delete_plainly),
    LayerClass: Attributes(read_layer_class, _refuse_store, _refuse_delete),
    ObjectValue: Attributes(read_object, store_plainly, delete_plainly),
    ArrayValue: Attributes(_read_array, _refuse_store, _refuse_delete),
    SuperValue: Attributes(read_super, _refuse_store, _refuse_delete),
    FunctionValue: Attributes(read_function, store_in_function, _refuse_delete),
    Namespace: Attributes(_read_namespace, _refuse_store, _refuse_delete),
    NamedTuple: Attributes(_read_named, _refuse_store, _refuse_delete),
    TextMember: Attributes(_read_member, _refuse_store, _refuse_delete),
    NumberMember: Attributes(_read_member, _refuse_store, _refuse_delete),
    PackedValue: Attributes(_read_named, _refuse_store, _refuse_delete),
    Token: Attributes(_read_token, _refuse_store, _refuse_delete),
    TypeToken: Attributes(_read_type, _refuse_store, _refuse_delete),
    ExceptionValue: Attributes(_read_exception, _refuse_store, _refuse_delete),
    Partial: Attributes(_read_partial, _refuse_store, _refuse_delete),
    Unknown: Attributes(_read_unknown, _refuse_store, _refuse_delete),
    Stored: Attributes(_read_stored, _refuse_store, _refuse_delete),
    BoundMethod: Attributes(_read_bound, _refuse_store, _refuse_delete),
    BoundBuiltin: Attributes(_read_bound, _refuse_store, _refuse_delete),
    Builtin: Attributes(_read_builtin, _refuse_store, _refuse_delete),
    object: Attributes(_read_plain, _refuse_store, _refuse_delete),
}
