"""Tensors that are joined have another number of axes."""

import ast
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.checker.blame.faults import Fault
from app.checker.blame.proposals import Proposal
from app.checker.blame.sites import Passed, Site
from app.checker.blame.sizes import shape_text
from app.kit.words import count

_RECURRENT = frozenset({"GRU", "LSTM", "RNN"})


@dataclass(frozen=True)
class CatRanks(Fault):
    """`left` is the first tensor, `right` the one at `index` that differs from it."""

    slug = "cat-ranks"
    operation: str
    left: tuple[int, ...]
    right: tuple[int, ...]
    index: int

    def message(self) -> str:
        """Both shapes and their axes."""
        return (
            f"{self.operation} is given shapes {shape_text(self.left)} and {shape_text(self.right)}: the first has "
            f"{count(len(self.left), 'axis', 'axes')}, the other {len(self.right)}, and all must have as many"
        )

    def label(self) -> str:
        """The two numbers."""
        return f"{len(self.left)} axes and {len(self.right)}"

    def help(self) -> str:
        """Flatten the one, or give the other an axis."""
        if 2 in {len(self.left), len(self.right)}:
            return "flatten the one that has more axes to one row per sample, with .flatten(1)"
        return "give the one that has fewer axes another of size 1, with unsqueeze, or take one away with squeeze"

    def cause(self, site: Site) -> ast.AST | None:
        """The join."""
        return site.call

    def proposals(self, site: Site) -> Iterable[Proposal]:
        """Rows for both, or one axis more for the lower one."""
        parts = _parts(site.call)
        if len(parts) <= self.index:
            return
        first, other = parts[0], parts[self.index]
        high, low = (first, other) if len(self.left) > len(self.right) else (other, first)
        lowest = min(len(self.left), len(self.right))
        highest = 0 if high is first else self.index
        if self._is_state(site.branches[highest] if highest < len(site.branches) else ()):
            yield Proposal(
                "take the state of the last layer: [-1]", site.surround(high, "", "[-1]")[1:], blames=site.call
            )
        if lowest > 1:
            yield Proposal("flatten it per sample: .flatten(1)", site.surround(high, "", f".flatten({lowest - 1})")[1:])
        if abs(len(self.left) - len(self.right)) == 1:
            for axis in (0, 1, lowest):
                yield Proposal(f"add an axis: .unsqueeze({axis})", site.surround(low, "", f".unsqueeze({axis})")[1:])

    def _is_state(self, passed: Sequence[Passed]) -> bool:
        """Whether the one of more axes comes from a recurrent layer, with an axis for its layers before the batch."""
        high, low = sorted((self.left, self.right), key=len, reverse=True)
        return bool(passed) and passed[0].kind in _RECURRENT and high[1:-1] == low[:-1]


def _parts(call: ast.AST | None) -> list[ast.expr]:
    """The tensors as they are written in the list."""
    given = call.args[0] if isinstance(call, ast.Call) and call.args else None
    return given.elts if isinstance(given, ast.Tuple | ast.List) else []


FINDING = CatRanks
