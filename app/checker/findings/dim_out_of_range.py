"""A `dim` that the tensor does not have."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass

from app.checker.blame.faults import Fault
from app.checker.blame.proposals import Proposal
from app.checker.blame.sites import Site
from app.checker.blame.sizes import shape_text
from app.kit.words import count


@dataclass(frozen=True)
class DimOutOfRange(Fault):
    """`dim` was asked for on a tensor of this shape."""

    slug = "dim-out-of-range"
    exception = "IndexError"
    operation: str
    dim: int
    shape: tuple[int, ...]

    def message(self) -> str:
        """The axes that there are."""
        rank = len(self.shape)
        return (
            f"{self.operation} asks for axis {self.dim} of a tensor of shape {shape_text(self.shape)}, which has "
            f"{count(rank, 'axis', 'axes')}: {-rank} to {rank - 1}"
        )

    def label(self) -> str:
        """The axes that there are."""
        return f"from {-len(self.shape)} to {len(self.shape) - 1}"

    def help(self) -> str:
        """The usual one."""
        return f"write dim={self._usual}" + (", the axis behind the batch" if len(self.shape) > 1 else "")

    def cause(self, site: Site) -> ast.AST | None:
        """The number, where it is written."""
        return self._dim(site) or site.call

    def proposals(self, site: Site) -> Iterable[Proposal]:
        """An axis that is there."""
        if (node := self._dim(site)) is not None:
            yield Proposal(f"set dim to {self._usual}", site.replace(node, str(self._usual)))

    @property
    def _usual(self) -> int:
        return 1 if len(self.shape) > 1 else 0

    def _dim(self, site: Site) -> ast.expr | None:
        if (created := site.argument("dim")) is not None:
            return created
        if isinstance(site.call, ast.Call):
            values = [*(keyword.value for keyword in site.call.keywords), *site.call.args[::-1]]
            named = [keyword.value for keyword in site.call.keywords if keyword.arg in {"dim", "axis"}]
            exact = [node for node in values if _number(node) == self.dim]
            return next(iter((*named, *exact, *site.call.args[-1:])), None)
        return None


def _number(node: ast.expr) -> int | None:
    sign = -1 if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub) else 1
    inner = node.operand if isinstance(node, ast.UnaryOp) else node
    return sign * inner.value if isinstance(inner, ast.Constant) and type(inner.value) is int else None


FINDING = DimOutOfRange
