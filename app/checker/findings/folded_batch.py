"""The batch was folded into the features: torch accepts it, and every row is wrong."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass
from math import prod
from typing import ClassVar

from app.checker.blame.faults import Fault
from app.checker.blame.origins import argument
from app.checker.blame.proposals import Proposal
from app.checker.blame.sites import Site
from app.checker.blame.sizes import product_text, shape_text
from app.checker.edits.layout import fitting_sizes
from app.checker.edits.map_sizes import as_maps
from app.checker.edits.matching import along_axis_one, more_in_front
from app.checker.edits.pools import pooled_to_one, windowed
from app.checker.edits.spelling import rewrites, value_of
from app.checker.report import Severity
from app.kit.words import count


@dataclass(frozen=True)
class FoldedBatch(Fault):
    """`batch` samples went in, `rows` came out; `per_sample` are the sizes that belong to one sample.

    `blocks`: each row is a whole block of trailing axes, such as one channel. `wants`: the channels that the layer
    behind takes, where it raises.
    """

    slug = "folded-batch"
    severity: ClassVar[Severity] = "warning"
    operation: str
    batch: int
    rows: int
    shape: tuple[int, ...]
    result: tuple[int, ...]
    per_sample: tuple[int, ...]
    blocks: bool = False
    wants: int = 0

    def message(self) -> str:
        """Rows in, rows out."""
        row = prod(self.result[1:])
        mixes = row and self._features % row
        what = "values of different samples share a row" if mixes else "one sample becomes several rows"
        return (
            f"{self.operation} turns {count(self.batch, 'sample')} into {count(self.rows, 'row')}: "
            f"{shape_text(self.shape)} becomes {shape_text(self.result)}, so {what}; PyTorch raises nothing"
        )

    def label(self) -> str:
        """The two numbers."""
        return f"{count(self.batch, 'sample')} became {count(self.rows, 'row')}"

    def help(self) -> str:
        """Keep axis 0."""
        if self.operation.endswith("cat"):
            return "join along axis 1, the features; axis 0 is the batch"
        if len(self.result) > 2 and len(self.shape) == 2:
            row = prod(self.result[1:])
            return f"let the layer in front give {row:,} features, or ask for sizes that hold {self._features:,}"
        return (
            f"keep the batch: x.view(x.size(0), -1), or torch.flatten(x, 1), which gives "
            f"{' · '.join(map(str, self.per_sample))} = {self._features:,} features per sample"
        )

    def cause(self, site: Site) -> ast.AST | None:
        """The operation that moved the batch; a pooling that left more than 1 x 1 for one row per sample."""
        if self._channels_are_rows and windowed(site):
            return site.pooled
        if self.operation == "Flatten" and site.created is not None:
            return site.created.node
        return site.call

    def proposals(self, site: Site) -> Iterable[Proposal]:
        """Flatten per sample, and let the next linear layer expect that."""
        call = site.call
        if self.operation.endswith("cat"):
            yield from self._side_by_side(site)
            return
        if (
            self._channels_are_rows
            and isinstance(site.pooled, ast.Call)
            and (to_one := pooled_to_one(site.pooled, site))
        ):
            yield Proposal("pool to 1 x 1, whatever the size of the image", to_one)
        if len(self.result) > 2:
            yield from as_maps(site, self._features, self.result[1:], self.wants)
            yield from fitting_sizes(site, self.result, self._features)
            yield from more_in_front(site, "out_features", prod(self.result[1:]))
        if self.operation == "Flatten" and site.created is not None:
            yield Proposal(
                "flatten per sample", site.replace(site.created.node, f"{site.source.text(site.created.node.func)}()")
            )
        if not isinstance(call, ast.Call) or self.operation == "Flatten":
            return
        follow = argument(site.consumer, "in_features")
        number = (
            ()
            if follow is None
            else site.replace(
                follow,
                product_text(self.per_sample) if isinstance(follow, ast.BinOp) else str(self._features),
            )
        )
        flattened = _flattened(call, site)
        if flattened:
            edits = site.replace(call, flattened)
            yield Proposal(f"flatten per sample: {flattened}", edits)
            if number:
                yield Proposal(f"flatten per sample, and set in_features to {self._features}", (*edits, *number))

    def _side_by_side(self, site: Site) -> Iterable[Proposal]:
        """Joined along axis 1, with the features of all parts for the linear layer behind."""
        call = site.call
        if not isinstance(call, ast.Call) or not call.args:
            return
        edits = along_axis_one(site, call)
        yield Proposal("join along axis 1, the features", edits)
        behind = site.consumer.arguments.get("in_features") if site.consumer is not None else None
        takes = value_of(behind) if behind is not None else None
        if behind is not None and takes is not None and self.rows % self.batch == 0:
            for found in rewrites(behind, takes * (self.rows // self.batch)):
                title = f"join along axis 1, and set in_features to {found.text}"
                yield Proposal(title, (*edits, *site.replace(found.node, found.text)))

    @property
    def _channels_are_rows(self) -> bool:
        """A row is as wide as the map has channels: the map was to be pooled to one value per channel."""
        return len(self.shape) == 4 and self.result[1:] == self.shape[1:2]

    @property
    def _features(self) -> int:
        return prod(self.per_sample)


class FoldedBatchRaises(FoldedBatch):
    """The same fault where a layer behind it raises: the rows no longer have the features that it takes."""

    severity = "error"

    def message(self) -> str:
        """What the fold did, and that torch stops behind it."""
        return (
            super()
            .message()
            .replace("PyTorch raises nothing", "what stands behind it gets rows of another size or number")
        )


class FoldedStates(FoldedBatch):
    """The last states of several layers or directions, laid out as rows: (2, N, H) viewed as (2·N, H)."""

    def help(self) -> str:
        """Which of them is wanted."""
        return "axis 0 of a state counts layers and directions: h[-1] is the state of the last one"

    def proposals(self, site: Site) -> Iterable[Proposal]:
        """The last one in the place of all."""
        if isinstance(site.call, ast.Call) and isinstance(site.call.func, ast.Attribute):
            new = f"{site.source.text(site.call.func.value)}[-1]"
            yield Proposal(f"take the state of the last layer: {new}", site.replace(site.call, new))


def _flattened(call: ast.Call, site: Site) -> str | None:
    if not isinstance(call.func, ast.Attribute):
        return None
    receiver = site.source.text(call.func.value)
    if receiver in ("torch", "th") and call.args:
        receiver = site.source.text(call.args[0])
    return f"{receiver}.flatten(1)"


FINDING = FoldedBatch
