"""Exact arithmetic on what authors write: numbers, named values, operators; nothing else exists.

`{{ 20*13*13 }}` in prose and the formulas of mistakes are read here, in fractions, so that 0.005 is
never rounded twice. A comparison is 1 or 0. Nothing is executed: a node that is not in a table has no
meaning.
"""

import ast
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

Number = Fraction
Look = Callable[[str, tuple[str, ...]], Fraction]
"""The value of a name and of what stands behind its dots: `("animals", ("precision", "cat"))`."""

_LONGEST = 300
_LARGEST_EXPONENT = 64
_LARGEST_BASE = 10**6
_LARGEST = 10**40
"""No size, count or product that a course speaks of comes near; beyond it, arithmetic would cost time."""


class ValueFaultError(Exception):
    """An expression that has no value; the message is for the author."""


def _power(base: Fraction, exponent: Fraction) -> Fraction:
    if exponent.denominator != 1 or abs(exponent) > _LARGEST_EXPONENT or abs(base) > _LARGEST_BASE:
        raise ValueFaultError("that power is not computed here")
    return base ** int(exponent)


_BINARY: Mapping[type[ast.operator], Callable[[Fraction, Fraction], Fraction]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: lambda a, b: Fraction(a // b),
    ast.Mod: operator.mod,
    ast.Pow: _power,
}
_COMPARISONS: Mapping[type[ast.cmpop], Callable[[Fraction, Fraction], bool]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}
_UNARY: Mapping[type[ast.unaryop], Callable[[Fraction], Fraction]] = {
    ast.USub: operator.neg,
    ast.Not: lambda value: Fraction(not value),
}


@dataclass(frozen=True, slots=True)
class Formula:
    """A parsed expression: one number, or several behind commas, such as the sizes of a shape."""

    text: str
    parts: tuple[ast.expr, ...]
    names: frozenset[str]

    @classmethod
    def read(cls, text: str) -> "Formula":
        """Parse an expression.

        Raises:
            ValueFaultError: it is none.
        """
        if len(text) > _LONGEST:
            raise ValueFaultError("the expression is too long")
        try:
            body = ast.parse(text.strip(), mode="eval").body
        except (SyntaxError, ValueError, MemoryError, RecursionError):
            raise ValueFaultError(f"`{text.strip()}` is not an expression") from None
        parts = tuple(body.elts) if isinstance(body, ast.Tuple) else (body,)
        names = frozenset(node.id for node in ast.walk(body) if isinstance(node, ast.Name))
        return cls(text.strip(), parts, names)

    def values(self, look: Look) -> tuple[Fraction, ...]:
        """All its numbers.

        Raises:
            ValueFaultError: a name is unknown, something divides by zero, or it is no arithmetic.
        """
        try:
            return tuple(_evaluate(part, look) for part in self.parts)
        except (ZeroDivisionError, OverflowError):
            raise ValueFaultError(f"`{self.text}` has no value") from None
        except RecursionError:
            raise ValueFaultError(f"`{self.text}` is too deep") from None

    def value(self, look: Look) -> Fraction:
        """Its one number.

        Raises:
            ValueFaultError: as `values` does, and where it has several.
        """
        if len(self.parts) != 1:
            raise ValueFaultError(f"`{self.text}` is more than one number")
        return self.values(look)[0]


def named(values: Mapping[str, int | Fraction]) -> Look:
    """Looks plain names up in a mapping."""

    def look(name: str, rest: tuple[str, ...]) -> Fraction:
        if rest or name not in values:
            raise ValueFaultError(f"nothing here is called `{'.'.join((name, *rest))}`")
        return Fraction(values[name])

    return look


def _evaluate(node: ast.expr, look: Look) -> Fraction:
    value = _value(node, look)
    if abs(value.numerator) > _LARGEST or value.denominator > _LARGEST:
        raise OverflowError
    return value


def _value(node: ast.expr, look: Look) -> Fraction:
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        return Fraction(str(node.value))
    if isinstance(node, ast.UnaryOp) and type(node.op) in _UNARY:
        return _UNARY[type(node.op)](_evaluate(node.operand, look))
    if isinstance(node, ast.BinOp) and type(node.op) in _BINARY:
        return _BINARY[type(node.op)](_evaluate(node.left, look), _evaluate(node.right, look))
    if isinstance(node, ast.BoolOp):
        every = isinstance(node.op, ast.And)
        held = (bool(_evaluate(part, look)) for part in node.values)  # lazily: `s > 0 and n // s`
        return Fraction(all(held) if every else any(held))
    if isinstance(node, ast.Compare):
        return Fraction(_compared(node, look))
    name, *rest = ast.unparse(node).split(".")
    if not name.isidentifier():
        raise ValueFaultError(f"`{name}` is no arithmetic")
    return look(name, tuple(rest))


def _compared(node: ast.Compare, look: Look) -> bool:
    sides = [_evaluate(side, look) for side in (node.left, *node.comparators)]
    if any(type(sign) not in _COMPARISONS for sign in node.ops):
        raise ValueFaultError(f"`{ast.unparse(node)}` is no arithmetic")
    return all(_COMPARISONS[type(sign)](*pair) for sign, *pair in zip(node.ops, sides, sides[1:], strict=False))
