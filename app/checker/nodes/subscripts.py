"""Subscripts: elements, slices, rows of tensors, children of containers."""

import ast
import operator
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import torch
from torch import nn

from app.checker.access.class_attributes import call_special
from app.checker.blame.raised import Raised
from app.checker.convert import used_unknown
from app.checker.devices import cpu
from app.checker.nodes.literals import hashable, look_up
from app.checker.nodes.operators import guarded, is_type
from app.checker.objects.arrays import item
from app.checker.objects.definitions import ClassValue, LayerClass, Scope
from app.checker.objects.instances import ModuleValue, parts, special, wrapper
from app.checker.objects.tensors import ArrayValue, ShapeValue, TensorValue
from app.checker.objects.type_names import type_name
from app.checker.objects.values import DefaultDict, Namespace, Unknown, Value
from app.checker.performing.operate import run_operation
from app.checker.provided import Indexed
from app.checker.reader import Call, NodeReader, Reader
from app.checker.rows import Operation
from app.checker.signals import CannotTell


def _subscript(reader: Reader, node: ast.Subscript, scope: Scope) -> Value:
    if _is_globals(node.value):
        name = reader.evaluate(node.slice, scope)
        return look_up(reader, name, node, reader.globals) if isinstance(name, str) else None
    holder = reader.evaluate(node.value, scope)
    return index(reader, holder, reader.evaluate(node.slice, scope), node, scope)


def _need_known_parts(key: Value, node: ast.expr) -> None:
    """`widths[WIDTH]`, `x[:LENGTH]`: what comes from outside the paste is needed where it says which part is taken."""
    bounds = (key.start, key.stop, key.step) if isinstance(key, slice) else (key,)
    for unknown in (bound for bound in bounds if isinstance(bound, Unknown)):
        raise used_unknown(unknown, node)


_TAKEN_APART = (str, list, tuple, range, dict, TensorValue, ArrayValue, ModuleValue)


def _is_globals(node: ast.expr) -> bool:
    """`globals()`, which is read in `globals()["Net"]` alone: a name that is worked out."""
    return (
        isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "globals" and not node.args
    )


def index(reader: Reader, holder: Value, key: Value, node: ast.expr, scope: Scope) -> Value:
    """`holder[key]`.

    Raises:
        Raised: IndexError, KeyError or TypeError, as Python would.
    """
    if (method := special(holder, "__getitem__")) is not None:
        return call_special(reader, method, holder, [key], node)
    if isinstance(holder, _TAKEN_APART):
        _need_known_parts(key, node)
    if isinstance(holder, str | list | tuple | range):
        key = _whole(key, node)
        if not isinstance(key, int | slice):
            kinds = f"{type_name(holder)} indices must be integers or slices, not {type_name(key)}"
            raise Raised("TypeError", kinds, node)
        found = guarded(lambda: holder[key], node)
        if isinstance(found, str | list | tuple) and isinstance(key, slice):
            _charge_slice(reader, found, node)
        return ShapeValue(found) if isinstance(holder, ShapeValue) and isinstance(found, tuple) else found
    if isinstance(holder, ArrayValue):
        return item(holder, key, node)
    if is_type(holder):
        return _of_type(holder, key, node)
    rule = next((rule for kind, rule in _RULES.items() if isinstance(holder, kind)), None)
    if rule is None:
        raise Raised("TypeError", f"'{type_name(holder)}' object is not subscriptable", node)
    return rule(reader, holder, key, node, scope)


def _charge_slice(reader: Reader, found: str | list[Value] | tuple[Value, ...], node: ast.expr) -> None:
    """A slice is no longer than what it is taken from, which was charged when it was made; a copy is charged again."""
    if isinstance(found, str):
        reader.meter.text(len(found), node)
    else:
        reader.meter.items(len(found), node)


def _of_type(holder: Value, key: Value, node: ast.expr) -> Value:
    """`list[int]` is the type again; `Mode["TRAIN"]` the member of an Enum."""
    held = holder.members if isinstance(holder, ClassValue) else {}
    if not held:
        return holder
    if not isinstance(key, str) or key not in held:
        raise Raised("KeyError", repr(key) if isinstance(key, str) else "no such member", node)
    return held[key]


def _known_places(key: Value) -> Value:
    """A key without tensors where their numbers are known: the bounds of slices, the places where a mask holds."""
    if isinstance(key, tuple):
        return tuple(_known_places(part) for part in key)
    if isinstance(key, slice):
        return slice(*(_known_bound(bound) for bound in (key.start, key.stop, key.step)))
    mask = key.tensor if isinstance(key, TensorValue) else None
    if mask is None or mask.dtype is not torch.bool or mask.ndim != 1 or not cpu.is_known(mask):
        return key
    return TensorValue(mask.nonzero().reshape(-1))


def _known_bound(bound: Value) -> Value:
    """A whole number out of a tensor as such, as `x[:, :sizes[0]]` takes it."""
    number = bound.number if isinstance(bound, TensorValue) and not bound.tensor.is_floating_point() else None
    return bound if number is None else int(number)


