"""How messages write sizes."""

from collections.abc import Iterable

from app.kit.shapes import tuple_text

shape_text = tuple_text
"""`(1, 8, 16, 16)`, as every message writes a shape."""


def product_text(sizes: Iterable[int]) -> str:
    """`20 * 13 * 13`, as a learner writes a number of features."""
    return " * ".join(map(str, sizes))
