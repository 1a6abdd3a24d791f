"""Arithmetic on numbers, sequences and tensors."""

import ast
import operator
from collections.abc import Callable

import torch
from torch import nn

from app.checker.access.class_attributes import call_special
from app.checker.blame.raised import Raised
from app.checker.convert import used_unknown
from app.checker.nodes.literals import widths
from app.checker.objects.arrays import combined, worked_out
from app.checker.objects.definitions import ClassValue, FunctionValue, LayerClass, Scope
from app.checker.objects.instances import ModuleValue, parts, special
from app.checker.objects.tensors import ArrayValue, TensorValue
from app.checker.objects.type_names import type_name
from app.checker.objects.values import Token, Unknown, Value
from app.checker.operations.elementwise import broadcast_fault, in_place_fault
from app.checker.operations.products import check_product, matmul_macs
from app.checker.performing.operate import run_operation
from app.checker.provided import TypeToken
from app.checker.reader import Call, NodeReader, Reader
from app.checker.rows import Arguments, Operation
from app.checker.signals import CannotTell

_BINARY: dict[type, tuple[str, Callable[..., object]]] = {
    ast.Add: ("+", operator.add), ast.Sub: ("-", operator.sub), ast.Mult: ("*", operator.mul),
    ast.Div: ("/", operator.truediv), ast.FloorDiv: ("//", operator.floordiv), ast.Mod: ("%", operator.mod),
    ast.Pow: ("**", operator.pow), ast.MatMult: ("@", operator.matmul), ast.BitAnd: ("&", operator.and_),
    ast.BitOr: ("|", operator.or_), ast.BitXor: ("^", operator.xor), ast.LShift: ("<<", operator.lshift),
    ast.RShift: (">>", operator.rshift),
}  # fmt: skip
_UNARY: dict[type, tuple[str, Callable[..., object]]] = {
    ast.USub: ("-", operator.neg), ast.UAdd: ("+", operator.pos), ast.Invert: ("~", operator.invert),
}  # fmt: skip
_METHODS: dict[type, str] = {
    ast.Add: "add", ast.Sub: "sub", ast.Mult: "mul", ast.Div: "truediv", ast.FloorDiv: "floordiv", ast.Mod: "mod",
    ast.Pow: "pow", ast.MatMult: "matmul", ast.BitAnd: "and", ast.BitOr: "or", ast.BitXor: "xor",
    ast.LShift: "lshift", ast.RShift: "rshift", ast.USub: "neg", ast.UAdd: "pos", ast.Invert: "invert",
}  # fmt: skip
"""What a learner's class calls the method that stands for a sign, without the double underscores."""
_NUMBER = (bool, int, float)
_LONGEST_NUMBER = 320
"""Characters of `%f` of the largest float."""


def _binary(reader: Reader, node: ast.BinOp, scope: Scope) -> Value:
    return combine(reader, node.op, reader.evaluate(node.left, scope), reader.evaluate(node.right, scope), node, scope)


def combine(
    reader: Reader, op: ast.operator, left: Value, right: Value, node: ast.expr, scope: Scope, *, in_place: bool = False
) -> Value:
    """`left op right`, also for `+=`, which writes a tensor's result into the tensor (`in_place`).

    Raises:
        Raised: TypeError or ZeroDivisionError, as Python would.
    """
    sign, function = _BINARY[type(op)]
    left, right = reader.meant(left, node, scope), reader.meant(right, node, scope)
    if (method := _own_method(op, left, right)) is not None:
        return call_special(reader, *method, node)
    if isinstance(left, TensorValue) or isinstance(right, TensorValue):
        return on_tensors(reader, sign, function, [left, right], node, scope, in_place=in_place)
    if (special := _of_arrays_or_types(reader, sign, function, left, right, node)) is not None:
        return special
    for side in (left, right):
        if isinstance(side, Unknown):
            raise used_unknown(side, node)
    if isinstance(left, _NUMBER) and isinstance(right, _NUMBER):
        return _numbers(reader, sign, function, left, right, node)
    if sign == "%" and isinstance(left, str):
        return _percent(reader, left, right, node)
    if (joined := _sequences(reader, sign, left, right, node)) is not None:
        return joined
    if isinstance(left, ModuleValue) and isinstance(left.module, nn.ModuleList | nn.Sequential) and sign == "+":
        return _more_layers(reader, left, right, node, scope)
    return _of_sets(reader, sign, function, left, right, node)


def _of_sets(
    reader: Reader, sign: str, function: Callable[..., object], left: Value, right: Value, node: ast.expr
) -> Value:
    """`{1, 2} | {3}`, which dictionaries know too; nothing else has the sign."""
    if isinstance(left, set | dict) and isinstance(right, set | dict) and sign in {"|", "&", "-", "^"}:
        reader.meter.items(len(left) + len(right), node)
        return guarded(lambda: function(left, right), node)
    names = f"'{type_name(left)}' and '{type_name(right)}'"
    raise Raised("TypeError", f"unsupported operand type(s) for {sign}: {names}", node)


def _own_method(op: ast.operator, left: Value, right: Value) -> tuple[FunctionValue, Value, list[Value]] | None:
    """`__add__` of what stands on the left, else `__radd__` of what stands on the right, of the learner's classes."""
    name = _METHODS[type(op)]
    if (found := special(left, f"__{name}__")) is not None:
        return found, left, [right]
    found = special(right, f"__r{name}__")
    return (found, right, [left]) if found is not None else None


