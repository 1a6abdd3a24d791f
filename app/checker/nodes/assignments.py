"""Assignment in all its forms: one function stores into any target."""

import ast
import operator
from dataclasses import replace

import torch
from torch import nn

from app.checker.access.class_attributes import call_special
from app.checker.blame.raised import Raised
from app.checker.convert import used_unknown
from app.checker.devices.memory import misfit, overlap
from app.checker.findings.torch_error import TorchError
from app.checker.findings.wrong_unpacking import WrongUnpacking
from app.checker.nodes.literals import hashable, look_up
from app.checker.nodes.operators import combine, guarded
from app.checker.nodes.subscripts import delete_child, index
from app.checker.objects.arrays import put
from app.checker.objects.definitions import Scope
from app.checker.objects.instances import ModuleValue, Registered, special
from app.checker.objects.tensors import ArrayValue, ShapeValue, TensorValue
from app.checker.objects.type_names import type_name
from app.checker.objects.values import Namespace, Stored, Unknown, Value
from app.checker.reader import NodeReader, Reader
from app.checker.signals import CannotTell
from app.kit.words import count


def assign(reader: Reader, target: ast.expr, value: Value, scope: Scope) -> None:
    """Stores a value into a name, attribute, element or pattern."""
    if isinstance(target, ast.Name):
        set_name(target.id, value, scope)
    elif isinstance(target, ast.Attribute):
        reader.store(reader.evaluate(target.value, scope), target.attr, value, target)
    elif isinstance(target, ast.Subscript):
        holder = reader.evaluate(target.value, scope)
        set_item(reader, holder, reader.evaluate(target.slice, scope), value, target)
    elif isinstance(target, ast.Tuple | ast.List):
        _unpack(reader, target, value, scope)
    elif isinstance(target, ast.Starred):
        assign(reader, target.value, value, scope)
    else:
        raise CannotTell("unsupported", f"storing into {type(target).__name__} is not read by the checker", target)


def set_name(name: str, value: Value, scope: Scope) -> None:
    """Binds a name, in the outer scope where it was declared `global` or `nonlocal`."""
    scope.origins.pop(name, None)
    inner: Scope | None = scope
    if name in scope.shared:
        while inner is not None and inner.parent is not None:
            inner = inner.parent
            if name in inner.names and not inner.is_class:
                break
    (inner or scope).names[name] = value


def set_item(reader: Reader, holder: Value, key: Value, value: Value, node: ast.AST) -> None:
    """`holder[key] = value`."""
    if isinstance(holder, Registered) and isinstance(key, str):
        reader.store(holder.owner, key, value, node)
    elif isinstance(holder, dict):
        holder[hashable(reader, key, node)] = value
        reader.meter.items(len(holder), node, new=1)
    elif isinstance(holder, list) and isinstance(key, int | slice):
        _set_in_list(reader, holder, key, value, node)
    elif (method := special(holder, "__setitem__")) is not None:
        call_special(reader, method, holder, [key, value], node)
    elif isinstance(holder, ModuleValue) and isinstance(key, str | int) and isinstance(value, ModuleValue):
        _set_child(reader, holder, key, value, node)
    elif isinstance(holder, ArrayValue):
        put(holder, key, value, node)
    elif isinstance(holder, TensorValue):
        _set_cells(holder, key, value, node)
    elif isinstance(holder, Stored):
        return
    else:
        _set_outside(reader, holder, key, value, node)


def _set_cells(holder: TensorValue, key: Value, value: Value, node: ast.AST) -> None:
    """`table[:, 0] = column`: the numbers are nobody's business here, but as many must come as there are places."""
    if not isinstance(value, TensorValue) or holder.assumed or value.assumed:
        return
    text = guarded(lambda: misfit(holder.tensor, key, value.shape), node)
    if isinstance(text, str):
        shapes = (holder.shape, value.shape)
        raise Raised("RuntimeError", text, node, TorchError("what is stored here", shapes, text))


