"""Comparison, membership, logic and conditional expressions."""

import ast
import operator
from collections.abc import Callable

from app.checker.access.class_attributes import call_special
from app.checker.blame.raised import Raised
from app.checker.convert import used_unknown
from app.checker.nodes.literals import hashable
from app.checker.nodes.operators import guarded, on_tensors
from app.checker.objects.arrays import combined
from app.checker.objects.definitions import FunctionValue, LayerClass, Scope
from app.checker.objects.instances import ModuleValue, special
from app.checker.objects.tensors import ArrayValue, TensorValue
from app.checker.objects.type_names import type_name
from app.checker.objects.values import Stored, Token, Unknown, Value
from app.checker.reader import NodeReader, Reader
from app.checker.walks import walk

_COMPARE: dict[type, tuple[str, Callable[..., object]]] = {
    ast.Eq: ("==", operator.eq), ast.NotEq: ("!=", operator.ne), ast.Lt: ("<", operator.lt),
    ast.LtE: ("<=", operator.le), ast.Gt: (">", operator.gt), ast.GtE: (">=", operator.ge),
}  # fmt: skip
_TURNED = str.maketrans("lg", "gl")
"""`a < b` as `b` sees it: `__lt__` is `__gt__`."""
_NESTS = (list, tuple, dict, set)
_ORDERED = (bool, int, float, str, tuple, list, set)

_PURE = frozenset(
    {"argmax", "detach", "squeeze", "unsqueeze", "long", "float", "view", "reshape", "max", "topk", "clone"}
)
"""Methods of tensors that a side of a conditional expression may call."""


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
    if isinstance(right, Stored) and isinstance(op, ast.In | ast.NotIn):
        return isinstance(op, ast.NotIn)
    for side in (left, right):
        if isinstance(side, Unknown) and side.slug == "value-dependent" and type(op) in _COMPARE:
            return side  # as unknown as the number itself; who decides by it will say so
        if isinstance(side, Unknown):
            raise used_unknown(side, node)
    if isinstance(op, ast.Is | ast.IsNot):
        alike = isinstance(left, LayerClass | Token) and identical(left, right)
        same = left is right or alike or _kept_once(left, right)
        return same is isinstance(op, ast.Is)
    if isinstance(op, ast.In | ast.NotIn):
        return contains(reader, right, left, node) is isinstance(op, ast.In)
    sign, function = _COMPARE[type(op)]
    if (method := _own_method(sign, function, left, right)) is not None:
        return call_special(reader, *method, node)
    if isinstance(left, TensorValue) or isinstance(right, TensorValue):
        return on_tensors(reader, sign, function, [left, right], node, scope)
    if isinstance(left, ArrayValue) or isinstance(right, ArrayValue):
        return combined(sign, function, left, right, node)
    return _of_plain_values(reader, sign, function, left, right, node)


def _own_method(
    sign: str, function: Callable[..., object], left: Value, right: Value
) -> tuple[FunctionValue, Value, list[Value]] | None:
    """`__lt__` of what stands on the left, else `__gt__` of what stands on the right, of the learner's classes."""
    if (found := special(left, f"__{function.__name__}__")) is not None:
        return found, left, [right]
    turned = function.__name__.translate(_TURNED) if sign not in {"==", "!="} else function.__name__
    found = special(right, f"__{turned}__")
    return (found, right, [left]) if found is not None else None


def _kept_once(left: Value, right: Value) -> bool:
    """Whether Python keeps one object for both: words as names are written, and small numbers."""
    if isinstance(left, bool) or isinstance(right, bool) or type(left) is not type(right):
        return False
    if isinstance(left, int):
        return left == right and -5 <= left <= 256
    return isinstance(left, str) and left == right and (left.isidentifier() or len(left) < 2)


def _of_plain_values(
    reader: Reader, sign: str, function: Callable[..., object], left: Value, right: Value, node: ast.expr
) -> Value:
    if sign == "==":
        return equal(reader, left, right, node)
    if sign == "!=":
        return not equal(reader, left, right, node)
    if isinstance(left, _ORDERED) and isinstance(right, _ORDERED):
        reader.meter.nest(left, node)
        return guarded(lambda: function(left, right), node)
    names = f"'{type_name(left)}' and '{type_name(right)}'"
    raise Raised("TypeError", f"'{sign}' not supported between instances of {names}", node)


def equal(reader: Reader, left: Value, right: Value, node: ast.AST) -> bool:
    """`left == right`, what is walked for it charged first."""
    if left is not right and isinstance(left, _NESTS) and isinstance(right, _NESTS) and len(left) == len(right):
        reader.meter.nest(left, node)
    return identical(left, right)


def identical(left: Value, right: Value, depth: int = 0) -> bool:
    """`==` on plain data; other values equal themselves. A nest is charged by who asks."""
    if left is right:
        return True
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
        reader.meter.text(len(holder), node)
        return item in holder
    if isinstance(holder, dict | set):
        return hashable(reader, item, node) in holder
    if (method := special(holder, "__contains__")) is not None:
        return reader.truth(call_special(reader, method, holder, [item], node), node)
    if isinstance(holder, ModuleValue) and holder.module is not None:
        return item in holder.module._modules
    return any(equal(reader, item, other, node) for other in reader.iterate(holder, node))


def _if_expression(reader: Reader, node: ast.IfExp, scope: Scope) -> Value:
    test = reader.evaluate(node.test, scope)
    if _by_numbers(test) and (either := _of_one_shape(reader, node, scope)) is not None:
        return either
    return reader.evaluate(node.body if reader.truth(test, node.test) else node.orelse, scope)


def _by_numbers(test: Value) -> bool:
    """Whether a test depends on numbers that nobody knows: in a tensor, or drawn at random."""
    if isinstance(test, TensorValue):
        return test.number is None
    return isinstance(test, Unknown) and test.slug == "value-dependent"


def _of_one_shape(reader: Reader, node: ast.IfExp, scope: Scope) -> TensorValue | None:
    """`target[t] if forced else guess`: where both are tensors of one shape and kind, either one will do.

    Only for sides that change nothing, so that reading both of them does no harm.
    """
    if not all(_changes_nothing(part) for side in (node.body, node.orelse) for part in walk(side)):
        return None
    left, right = (reader.evaluate(side, scope) for side in (node.body, node.orelse))
    if not isinstance(left, TensorValue) or not isinstance(right, TensorValue) or left.shape != right.shape:
        return None
    kinds = {side.tensor.dtype for side in (left, right) if not side.sized}
    return left if len(kinds) < 2 else None


def _changes_nothing(node: ast.AST) -> bool:
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Attribute) and node.func.attr in _PURE
    return not isinstance(node, ast.NamedExpr)


NODES: dict[type, NodeReader] = {ast.BoolOp: _bool, ast.Compare: _compare, ast.IfExp: _if_expression}
