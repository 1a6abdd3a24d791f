"""The rows of a stack as one union, the two rows that hold others, and the request."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, Any, Literal, Union

from pydantic import BeforeValidator, Field

from app.checker.report import Frozen, Mode, Sizes
from app.checker.stack.layer import Family, Layer
from app.kit.discover import discover

MOST_ROWS = 200
DEEPEST = 12
"""How many rows that hold others may stand one in the other."""
HOLDING = ("body", "shortcut")
"""The fields of a row that hold rows."""
_FAMILIES = discover("app.checker.stack.families", "FAMILY", Family)
PLAIN: dict[str, type[Layer]] = {kind.__name__: kind for family in _FAMILIES for kind in family.rows}
"""The layers of torch, by name."""


class Holder(Layer):
    """A row that calls other rows on what comes in: those of its body, and those of its shortcut."""

    body: "Annotated[list[StackLayer], Field(min_length=1, max_length=MOST_ROWS)]"
    shortcut: "Annotated[list[StackLayer], Field(max_length=MOST_ROWS)]" = Field(default_factory=list)


class Residual(Holder):
    """Adds what the body makes of x to what the shortcut makes of it; an empty shortcut passes x on."""

    type: Literal["Residual"]


class Concat(Holder):
    """Joins what the shortcut makes of x and what the body makes of it along the channels; an empty one passes x on."""

    type: Literal["Concat"]


HOLDERS: dict[str, type[Holder]] = {"Residual": Residual, "Concat": Concat}
KINDS: dict[str, type[Layer]] = PLAIN | HOLDERS
FAMILIES: dict[str, tuple[str, ...]] = {
    **{family.title: tuple(kind.__name__ for kind in family.rows) for family in _FAMILIES},
    "Rows in rows": tuple(HOLDERS),
}
"""The names of all kinds, by the title of their family."""
if TYPE_CHECKING:
    StackLayer = Layer
else:
    StackLayer = Annotated[Union[tuple(KINDS.values())], Field(discriminator="type")]  # noqa: UP007 (of a tuple)
    for each in HOLDERS.values():
        each.model_rebuild()


def _no_bomb(layers: Any) -> Any:  # noqa: ANN401 (what somebody sent)
    """Counts the rows inside rows, level by level, before any of them is looked at.

    Raises:
        ValueError: they are too many, or too deep.
    """
    level = layers if isinstance(layers, list) else []
    found = len(level)
    for _ in range(DEEPEST + 1):
        held = [row.get(name) for row in level if isinstance(row, dict) for name in HOLDING]
        level = [row for rows in held if isinstance(rows, list) for row in rows]
        if not level:
            return layers
        found += len(level)
        if found > MOST_ROWS:
            raise ValueError(f"a stack may have {MOST_ROWS} or fewer rows, those inside others counted")
    raise ValueError(f"rows may stand {DEEPEST} or fewer deep in others")


Rows = Annotated[list[StackLayer], Field(min_length=1, max_length=MOST_ROWS), BeforeValidator(_no_bomb)]


class StackRequest(Frozen):
    """A list of layers, called in order on a tensor of `input_shape` (sizes are literal: batch first)."""

    input_shape: Sizes
    layers: Rows
    mode: Mode | None = None


class Unstacked(Frozen):
    """Code as rows; where it is no plain stack, `layers` is null, and `problem` says why, `line` where.

    `input_shape` is what the model was called with: given, found in the paste, or assumed.
    """

    layers: Rows | None
    input_shape: Sizes | None
    problem: str | None
    line: int | None

    @classmethod
    def refused(cls, problem: str, line: int | None = None) -> "Unstacked":
        """The answer to what is no plain stack."""
        return cls(layers=None, input_shape=None, problem=problem, line=line)


def inside(path: str, rows: Sequence[Layer]) -> Iterator[tuple[str, Layer]]:
    """Every row with its path, as torch names the modules: `3`, `3.body.0`, `3.body.1`, `4`."""
    for number, each in enumerate(rows):
        here = f"{path}{number}"
        yield here, each
        if isinstance(each, Holder):
            yield from inside(f"{here}.body.", each.body)
            yield from inside(f"{here}.shortcut.", each.shortcut)
