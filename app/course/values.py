"""Numbers in prose, computed: exact arithmetic, and how a value is written.

`{{ animals.precision.cat }}` and `{{ 20*13*13 }}` are read by an evaluator of their own: numbers,
names of matrices and six operators, in fractions, so that 0.005 is never rounded twice.
"""

import ast
import operator
import re
from collections.abc import Callable, Mapping
from fractions import Fraction

from markupsafe import Markup, escape

from app.course.matrices import Matrix, ValueFaultError
from app.kit.shapes import shape_html

Value = Fraction | tuple[int, ...] | str
_LONGEST = 300
_SHAPE = re.compile(r"(?:torch\.Size\(\[((?:\d+(?:, )?)*)\]\)|\((\d+(?:, \d+)*),?\))")
_INTEGER = re.compile(r"-?\d{1,18}")
_DECIMAL = re.compile(r"-?\d{1,18}\.\d{1,18}")
_FILTER = re.compile(r"(plain|sizes|percent\d?|\d{1,2})")


_OPERATORS: Mapping[type[ast.operator], Callable[[Fraction, Fraction], Fraction]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: lambda a, b: Fraction(a // b),
    ast.Mod: operator.mod,
}


def compute(text: str, matrices: Mapping[str, Matrix]) -> Fraction:
    """The value of an expression of numbers and matrices.

    Raises:
        ValueFaultError: it is not such an expression, or has no value.
    """
    if len(text) > _LONGEST:
        raise ValueFaultError("the expression is too long")
    try:
        tree = ast.parse(text.strip(), mode="eval")
        return _evaluate(tree.body, matrices)
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        raise ValueFaultError(f"`{text.strip()}` is not an expression") from None
    except (ZeroDivisionError, OverflowError):
        raise ValueFaultError(f"`{text.strip()}` has no value") from None


def _evaluate(node: ast.expr, matrices: Mapping[str, Matrix]) -> Fraction:
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        return Fraction(str(node.value))
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return -_evaluate(node.operand, matrices)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
        return _power(_evaluate(node.left, matrices), _evaluate(node.right, matrices))
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
        return _OPERATORS[type(node.op)](_evaluate(node.left, matrices), _evaluate(node.right, matrices))
    name, *rest = ast.unparse(node).split(".")
    if name not in matrices:
        raise ValueFaultError(f"nothing here is called `{name}`")
    return matrices[name].look(rest)


def _power(base: Fraction, exponent: Fraction) -> Fraction:
    if exponent.denominator != 1 or abs(exponent) > 64 or abs(base) > 10**6:
        raise ValueFaultError("that power is not computed here")
    return base ** int(exponent)


def split_filter(text: str) -> tuple[str, str]:
    """`a.b | percent1` → (`a.b`, `percent1`); the filter is empty where there is none."""
    expression, bar, filter_ = text.rpartition("|")
    if bar and _FILTER.fullmatch(filter_.strip()):
        return expression.strip(), filter_.strip()
    return text.strip(), ""


def from_python(text: str, filter_: str = "") -> Value:
    """What Python printed, as a value: a whole number, a shape, or else the text itself.

    A decimal stays as it was printed, unless a filter says how to round it.
    """
    text = text.strip()
    if found := _SHAPE.fullmatch(text):
        inside = found[1] if found[1] is not None else found[2]
        return tuple(int(size) for size in inside.split(", ") if size)
    if _INTEGER.fullmatch(text) or (filter_ and _DECIMAL.fullmatch(text)):
        return Fraction(text)
    return text


def as_text(value: Value, filter_: str = "") -> str:
    """A value in plain words: `22,125,600`, `0.89`, `90 %`, `(1, 8, 16, 16)`."""
    if isinstance(value, str):
        return value
    if isinstance(value, tuple):
        return str(value)
    if filter_.startswith("percent"):
        return f"{_rounded(value * 100, int(filter_[7:] or 0))}\N{NO-BREAK SPACE}%"
    if filter_ == "plain" and value.denominator == 1:
        return str(value.numerator)
    if value.denominator == 1 and not filter_.isdigit():
        return f"{value.numerator:,}"
    return _rounded(value, int(filter_) if filter_.isdigit() else 2)


def as_html(value: Value, filter_: str = "", batch: bool = False) -> Markup:
    """The same for a page: shapes as the shape component, other text as code.

    With `batch`, the first axis is any batch and is written `N`.
    """
    if isinstance(value, str):
        return escape(value) if _DECIMAL.fullmatch(value) else Markup("<code>{}</code>").format(value)
    if isinstance(value, tuple):
        neutral = "x" * len(value) if filter_ == "sizes" else None
        return shape_html(value, batch=batch or len(value) in {2, 4, 5}, literal=not batch, roles=neutral)
    return Markup("{}").format(as_text(value, filter_))


def _rounded(value: Fraction, places: int) -> str:
    """Half away from zero, with all its places."""
    scaled = abs(value) * 10**places
    whole = int(scaled + Fraction(1, 2))
    sign = "-" if value < 0 and whole else ""
    digits = f"{whole:0{places + 1}d}"
    return f"{sign}{int(digits[: len(digits) - places]):,}" + (f".{digits[-places:]}" if places else "")
