"""One row of a stack, and how the families of layers declare theirs.

A row is a pydantic model with the arguments of its `torch.nn` class under PyTorch's names, in PyTorch's order
and with PyTorch's defaults; a test compares each with torch's own signature.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, create_model

Count = Annotated[int, Field(ge=-(2**31), le=2**31)]
Real = Annotated[float, Field(allow_inf_nan=False)]
Rank = Literal[1, 2, 3]
PaddingMode = Literal["zeros", "reflect", "replicate", "circular"]


def _each(item: object, count: int) -> Any:  # noqa: ANN401 (a type made at run time)
    return Annotated[list[item], Field(min_length=count, max_length=count)]  # type: ignore[valid-type]


SIZES: Mapping[int, Any] = {count: Count | _each(Count, count) for count in (1, 2, 3, 4, 6)}
"""One number for every axis, or so many of them."""
REALS: Mapping[int, Any] = {rank: Real | _each(Real, rank) for rank in (1, 2, 3)}
"""As SIZES, of factors."""
TARGETS: Mapping[int, Any] = {
    1: Count | _each(Count, 1), 2: Count | None | _each(Count | None, 2), 3: Count | None | _each(Count | None, 3),
}  # fmt: skip
"""As SIZES, of an output size; None keeps that axis."""
Lengths = Annotated[list[Count], Field(min_length=1, max_length=16)]
NEEDED: Any = ...
"""In place of a default: the argument must be given."""


class Layer(BaseModel):
    """One row of a stack; every field but `type` is an argument of the layer."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    type: str


@dataclass(frozen=True)
class Family:
    """The rows of layers that belong together, under a title for people."""

    title: str
    rows: tuple[type[Layer], ...]


def row(name: str, meaning: str, **arguments: tuple[Any, Any]) -> type[Layer]:
    """The model of the rows of one layer.

    Args:
        name: what `torch.nn` calls it.
        meaning: what it does, in a sentence.
        arguments: by name, in torch's order: (type, default), where NEEDED stands for no default.
    """
    fields: dict[str, Any] = {"type": (Literal[name], NEEDED), **arguments}
    return create_model(name, __base__=Layer, __doc__=meaning, __module__=__name__, **fields)