def _set_outside(reader: Reader, holder: Value, key: Value, value: Value, node: ast.AST) -> None:
    """`os.environ["GPU"] = "0"`: names and words, nothing else; into other things of a library nothing is stored."""
    if isinstance(holder, Unknown):
        raise used_unknown(holder, node)
    if not isinstance(holder, Namespace) or holder.name != "os.environ":
        raise Raised("TypeError", f"'{type_name(holder)}' object does not support item assignment", node)
    wrong = next((item for item in (key, value) if not isinstance(item, str | Unknown)), None)
    if wrong is not None:
        raise Raised("TypeError", f"str expected, not {type_name(wrong)}", node)
    if isinstance(key, str):
        reader.meter.items(len(reader.environment) + 1, node, new=1)
        reader.environment[key] = value


def _set_in_list(reader: Reader, holder: list[Value], key: int | slice, value: Value, node: ast.AST) -> None:
    """`items[0] = value`, `items[1:3] = values`."""
    if isinstance(key, slice):
        value = reader.iterate(value, node)
        reader.meter.items(len(holder) + len(value), node, new=len(value))
    guarded(lambda: operator.setitem(holder, key, value), node)  # type: ignore[arg-type]


def _set_child(reader: Reader, holder: ModuleValue, key: str | int, value: ModuleValue, node: ast.AST) -> None:
    """`layers[0] = nn.Identity()`."""
    names = list(holder.module._modules) if holder.module is not None else []
    if isinstance(key, int) and isinstance(holder.module, nn.ModuleDict):
        raise Raised("TypeError", "module name should be a string. Got int", node)
    name = key if isinstance(key, str) else names[key] if -len(names) <= key < len(names) else str(key)
    reader.store(holder, name, value, node)


def _unpack(reader: Reader, target: ast.Tuple | ast.List, value: Value, scope: Scope) -> None:
    if isinstance(value, Unknown):
        for element in target.elts:
            assign(reader, element, replace(value, what=f"{value.what}[...]"), scope)
        return
    items = reader.iterate(value, target)
    stars = [i for i, element in enumerate(target.elts) if isinstance(element, ast.Starred)]
    if stars:
        at, behind = stars[0], len(target.elts) - stars[0] - 1
        if len(items) < len(target.elts) - 1:
            raise _wrong_number(len(target.elts) - 1, len(items), target)
        items = [*items[:at], items[at : len(items) - behind], *items[len(items) - behind :]]
    if len(items) != len(target.elts) and isinstance(value, ShapeValue) and not stars:
        fault = WrongUnpacking(len(target.elts), tuple(value))
        raise Raised(fault.exception, fault.message(), target, fault)
    if len(items) != len(target.elts):
        raise _wrong_number(len(target.elts), len(items), target)
    for element, item in zip(target.elts, items, strict=True):
        assign(reader, element, item, scope)


def _wrong_number(wanted: int, given: int, node: ast.AST) -> Raised:
    what = "too many values" if given > wanted else "not enough values"
    return Raised("ValueError", f"{what} to unpack: {count(wanted, 'name')}, {count(given, 'value')}", node)


def _assign(reader: Reader, node: ast.Assign, scope: Scope) -> None:
    if _moves_under_mask(reader, node, scope):
        return
    value = reader.evaluate(node.value, scope)
    for target in node.targets:
        assign(reader, target, value, scope)
        if isinstance(target, ast.Name):
            scope.origins[target.id] = reader.origin(node.value, scope)


def _moves_under_mask(reader: Reader, node: ast.Assign, scope: Scope) -> bool:
    """`nearest[closer] = found[closer]`: however many places the mask has, as many are taken as are filled."""
    target, source = node.targets[0], node.value
    if not isinstance(target, ast.Subscript) or not isinstance(source, ast.Subscript) or len(node.targets) > 1:
        return False
    names = (target.value, target.slice, source.value)
    if not all(isinstance(name, ast.Name) for name in names) or ast.dump(target.slice) != ast.dump(source.slice):
        return False
    tensors = [value for value in (reader.evaluate(name, scope) for name in names) if isinstance(value, TensorValue)]
    if len(tensors) < len(names):
        return False
    holder, mask, given = tensors
    return (
        mask.tensor.dtype is torch.bool
        and holder.shape == given.shape
        and mask.shape == holder.shape[: len(mask.shape)]
    )


