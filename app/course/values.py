"""Numbers in prose, computed: exact arithmetic, and how a value is written.

`{{ animals.precision.cat }}` and `{{ 20*13*13 }}` are expressions of `arithmetic` over matrices and named numbers.
"""

import re
from collections.abc import Mapping
from fractions import Fraction

from markupsafe import Markup, escape

from app.course.arithmetic import Formula, named
from app.course.matrices import Matrix
from app.kit.shapes import shape_html

Value = Fraction | tuple[int, ...] | str
_SHAPE = re.compile(r"(?:torch\.Size\(\[((?:\d+(?:, )?)*)\]\)|\((\d+(?:, \d+)*),?\))")
_INTEGER = re.compile(r"-?\d{1,18}")
_DECIMAL = re.compile(r"-?\d{1,18}\.\d{1,18}")
_FILTER = re.compile(r"(plain|sizes|percent\d?|\d{1,2})")


def compute(text: str, matrices: Mapping[str, Matrix], names: Mapping[str, int | Fraction] | None = None) -> Fraction:
    """The value of an expression of numbers, matrices and named numbers.

    Raises:
        ValueFaultError: it is not such an expression, or has no value.
    """
    known = named(names or {})

    def look(name: str, rest: tuple[str, ...]) -> Fraction:
        return matrices[name].look(rest) if name in matrices else known(name, rest)

    return Formula.read(text).value(look)


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


def rounded(value: Fraction, places: int) -> Fraction:
    """Half away from zero."""
    whole = int(abs(value) * 10**places + Fraction(1, 2))
    return Fraction(-whole if value < 0 else whole, 10**places)


def _rounded(value: Fraction, places: int) -> str:
    """The same in digits, with all its places."""
    near = rounded(value, places)
    whole, sign = int(abs(near) * 10**places), "-" if near < 0 else ""
    digits = f"{whole:0{places + 1}d}"
    return f"{sign}{int(digits[: len(digits) - places]):,}" + (f".{digits[-places:]}" if places else "")
