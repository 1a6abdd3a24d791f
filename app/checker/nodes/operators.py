"""Arithmetic, comparison, logic and subscripts."""

import ast
import operator
from collections.abc import Callable

import torch

from app.checker.convert import used_unknown
from app.checker.faults import Raised
from app.checker.nodes.literals import hashable
from app.checker.operations.elementwise import broadcast_fault
from app.checker.perform import run_operation
from app.checker.reader import Call, NodeReader, Reader
from app.checker.rows import Arguments, Operation
from app.checker.signals import CannotTell
from app.checker.values import (
    LayerClass,
    ModuleValue,
    Scope,
    ShapeValue,
    TensorValue,
    Token,
    Unknown,
    Value,
    type_name,
    wrapper,
)

_BINARY: dict[type, tuple[str, Callable[..., object]]] = {
    ast.Add: ("+", operator.add), ast.Sub: ("-", operator.sub), ast.Mult: ("*", operator.mul),
    ast.Div: ("/", operator.truediv), ast.FloorDiv: ("//", operator.floordiv), ast.Mod: ("%", operator.mod),
    ast.Pow: ("**", operator.pow), ast.MatMult: ("@", operator.matmul), ast.BitAnd: ("&", operator.and_),
    ast.BitOr: ("|", operator.or_), ast.BitXor: ("^", operator.xor), ast.LShift: ("<<", operator.lshift),
    ast.RShift: (">>", operator.rshift),
}  # fmt: skip
_COMPARE: dict[type, tuple[str, Callable[..., object]]] = {
    ast.Eq: ("==", operator.eq), ast.NotEq: ("!=", operator.ne), ast.Lt: ("<", operator.lt),
    ast.LtE: ("<=", operator.le), ast.Gt: (">", operator.gt), ast.GtE: (">=", operator.ge),
}  # fmt: skip
_UNARY: dict[type, tuple[str, Callable[..., object]]] = {
    ast.USub: ("-", operator.neg), ast.UAdd: ("+", operator.pos), ast.Invert: ("~", operator.invert),
}  # fmt: skip
_NUMBER = (bool, int, float)


def _binary(reader: Reader, node: ast.BinOp, scope: Scope) -> Value:
    return combine(reader, node.op, reader.evaluate(node.left, scope), reader.evaluate(node.right, scope), node, scope)


def combine(reader: Reader, op: ast.operator, left: Value, right: Value, node: ast.expr, scope: Scope) -> Value:
    """`left op right`, also for `+=`.

    Raises:
        Raised: TypeError or ZeroDivisionError, as Python would.
    """
    sign, function = _BINARY[type(op)]
    if isinstance(left, TensorValue) or isinstance(right, TensorValue):
        return _tensors(reader, sign, function, [left, right], node, scope)
    for side in (left, right):
        if isinstance(side, Unknown):
            raise used_unknown(side, node)
    if isinstance(left, _NUMBER) and isinstance(right, _NUMBER):
        return _numbers(reader, sign, function, left, right, node)
    if sign == "%" and isinstance(left, str):
        return _percent(reader, left, right, node)
    if (joined := _sequences(reader, sign, left, right, node)) is not None:
        return joined
    if isinstance(left, set | dict) and isinstance(right, set | dict) and sign in {"|", "&", "-", "^"}:
        return _guarded(lambda: function(left, right), node)
    names = f"'{type_name(left)}' and '{type_name(right)}'"
    raise Raised("TypeError", f"unsupported operand type(s) for {sign}: {names}", node)


def _tensors(
    reader: Reader, sign: str, function: Callable[..., object], operands: list[Value], node: ast.expr, scope: Scope
) -> Value:
    def check(arguments: Arguments) -> object:
        if sign == "@" or not all(isinstance(arg, torch.Tensor) for arg in arguments.args):
            return None
        left, right = (tuple(arg.shape) for arg in arguments.args if isinstance(arg, torch.Tensor))
        return broadcast_fault(left, right, sign)

    def macs(arguments: Arguments, output: torch.Tensor) -> int:
        return output.numel() * int(arguments.first.shape[-1]) if sign == "@" else 0

    def assume(arguments: Arguments) -> torch.Tensor | None:
        return arguments.first if sign != "@" else None

    row = Operation({sign: function}, check=check, assume=assume, macs=macs)  # type: ignore[arg-type]
    return run_operation(row, sign, function, Call(reader, operands, {}, node, scope))


def _numbers(
    reader: Reader, sign: str, function: Callable[..., object], left: float, right: float, node: ast.expr
) -> Value:
    if isinstance(left, int) and isinstance(right, int):
        _charge(reader, sign, left, right, node)
    return _guarded(lambda: function(left, right), node)


