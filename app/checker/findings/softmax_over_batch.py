"""Softmax over the samples of a batch instead of over the classes."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass

from app.checker.blame.faults import Fault
from app.checker.blame.proposals import Proposal
from app.checker.blame.sites import Site
from app.checker.blame.sizes import shape_text


@dataclass(frozen=True)
class SoftmaxOverBatch(Fault):
    """`shape` of the scores; `dim` as given, None where it was left out."""

    slug = "softmax-over-batch"
    severity = "warning"
    softmax: str
    shape: tuple[int, ...]

    def message(self) -> str:
        """Which axis sums to one."""
        return (
            f"{self.softmax} with dim=0 on shape {shape_text(self.shape)} makes the {self.shape[0]} samples of the "
            f"batch share one probability; the classes are on axis 1"
        )

    def label(self) -> str:
        """The axis."""
        return "axis 0 is the batch"

    def help(self) -> str:
        """The other axis."""
        return "write dim=1"

    def cause(self, site: Site) -> ast.AST | None:
        """The number, where it is written."""
        return self._dim(site) or site.call

    def proposals(self, site: Site) -> Iterable[Proposal]:
        """The axis of the classes."""
        if (node := self._dim(site)) is not None:
            yield Proposal("set dim to 1", site.replace(node, "1"))

    def _dim(self, site: Site) -> ast.expr | None:
        if (created := site.argument("dim")) is not None:
            return created
        if isinstance(site.call, ast.Call):
            named = [keyword.value for keyword in site.call.keywords if keyword.arg == "dim"]
            return next(iter((*named, *site.call.args[1:2])), None)
        return None


FINDING = SoftmaxOverBatch
