"""A view of a tensor whose axes were exchanged, so that its values no longer stand in order."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass

from app.checker.blame.faults import Fault
from app.checker.blame.proposals import Proposal
from app.checker.blame.sites import Site
from app.checker.blame.sizes import shape_text


@dataclass(frozen=True)
class ScatteredView(Fault):
    """`shape` of the tensor that `view` was called on."""

    slug = "scattered-view"
    shape: tuple[int, ...]

    def message(self) -> str:
        """Why the number of values is not enough."""
        return (
            f"view cannot join axes of this tensor of shape {shape_text(self.shape)}: its axes were exchanged before, "
            f"by permute or transpose, so its values no longer stand in this order in memory"
        )

    def label(self) -> str:
        """What would do."""
        return "reshape would do"

    def help(self) -> str:
        """What to write."""
        return "write reshape in the place of view; it copies where it must"

    def cause(self, site: Site) -> ast.AST | None:
        """The view."""
        return site.call

    def proposals(self, site: Site) -> Iterable[Proposal]:
        """Reshape."""
        call = site.call
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "view":
            new = f"{site.source.text(call.func.value)}.reshape"
            yield Proposal("write reshape", site.replace(call.func, new))


FINDING = ScatteredView