def is_type(value: Value) -> bool:
    """Whether a value is a type, of which `list[int]` and `int | None` are types again."""
    named = isinstance(value, Token) and value.name.startswith("typing.")
    several = type(value) is tuple and any(is_type(item) for item in value)
    return named or several or isinstance(value, TypeToken | ClassValue | LayerClass)


def _of_arrays_or_types(
    reader: Reader, sign: str, function: Callable[..., object], left: Value, right: Value, node: ast.expr
) -> Value | None:
    if isinstance(left, ArrayValue) or isinstance(right, ArrayValue):
        return reader.kept(combined(sign, function, left, right, node), node)
    if sign != "|":
        return None
    reader.meter.nest((left, right), node)
    return _union(reader, left, right, node) if is_type(left) or is_type(right) else None


def _union(reader: Reader, left: Value, right: Value, node: ast.expr) -> Value:
    """`int | None` as `isinstance` takes it: the types in a tuple."""
    sides = [side if type(side) is tuple else (side,) for side in (left, right)]
    reader.meter.items(sum(map(len, sides)), node)
    return tuple(item for side in sides for item in side)


def on_tensors(
    reader: Reader,
    sign: str,
    function: Callable[..., object],
    operands: list[Value],
    node: ast.expr,
    scope: Scope,
    *,
    in_place: bool = False,
) -> Value:
    """An operator with a tensor on one side: a row of its own."""

    def check(arguments: Arguments) -> object:
        both = len(arguments.args) == 2 and all(isinstance(arg, torch.Tensor) for arg in arguments.args)
        if not both:
            return None
        if sign == "@":
            return check_product(arguments)
        left, right = (tuple(arg.shape) for arg in arguments.args if isinstance(arg, torch.Tensor))
        return (in_place_fault if in_place else broadcast_fault)(left, right, sign)

    def macs(arguments: Arguments, output: torch.Tensor) -> int:
        return matmul_macs(arguments, output) if sign == "@" else 0

    def assume(arguments: Arguments) -> torch.Tensor | None:
        return arguments.first if sign != "@" else None

    row = Operation({sign: function}, check=check, assume=assume, macs=macs)  # type: ignore[arg-type]
    return run_operation(row, sign, function, Call(reader, operands, {}, node, scope))


def _numbers(
    reader: Reader, sign: str, function: Callable[..., object], left: float, right: float, node: ast.expr
) -> Value:
    if isinstance(left, int) and isinstance(right, int):
        _charge(reader, sign, left, right, node)
    return guarded(lambda: function(left, right), node)


def _charge(reader: Reader, sign: str, left: int, right: int, node: ast.expr) -> None:
    """The bits of the result, before it is computed."""
    if sign == "**" and right > 0:
        reader.meter.bits(left.bit_length() * right, node)
    elif sign == "<<":
        reader.meter.bits(left.bit_length() + max(right, 0), node)
    else:
        reader.meter.bits(left.bit_length() + (right.bit_length() if sign == "*" else 1), node)


def guarded(compute: Callable[[], object], node: ast.AST) -> Value:
    """A computation of Python's own, its exceptions as the learner's."""
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


def _more_layers(reader: Reader, left: ModuleValue, right: Value, node: ast.expr, scope: Scope) -> Value:
    """`layers + others`: a new container of both."""
    layers = [*parts(left).values(), *reader.iterate(right, node)]
    as_list = isinstance(left.module, nn.ModuleList)
    made = reader.tables.modules["torch.nn"].members["ModuleList" if as_list else "Sequential"]
    return reader.call(made, [layers] if as_list else layers, {}, node, scope)


def _percent(reader: Reader, text: str, values: Value, node: ast.expr) -> Value:
    """`'%d' % n` for plain values; the width is charged first."""
    items = values if isinstance(values, tuple) else (values,)
    reader.meter.items(len(items), node)
    if not all(isinstance(item, str | int | float) for item in items):
        return text
    if "*" in text:
        raise CannotTell("unsupported", "a width given by * is not read by the checker", node)
    given = sum(len(item) if isinstance(item, str) else _LONGEST_NUMBER for item in items)
    reader.meter.text(len(text) + sum(widths(text)) + given, node)
    return guarded(lambda: text % items, node)


def _unary(reader: Reader, node: ast.UnaryOp, scope: Scope) -> Value:
    value = reader.evaluate(node.operand, scope)
    if isinstance(node.op, ast.Not):
        return not reader.truth(value, node)
    sign, function = _UNARY[type(node.op)]
    if (method := special(value, f"__{_METHODS[type(node.op)]}__")) is not None:
        return call_special(reader, method, value, [], node)
    if isinstance(value, TensorValue):
        return on_tensors(reader, sign, function, [value], node, scope)
    if isinstance(value, Unknown):
        raise used_unknown(value, node)
    if isinstance(value, ArrayValue):
        return reader.kept(worked_out(function, [value.numbers], node), node)
    if not isinstance(value, _NUMBER):
        raise Raised("TypeError", f"bad operand type for unary {sign}: '{type_name(value)}'", node)
    return guarded(lambda: function(value), node)


NODES: dict[type, NodeReader] = {ast.BinOp: _binary, ast.UnaryOp: _unary}
