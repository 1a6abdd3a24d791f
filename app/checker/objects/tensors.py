"""Tensors, arrays and sizes: the values that stand for numbers in rows and columns."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass
from dataclasses import field as own
from fractions import Fraction
from itertools import count
from typing import Literal

import torch
from torch.nn.parameter import is_lazy

from app.checker.objects.values import Value

Cells = int | Fraction
Field = tuple[tuple[Cells, Cells], ...] | Literal["whole input"] | None
"""Receptive field per spatial axis: (size in input pixels, distance of neighbours); or all, or unknown."""


@dataclass(eq=False)
class TensorValue:
    """A tensor on the meta device; a small one that the paste makes from numbers is real until it meets one.

    Attributes:
        batched: axis 0 is still the batch of the input.
        field: its receptive field.
        joined: the sizes per sample that a flatten joined into axis 1, such as (20, 13, 13).
        made_by: the expression that made it, for faults that show later.
        raw: it is an input of the entry, as it came.
        key: its own for ever; the identity of an object that is gone is given to another.
        assumed: its sizes are those that a wrong view asked for; it really has `joined` per sample.
        passed: the layers with weights that it went through, by identity.
        sized: the number of the input, from 1, that is known by its sizes alone, not by code of the paste; so is what a
            view or an index takes from it.
    """

    tensor: torch.Tensor
    batched: bool = False
    field: Field = None
    joined: tuple[int, ...] = ()
    made_by: ast.expr | None = None
    raw: bool = False
    key: int = own(default_factory=count().__next__)
    assumed: bool = False
    passed: frozenset[int] = frozenset()
    sized: int = 0

    @property
    def shape(self) -> tuple[int, ...]:
        """Its sizes; a weight of a lazy layer has none before the first call."""
        tensor = self.tensor
        return tuple(tensor.shape) if type(tensor) is torch.Tensor or not is_lazy(tensor) else ()

    @property
    def number(self) -> float | None:
        """Its only number, where the paste itself made it from numbers (`torch.linspace`); else None."""
        if is_lazy(self.tensor) or self.tensor.device.type == "meta" or self.tensor.numel() != 1:
            return None
        found: float = self.tensor.item()
        return found


@dataclass(eq=False)
class ArrayValue:
    """A numpy array that the paste made from numbers; they are real, or on meta where nobody knows them."""

    numbers: torch.Tensor


class ShapeValue(tuple[int, ...]):
    """What `x.shape` and `x.size()` give: a tuple that prints as torch.Size and has `numel`."""

    __slots__ = ()


class NamedTuple(tuple[Value, ...]):
    """Several results with names, such as `(values, indices)` of `x.max(1)`; `field_names` in their order."""

    field_names: tuple[str, ...] = ()

    @classmethod
    def of(cls, values: Iterable[Value], names: tuple[str, ...]) -> "NamedTuple":
        """The results with their names."""
        made = cls(values)
        made.field_names = names
        return made


class PackedValue(NamedTuple):
    """What `pack_padded_sequence` gives: the steps of all sequences in one row, `padded` says how they lay before.

    `padded` holds the steps of the longest, the batch, and the features of a step. Where nobody knows the lengths, the
    four fields are unknown, and so is the first size of `padded` unless the paste says it.
    """

    field_names = ("data", "batch_sizes", "sorted_indices", "unsorted_indices")
    padded: tuple[int, ...] = ()

    @classmethod
    def laid_out(cls, values: Iterable[Value], padded: tuple[int, ...]) -> "PackedValue":
        """The four fields, with the sizes of the padded sequences."""
        made = cls(values)
        made.padded = padded
        return made

    @property
    def data(self) -> TensorValue | None:
        """All steps in one row; None where the lengths are unknown."""
        return self[0] if isinstance(self[0], TensorValue) else None

    @property
    def held(self) -> list[str]:
        """The names of the fields that are tensors: the two orders are None where the lengths came in order."""
        return [name for name, part in zip(self.field_names, self, strict=True) if isinstance(part, TensorValue)]