def _charge(reader: Reader, sign: str, left: int, right: int, node: ast.expr) -> None:
    """The bits of the result, before it is computed."""
    if sign == "**" and right > 0:
        reader.meter.bits(left.bit_length() * right, node)
    elif sign == "<<":
        reader.meter.bits(left.bit_length() + max(right, 0), node)
    else:
        reader.meter.bits(left.bit_length() + (right.bit_length() if sign == "*" else 1), node)


def _guarded(compute: Callable[[], object], node: ast.AST) -> Value:
    try:
        return compute()
    except (ArithmeticError, TypeError, ValueError, LookupError) as error:
        raise Raised(type(error).__name__, str(error), node) from error


def _sequences(reader: Reader, sign: str, left: Value, right: Value, node: ast.expr) -> Value | None:
    if sign == "+" and isinstance(left, str) and isinstance(right, str):
        reader.meter.text(len(left) + len(right), node)
        return left + right
    if sign == "+" and isinstance(left, list) and isinstance(right, list):
        reader.meter.items(len(left) + len(right), node)
        return left + right
    if sign == "+" and isinstance(left, tuple) and isinstance(right, tuple):
        reader.meter.items(len(left) + len(right), node)
        return (*left, *right)
    if sign == "*":
        found = _repeated(reader, left, right, node)
        return found if found is not None else _repeated(reader, right, left, node)
    return None


def _repeated(reader: Reader, value: Value, times: Value, node: ast.expr) -> Value | None:
    if not isinstance(times, int):
        return None
    if isinstance(value, str):
        reader.meter.text(len(value) * max(times, 0), node)
        return value * times
    if isinstance(value, list):
        reader.meter.items(len(value) * max(times, 0), node)
        return value * times
    if isinstance(value, tuple):
        reader.meter.items(len(value) * max(times, 0), node)
        return tuple(value) * times
    return None


def _percent(reader: Reader, text: str, values: Value, node: ast.expr) -> Value:
    """`'%d' % n` for plain values; the width is charged first."""
    items = values if isinstance(values, tuple) else (values,)
    if not all(isinstance(item, str | int | float) for item in items):
        return text
    digits = "".join(c if c.isdigit() else " " for c in text).split()
    reader.meter.text(len(text) + sum(int(d[:9]) for d in digits), node)
    return _guarded(lambda: text % items, node)


def _unary(reader: Reader, node: ast.UnaryOp, scope: Scope) -> Value:
    value = reader.evaluate(node.operand, scope)
    if isinstance(node.op, ast.Not):
        return not reader.truth(value, node)
    sign, function = _UNARY[type(node.op)]
    if isinstance(value, TensorValue):
        return _tensors(reader, sign, function, [value], node, scope)
    if isinstance(value, Unknown):
        raise used_unknown(value, node)
    if not isinstance(value, _NUMBER):
        raise Raised("TypeError", f"bad operand type for unary {sign}: '{type_name(value)}'", node)
    return _guarded(lambda: function(value), node)


def _bool(reader: Reader, node: ast.BoolOp, scope: Scope) -> Value:
    stop = isinstance(node.op, ast.Or)
    value: Value = None
    for part in node.values:
        value = reader.evaluate(part, scope)
        if part is not node.values[-1] and reader.truth(value, part) is stop:
            return value
    return value


def _compare(reader: Reader, node: ast.Compare, scope: Scope) -> Value:
    left = reader.evaluate(node.left, scope)
    result: Value = True
    for op, part in zip(node.ops, node.comparators, strict=True):
        right = reader.evaluate(part, scope)
        result = _compared(reader, op, left, right, node, scope)
        if part is not node.comparators[-1] and not reader.truth(result, node):
            return False
        left = right
    return result


def _compared(reader: Reader, op: ast.cmpop, left: Value, right: Value, node: ast.expr, scope: Scope) -> Value:
    if isinstance(op, ast.Is | ast.IsNot):
        same = left is right or (isinstance(left, LayerClass | Token) and identical(left, right))
        return same is isinstance(op, ast.Is)
    if isinstance(op, ast.In | ast.NotIn):
        return contains(reader, right, left, node) is isinstance(op, ast.In)
    sign, function = _COMPARE[type(op)]
    if isinstance(left, TensorValue) or isinstance(right, TensorValue):
        return _tensors(reader, sign, function, [left, right], node, scope)
    if sign == "==":
        return identical(left, right)
    if sign == "!=":
        return not identical(left, right)
    for side in (left, right):
        if isinstance(side, Unknown):
            raise used_unknown(side, node)
    plain = (*_NUMBER, str, tuple, list, set)
    if isinstance(left, plain) and isinstance(right, plain):
        return _guarded(lambda: function(left, right), node)
    names = f"'{type_name(left)}' and '{type_name(right)}'"
    raise Raised("TypeError", f"'{sign}' not supported between instances of {names}", node)


