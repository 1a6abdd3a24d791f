"""Between the learner's values and what torch takes and gives."""

import ast
from math import prod

import torch
from torch.nn.parameter import is_lazy

from app.checker.blame.raised import Raised
from app.checker.blame.sizes import shape_text
from app.checker.limits import Meter, over_budget
from app.checker.objects.definitions import LayerClass
from app.checker.objects.instances import ModuleValue, ObjectValue
from app.checker.objects.tensors import ArrayValue, NamedTuple, ShapeValue, TensorValue
from app.checker.objects.type_names import type_name
from app.checker.objects.values import ELLIPSIS, Token, Unknown, Value
from app.checker.signals import CannotTell

_DEPTH = 20


def to_torch(value: Value, node: ast.AST | None, depth: int = 0) -> object:
    """What torch takes for a value.

    Raises:
        CannotTell: the value comes from outside the paste.
        Raised: TypeError, for what no torch function takes.
    """
    if depth > _DEPTH:
        raise over_budget(f"values nested more than {_DEPTH} deep", node)
    if isinstance(value, bool | int | float | str | slice | range | type(None)):
        return value
    if isinstance(value, TensorValue):
        return value.tensor
    if isinstance(value, ShapeValue):
        return torch.Size(value)
    if isinstance(value, tuple):
        return tuple(to_torch(item, node, depth + 1) for item in value)
    if isinstance(value, list):
        return [to_torch(item, node, depth + 1) for item in value]
    if isinstance(value, dict):
        return type(value)((key, to_torch(item, node, depth + 1)) for key, item in value.items())
    if isinstance(value, ModuleValue) and value.module is not None:
        return value.module
    return _special(value, node)


def _special(value: Value, node: ast.AST | None) -> object:
    if isinstance(value, Token):
        return value.real
    if isinstance(value, LayerClass):
        return value.layer.cls
    if isinstance(value, ArrayValue):
        return value.numbers
    if value is ELLIPSIS:
        return ...
    if isinstance(value, Unknown):
        raise used_unknown(value, node)
    raise Raised("TypeError", f"PyTorch does not take a {type_name(value)} here", node)


def refuse_array(call_of: str, given: Value, node: ast.AST | None) -> None:
    """Layers and functions of torch take tensors, and convert no array.

    Raises:
        Raised: TypeError.
    """
    if isinstance(given, ArrayValue):
        raise Raised("TypeError", f"{call_of} takes a tensor, but is given a numpy array", node)


def only_number(value: TensorValue, cannot: str, what: str, node: ast.AST) -> float:
    """The number of a tensor of one value; `cannot` says what no tensor of many does, `what` hangs on it.

    Raises:
        CannotTell: nobody knows the number.
        Raised: RuntimeError, where it has more than one, or none.
    """
    if value.number is not None:
        return value.number
    count = prod(value.shape)
    if count != 1 and not value.assumed and not is_lazy(value.tensor):
        says = f"a tensor of {shape_text(value.shape)} holds {count} numbers, and {cannot}"
        raise Raised("RuntimeError", says, node)
    raise CannotTell("value-dependent", f"{what} depends on the numbers in a tensor", node)


def used_unknown(value: Unknown, node: ast.AST | None) -> CannotTell:
    """The signal that something from outside the paste is needed."""
    if value.message:
        return CannotTell(value.slug, value.message, node)
    from_outside = " is imported from outside the paste" if value.slug == "unknown-import" else ""
    return CannotTell(value.slug, f"{value.what}{from_outside}, and the model needs it", node)


def tensors_in(values: object) -> list[TensorValue]:
    """The tensors in nested tuples, lists, dicts and objects (dataclasses), in order; a budgeted depth."""
    found: list[TensorValue] = []
    _collect(values, found, 0)
    return found


def _collect(values: object, found: list[TensorValue], depth: int) -> None:
    if isinstance(values, TensorValue):
        found.append(values)
        return
    if isinstance(values, ObjectValue):
        values = _held(values)
    if isinstance(values, dict):
        values = list(values.values())
    if isinstance(values, tuple | list | set) and depth < _DEPTH:
        for value in values:
            _collect(value, found, depth + 1)


def _held(value: ObjectValue) -> dict[str, Value]:
    """What an object gives of its own: a distribution, and whatever else a library makes, keeps its numbers inside."""
    closed = value.kind.imported and value.kind.find("__iter__") is None
    return {} if closed else value.attributes


def names_in(values: object, depth: int = 0) -> list[str] | None:
    """The names of `tensors_in(values)`, where a dict, a named tuple or an object gives them: `out`, `aux.0`."""
    if isinstance(values, ObjectValue):
        values = _held(values)
    if isinstance(values, NamedTuple):
        values = dict(zip(values.field_names, values, strict=True))
    if not isinstance(values, dict) or depth > _DEPTH:
        return None
    return [name for key, value in values.items() for name in _names(str(key), value, depth + 1)]


def _names(name: str, value: object, depth: int) -> list[str]:
    """One name for a tensor; for several, its own with their names or numbers behind it."""
    if isinstance(value, TensorValue):
        return [name]
    inner = names_in(value, depth)
    if inner is None:
        inner = [str(number) for number in range(len(tensors_in(value)))]
    return [f"{name}.{part}" for part in inner]


def from_torch(result: object, meter: Meter, node: ast.AST | None) -> Value:
    """The value that stands for what torch returned; tensors are new values without a history."""
    if isinstance(result, torch.Tensor):
        meter.shape(tuple(result.shape), node)
        if result.device.type == "cpu":
            meter.numbers(result.numel(), node)
        return TensorValue(result)
    if isinstance(result, torch.Size):
        return ShapeValue(result)
    if isinstance(result, tuple) and type(result).__module__ == "torch.return_types":
        names = tuple(name for name in dir(type(result)) if not name.startswith("_") and not name.startswith("n_"))
        by_place = {id(getattr(result, name)): name for name in names if name not in {"count", "index"}}
        parts = [from_torch(item, meter, node) for item in result]
        return NamedTuple.of(parts, tuple(by_place.get(id(item), "") for item in result))
    if isinstance(result, tuple):
        return tuple(from_torch(item, meter, node) for item in result)
    if isinstance(result, list):
        return [from_torch(item, meter, node) for item in result]
    if isinstance(result, bool | int | float | str | type(None)):
        return result
    if isinstance(result, torch.dtype | torch.device):
        return Token(str(result), result)
    raise CannotTell("unsupported", f"a result of type {type(result).__name__} is not read", node)
