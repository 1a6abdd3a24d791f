"""A layer norm is made for other sizes than its input ends with."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass

from app.checker.blame.faults import Fault
from app.checker.blame.proposals import Proposal
from app.checker.blame.sites import Site
from app.checker.blame.sizes import shape_text
from app.checker.edits.spelling import set_number


@dataclass(frozen=True)
class LayerNormShape(Fault):
    """`declared` normalized_shape against the input's last axes."""

    slug = "layer-norm-shape"
    layer: str
    declared: tuple[int, ...]
    shape: tuple[int, ...]

    def message(self) -> str:
        """Both ends."""
        return (
            f"{self.layer} normalises the last {'axis' if len(self.declared) == 1 else 'axes'}, of size "
            f"{self._sizes(self.declared)}, but its input of shape {shape_text(self.shape)} ends with "
            f"{self._sizes(self._end)}{self._hint()}"
        )

    def label(self) -> str:
        """The two ends."""
        return f"{self._sizes(self.declared)}, and the input ends with {self._sizes(self._end)}"

    def help(self) -> str:
        """What to change."""
        if self._on_axis_1:
            return (
                f"bring the channels to the last axis before the layer, with x{self._to_last}, and back behind it; "
                f"or normalise the whole map, normalized_shape={list(self.shape[1:])}"
            )
        return f"write normalized_shape={self._whole}, the sizes that the input ends with"

    def cause(self, site: Site) -> ast.AST | None:
        """The call where the channels stand elsewhere; else the number."""
        return site.call if self._on_axis_1 else site.argument("normalized_shape") or site.call

    def proposals(self, site: Site) -> Iterable[Proposal]:
        """The channels to the end and back; the sizes as they arrive."""
        call = site.call
        if self._on_axis_1 and isinstance(call, ast.Call) and call.args:
            there = site.surround(call.args[0], "", self._to_last)[1:]
            back = site.surround(call, "", self._back)[1:]
            yield Proposal(f"bring the channels to the end: {self._to_last[1:]}", there)
            yield Proposal("bring the channels to the end, and back behind the layer", (*there, *back))
        if len(self._end) == 1:
            yield from set_number(site, ("normalized_shape",), self._end[0])
        if (node := site.argument("normalized_shape")) is not None:
            yield Proposal(f"set normalized_shape to {self._whole}", site.replace(node, self._whole), blames=node)
            if self._on_axis_1:
                whole = str(list(self.shape[1:]))
                yield Proposal(f"set normalized_shape to {whole}", site.replace(node, whole), blames=node)

    @property
    def _end(self) -> tuple[int, ...]:
        return self.shape[-len(self.declared) :]

    @property
    def _whole(self) -> str:
        return str(self._end[0]) if len(self._end) == 1 else str(list(self._end))

    @property
    def _on_axis_1(self) -> bool:
        """A map as a convolution gives it: the channels stand on axis 1."""
        return len(self.declared) == 1 and len(self.shape) > 2 and self.shape[1] == self.declared[0]

    @property
    def _to_last(self) -> str:
        return f".permute({', '.join(map(str, (0, *range(2, len(self.shape)), 1)))})"

    @property
    def _back(self) -> str:
        rank = len(self.shape)
        return f".permute({', '.join(map(str, (0, rank - 1, *range(1, rank - 1))))})"

    def _sizes(self, sizes: tuple[int, ...]) -> str:
        return " × ".join(map(str, sizes)) or "nothing"

    def _hint(self) -> str:
        return f"; its {self.shape[1]} channels stand on axis 1" if self._on_axis_1 else ""


FINDING = LayerNormShape