def identical(left: Value, right: Value, depth: int = 0) -> bool:
    """`==` on plain data; other values equal themselves."""
    if isinstance(left, LayerClass) and isinstance(right, LayerClass):
        return left.layer is right.layer
    if isinstance(left, Token) and isinstance(right, Token):
        return left == right
    if isinstance(left, list | tuple) and isinstance(right, list | tuple) and depth < 20:
        alike = isinstance(left, list) is isinstance(right, list)
        return (
            alike
            and len(left) == len(right)
            and all(identical(a, b, depth + 1) for a, b in zip(left, right, strict=True))
        )
    if isinstance(left, bool | int | float | str | range | type(None)):
        return isinstance(right, bool | int | float | str | range | type(None)) and left == right
    if isinstance(left, dict) and isinstance(right, dict) and depth < 20:
        return left.keys() == right.keys() and all(identical(left[k], right[k], depth + 1) for k in left)
    return left is right


def contains(reader: Reader, holder: Value, item: Value, node: ast.expr) -> bool:
    """`item in holder`."""
    if isinstance(holder, str):
        if not isinstance(item, str):
            raise Raised("TypeError", "'in <string>' requires string as left operand", node)
        return item in holder
    if isinstance(holder, dict | set):
        return hashable(item, node) in holder
    if isinstance(holder, ModuleValue) and holder.module is not None:
        return item in holder.module._modules
    return any(identical(item, other) for other in reader.iterate(holder, node))


def _if_expression(reader: Reader, node: ast.IfExp, scope: Scope) -> Value:
    chosen = node.body if reader.truth(reader.evaluate(node.test, scope), node.test) else node.orelse
    return reader.evaluate(chosen, scope)


def _subscript(reader: Reader, node: ast.Subscript, scope: Scope) -> Value:
    holder = reader.evaluate(node.value, scope)
    return index(reader, holder, reader.evaluate(node.slice, scope), node, scope)


def index(reader: Reader, holder: Value, key: Value, node: ast.expr, scope: Scope) -> Value:
    """`holder[key]`.

    Raises:
        Raised: IndexError, KeyError or TypeError, as Python would.
    """
    if isinstance(holder, TensorValue):
        row = Operation({"indexing": operator.getitem})
        return run_operation(row, "indexing", operator.getitem, Call(reader, [holder, key], {}, node, scope))
    if isinstance(holder, Unknown):
        return Unknown(f"{holder.what}[...]", holder.slug, holder.line)
    if isinstance(holder, ModuleValue):
        return _child(reader, holder, key, node, scope)
    if isinstance(holder, dict):
        hashable(key, node)
        if key not in holder:
            raise Raised("KeyError", repr(key) if isinstance(key, str | int) else "no such key", node)
        return holder[key]
    if isinstance(holder, str | list | tuple | range):
        found = _guarded(lambda: holder[key], node)  # type: ignore[index, call-overload]
        return ShapeValue(found) if isinstance(holder, ShapeValue) and isinstance(found, tuple) else found
    raise Raised("TypeError", f"'{type_name(holder)}' object is not subscriptable", node)


def _child(reader: Reader, holder: ModuleValue, key: Value, node: ast.expr, scope: Scope) -> Value:
    """`layers[0]`, `layers['conv']`, `layers[:-1]`."""
    module = holder.module
    children = list(module._modules.items()) if module is not None else []
    if isinstance(key, str) and module is not None and key in module._modules:
        child = module._modules[key]
        return wrapper(child) if child is not None else None
    values = [wrapper(child) for _, child in children if child is not None]
    if isinstance(key, slice):
        chosen = _guarded(lambda: values[key], node)
        same = reader.tables.layers.get(type(module).__name__)
        if same is None or not isinstance(chosen, list):
            raise CannotTell("unsupported", "a slice of this module is not read by the checker", node)
        as_list = same.name == "ModuleList"
        return reader.call(LayerClass(same), [chosen] if as_list else chosen, {}, node, scope)
    if isinstance(key, int):
        at = key
        return _guarded(lambda: values[at], node)
    raise Raised("KeyError", repr(key) if isinstance(key, str) else "no such child", node)


NODES: dict[type, NodeReader] = {
    ast.BinOp: _binary, ast.UnaryOp: _unary, ast.BoolOp: _bool, ast.Compare: _compare, ast.IfExp: _if_expression,
    ast.Subscript: _subscript,
}  # fmt: skip
