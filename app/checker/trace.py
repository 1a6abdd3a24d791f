"""What happened while the entry ran: one row per call, and the faults that were met."""

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from torch import nn

from app.checker.blame.faults import Fault
from app.checker.blame.origins import Creation
from app.checker.objects.instances import ModuleValue
from app.checker.objects.tensors import Field
from app.checker.report import Formula
from app.checker.rows import Sight


@dataclass
class Row:
    """One call of a layer (`module` is set) or of an operation; `around` is the module that ran it.

    `on_map`: its first input is a map that a sliding layer made, the channels on axis 1. `passed`: the layers with
    weights that this input went through. `sources`: the expressions that made the inputs.
    `reads`, `makes`: the keys of the tensors that go in and come out. `twin`: the layer that does
    what an operation does.
    """

    kind: str
    name: str
    node: ast.AST
    module: ModuleValue | None
    around: ModuleValue | None
    inputs: list[tuple[int, ...]]
    outputs: list[tuple[int, ...]]
    output_names: list[str] | None = None
    params: int = 0
    shared: bool = False
    macs: int = 0
    status: Literal["ok", "failed", "assumed"] = "ok"
    formula: list[Formula] = field(default_factory=list)
    arguments: Mapping[str, str] = field(default_factory=dict)
    bytes: int = 0
    field_of_view: Field = None
    features: int | None = None
    joined: tuple[int, ...] = ()
    on_map: bool = False
    passed: frozenset[int] = frozenset()
    sources: list[ast.expr | None] = field(default_factory=list)
    reads: tuple[int, ...] = ()
    makes: tuple[int, ...] = ()
    twin: nn.Module | None = None


@dataclass(frozen=True)
class Met:
    """A fault where it was met; the site's fixed parts are added when the check ends."""

    fault: Fault
    node: ast.AST | None
    created: Creation | None = None
    torch_says: str | None = None
    row: int = 0
    blamed: ast.AST | None = None


@dataclass
class Trace:
    """Rows are recorded only while the entry's call runs (`active`).

    `said`: the faults in `met`, and those that were taken from it again, by a number that equal ones share.
    `doubtful`: the input itself was wrong, so that what the layers say behind it is no fault of theirs.
    `unbatched`: a layer read the input as one sample without a batch axis.
    """

    rows: list[Row] = field(default_factory=list)
    met: list[Met] = field(default_factory=list)
    said: dict[int, list[Met]] = field(default_factory=dict)
    folds: list[Met] = field(default_factory=list)
    around: list[ModuleValue] = field(default_factory=list)
    active: bool = False
    broken: bool = False
    doubtful: bool = False
    unbatched: Met | None = None

    def add(self, row: Row) -> None:
        """One more row; after a break its numbers rest on an assumption."""
        if not self.active:
            return
        if self.broken and row.status == "ok":
            row.status = "assumed"
        self.rows.append(row)

    def take_refused(self) -> list[Row]:
        """The row of the call that was refused last, taken away."""
        return [self.rows.pop()] if self.rows and self.rows[-1].status == "failed" else []


def slide(seen: Field, sight: Sight) -> Field:
    """The receptive field behind a layer: r + reach·j, and j·step.

    Source: Araujo, Norris and Sim, "Computing Receptive Fields of Convolutional Neural Networks" (2019), equation 2;
    a layer that enlarges the map has a step below 1.
    """
    if not isinstance(seen, tuple):
        return seen
    if len(seen) != len(sight.reach):
        if set(seen) != {(1, 1)}:
            return None
        seen = ((1, 1),) * len(sight.reach)  # the input itself, one sample without a batch axis
    return tuple(
        (size + reach * jump, jump * step)
        for (size, jump), reach, step in zip(seen, sight.reach, sight.step, strict=True)
    )


def merge(fields: list[Field]) -> Field:
    """The receptive field where branches meet: the largest per axis."""
    known = [seen for seen in fields if seen is not None]
    if "whole input" in known:
        return "whole input"
    tuples = [seen for seen in known if isinstance(seen, tuple)]
    if not tuples or len({len(seen) for seen in tuples}) > 1:
        return None
    return tuple((max(p[0] for p in axis), max(p[1] for p in axis)) for axis in zip(*tuples, strict=True))


def pooled(seen: Field, axes: frozenset[int], rank: int) -> Field:
    """The receptive field where these axes were reduced to one value: of all the spatial ones, the whole input."""
    if not isinstance(seen, tuple):
        return seen
    spatial = frozenset(range(rank - len(seen), rank))
    if spatial <= axes:
        return "whole input"
    return seen if not spatial & axes else None