def _need_known_bounds(key: Value, node: ast.expr) -> None:
    """`x[:length]`: a length out of a tensor decides how much is taken.

    Raises:
        CannotTell: the length is a whole number that nobody knows, or may be one.
    """
    for part in key if isinstance(key, tuple) else (key,):
        bounds = (part.start, part.stop, part.step) if isinstance(part, slice) else ()
        for bound in (bound for bound in bounds if isinstance(bound, TensorValue) and bound.number is None):
            if bound.sized or not (bound.tensor.is_floating_point() or bound.tensor.is_complex()):
                raise CannotTell(
                    "value-dependent", "how much this slice takes depends on the numbers in a tensor", node
                )


def _of_tensor(reader: Reader, holder: TensorValue, key: Value, node: ast.expr, scope: Scope) -> Value:
    _need_known_bounds(key, node)
    mask = isinstance(key, TensorValue) and key.shape == holder.shape[: len(key.shape)]  # nobody knows which of the two
    row = Operation({"indexing": operator.getitem}, indices=() if mask else ((1, "key"),))
    return run_operation(row, "indexing", operator.getitem, Call(reader, [holder, _known_places(key)], {}, node, scope))


def _of_unknown(reader: Reader, holder: Unknown | Namespace, key: Value, _node: ast.expr, _scope: Scope) -> Value:
    """Something outside, such as `os.environ["HOME"]`: it complains when it is used."""
    if isinstance(holder, Namespace):
        if holder.name == "os.environ" and isinstance(key, str) and key in reader.environment:
            return reader.environment[key]
        return Unknown(f"{holder.name}[...]", "unsupported")
    return replace(holder, what=f"{holder.what}[...]")


def _of_dict(reader: Reader, holder: dict[Value, Value], key: Value, node: ast.expr, scope: Scope) -> Value:
    hashable(reader, key, node)
    if key not in holder and isinstance(holder, DefaultDict) and holder.factory is not None:
        reader.meter.items(len(holder) + 1, node, new=1)
        holder[key] = reader.call(holder.factory, [], {}, node, scope)
    if key not in holder:
        raise Raised("KeyError", repr(key) if isinstance(key, str | int) else "no such key", node)
    return holder[key]


def _whole(key: Value, node: ast.expr) -> Value:
    """A key as Python takes it: a tensor with one number that the paste made counts as that number."""
    if isinstance(key, slice):
        return slice(*(_whole(part, node) for part in (key.start, key.stop, key.step)))
    if not isinstance(key, TensorValue):
        return key
    if key.number is None:
        raise CannotTell("value-dependent", "which item this takes depends on the numbers in a tensor", node)
    return int(key.number)


_HOLDERS = (nn.Sequential, nn.ModuleList, nn.ModuleDict, nn.ParameterList, nn.ParameterDict)
"""The modules that torch lets one take parts of with brackets."""


def _child(reader: Reader, holder: ModuleValue, key: Value, node: ast.expr, scope: Scope) -> Value:
    """`layers[0]`, `layers['conv']`, `layers[:-1]`."""
    module = holder.module
    if module is not None and not isinstance(module, _HOLDERS):
        raise Raised("TypeError", f"'{holder.class_name}' object is not subscriptable", node)
    held = parts(holder)
    if isinstance(key, str) and key in held:
        return held[key]
    values = list(held.values())
    if isinstance(key, slice):
        chosen = guarded(lambda: values[key], node)
        same = reader.tables.layers.get(type(module).__name__)
        if same is None or not isinstance(chosen, list):
            raise CannotTell("unsupported", "a slice of this module is not read by the checker", node)
        if same.name == "Sequential":  # as torch does, the parts keep their names
            chosen = OrderedDict(list(held.items())[key])
        return reader.call(LayerClass(same), [chosen], {}, node, scope)
    if isinstance(key, int):
        at = key
        return guarded(lambda: values[at], node)
    raise Raised("KeyError", repr(key) if isinstance(key, str) else "no such child", node)


def delete_child(holder: ModuleValue, key: Value, node: ast.expr) -> None:
    """`del layers[-1]`, by torch itself: what stays is numbered anew.

    Raises:
        Raised: there is no such child, or none can be deleted.
    """
    module = holder.module
    if not isinstance(module, nn.Sequential | nn.ModuleList | nn.ModuleDict):
        raise Raised("TypeError", f"'{holder.class_name}' object doesn't support item deletion", node)
    guarded(lambda: module.__delitem__(key), node)  # type: ignore[arg-type]
    for name, child in module._modules.items():
        if child is not None and wrapper(child).parent is holder:
            wrapper(child).name = name


def _by_index(reader: Reader, holder: Indexed, key: Value, node: ast.expr, scope: Scope) -> Value:
    return holder.take(Call(reader, [key], {}, node, scope))


_RULES: Mapping[type, Callable[[Reader, Any, Value, ast.expr, Scope], Value]] = {
    TensorValue: _of_tensor, ModuleValue: _child, dict: _of_dict, Unknown: _of_unknown, Namespace: _of_unknown,
    Indexed: _by_index,
}  # fmt: skip

NODES: dict[type, NodeReader] = {ast.Subscript: _subscript}