def _annotated(reader: Reader, node: ast.AnnAssign, scope: Scope) -> None:
    """The annotation itself is never evaluated."""
    if node.value is not None:
        assign(reader, node.target, reader.evaluate(node.value, scope), scope)


def _augmented(reader: Reader, node: ast.AugAssign, scope: Scope) -> None:
    right = reader.evaluate
    target = node.target
    place = ast.copy_location(ast.BinOp(left=target, op=node.op, right=node.value), node)
    if isinstance(target, ast.Name):
        left = look_up(reader, target.id, target, scope)
        set_name(target.id, _added(reader, node, left, right(node.value, scope), place, scope), scope)
    elif isinstance(target, ast.Attribute):
        holder = reader.evaluate(target.value, scope)
        left = reader.read(holder, target.attr, target)
        new = _added(reader, node, left, right(node.value, scope), place, scope)
        reader.store(holder, target.attr, new, target)
    else:
        holder, key = reader.evaluate(target.value, scope), reader.evaluate(target.slice, scope)
        left = index(reader, holder, key, target, scope)
        set_item(reader, holder, key, _added(reader, node, left, right(node.value, scope), place, scope), node)


def _added(reader: Reader, node: ast.AugAssign, left: Value, right: Value, place: ast.expr, scope: Scope) -> Value:
    """`+=` changes a list in place, and a list of layers; everything else makes a new value."""
    if isinstance(left, ModuleValue) and isinstance(left.module, nn.ModuleList) and isinstance(node.op, ast.Add):
        return reader.call(reader.read(left, "extend", node), [right], {}, place, scope)
    if isinstance(left, list) and isinstance(node.op, ast.Add):
        items = reader.iterate(right, node)
        reader.meter.items(len(left) + len(items), node, new=len(items))
        left.extend(items)
        return left
    if isinstance(left, TensorValue):
        _writable(left, right, node)
        return combine(reader, node.op, left, right, place, scope, in_place=True)
    return combine(reader, node.op, left, right, place, scope)


def _writable(left: TensorValue, right: Value, node: ast.AugAssign) -> None:
    """`x += y` writes into x, which torch refuses where that would change what is still to be read."""
    other = right.tensor if isinstance(right, TensorValue) else None
    if (text := overlap(left.tensor, other)) is not None:
        shapes = tuple(value.shape for value in (left, right) if isinstance(value, TensorValue))
        raise Raised("RuntimeError", text, node, TorchError("this change in place", shapes, text))


def _delete(reader: Reader, node: ast.Delete, scope: Scope) -> None:
    for target in node.targets:
        if isinstance(target, ast.Name):
            look_up(reader, target.id, target, scope)
            scope.names.pop(target.id, None)
        elif isinstance(target, ast.Attribute):
            reader.delete(reader.evaluate(target.value, scope), target.attr, target)
        elif isinstance(target, ast.Subscript):
            holder, key = reader.evaluate(target.value, scope), reader.evaluate(target.slice, scope)
            index(reader, holder, key, target, scope)
            if isinstance(holder, Registered) and isinstance(key, str):
                reader.delete(holder.owner, key, target)
            elif isinstance(holder, ModuleValue):
                delete_child(holder, key, target)
            elif isinstance(holder, dict | list):
                del holder[key]  # type: ignore[arg-type]


def _named(reader: Reader, node: ast.NamedExpr, scope: Scope) -> Value:
    value = reader.evaluate(node.value, scope)
    assign(reader, node.target, value, scope)
    return value


NODES: dict[type, NodeReader] = {
    ast.Assign: _assign, ast.AnnAssign: _annotated, ast.AugAssign: _augmented, ast.Delete: _delete,
    ast.NamedExpr: _named,
}  # fmt: skip
