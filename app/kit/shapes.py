"""The one look of a tensor shape, `N × 8 × 16 × 16`: each axis tinted by its role and named.

Lessons, questions and the checker's pages all render shapes here, so that a shape is the same
small component wherever it stands. The names are for hovering; screen readers get the whole
shape as one label.
"""

from collections.abc import Iterable, Sequence

from markupsafe import Markup

_BATCHED = {1: "n", 2: "nf", 3: "ncl", 4: "nchw", 5: "ncdhw"}
_SINGLE = {1: "f", 2: "hw", 3: "chw", 4: "cdhw"}
_NAMES = {
    "n": "batch",
    "c": "channels",
    "d": "depth",
    "h": "height",
    "w": "width",
    "l": "length",
    "f": "features",
    "x": "axis",
}
_AXIS = Markup('<span class="axis axis-{}" title="{}">{}</span>')
_SHAPE = Markup('<span class="shape" role="img" aria-label="{}">{}</span>')


def shape_html(
    sizes: Sequence[int | str], batch: bool = True, literal: bool = False, roles: str | None = None
) -> Markup:
    """The HTML of a shape.

    Args:
        sizes: the sizes, or letters such as `H` where a size is free.
        batch: the first axis is the batch.
        literal: show the batch size itself, (1, 8, 16, 16), instead of `N`.
        roles: one letter per axis, of `ncdhwlf` or `x` for an axis without a role.
    """
    roles = roles or _roles(len(sizes), batch)
    shown = [(role, "N" if role == "n" and not literal else str(size)) for role, size in zip(roles, sizes, strict=True)]
    axes = Markup(" × ").join(_AXIS.format(role, _NAMES[role], size) for role, size in shown)
    label = ", ".join(f"{_NAMES[role]} {size}" for role, size in shown)
    return _SHAPE.format(label or "a scalar", axes or "()")


def shape_text(sizes: Sequence[int | str], batch: bool = True) -> str:
    """The same as plain text: `N × 8 × 16 × 16`."""
    return " × ".join(["N", *map(str, sizes[1:])] if batch and sizes else map(str, sizes))


def tuple_text(sizes: Iterable[int]) -> str:
    """The same as PyTorch writes it: `(1, 8, 16, 16)`."""
    shape = tuple(sizes)
    return f"({', '.join(map(str, shape))}{',' if len(shape) == 1 else ''})"


def _roles(rank: int, batch: bool) -> str:
    return (_BATCHED if batch else _SINGLE).get(rank, ("n" * batch + "x" * rank)[:rank])
