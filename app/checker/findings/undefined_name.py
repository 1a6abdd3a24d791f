"""A name that is used and never defined."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass

from app.checker.blame.faults import Fault
from app.checker.blame.proposals import Proposal
from app.checker.blame.sites import Site
from app.checker.walks import walk


@dataclass(frozen=True)
class UndefinedName(Fault):
    """`nearest` is a name that is defined and looks like it; `early`: the function gives it a value only below."""

    slug = "undefined-name"
    exception = "NameError"
    once = True
    name: str
    nearest: str | None = None
    early: bool = False

    def message(self) -> str:
        """The name, and the one that was meant."""
        meant = f"; did you mean {self.nearest}?" if self.nearest else ""
        if self.early:
            first = f"{self.name} is used here before this function gives it a value"
            return f"{first}: it stores {self.name} further down{meant}"
        return f"{self.name} is used here, but nothing defines it{meant}"

    def label(self) -> str:
        """What Python knows."""
        return f"did you mean {self.nearest}?" if self.nearest else f"{self.name} is not defined"

    def help(self) -> str:
        """What to write."""
        return f"write {self.nearest}" if self.nearest else f"give {self.name} a value before it is used"

    def cause(self, site: Site) -> ast.AST | None:
        """The use."""
        return site.call

    def proposals(self, site: Site) -> Iterable[Proposal]:
        """The nearest name, wherever this one is used."""
        if self.nearest:
            uses = [n for n in walk(site.source.tree) if isinstance(n, ast.Name) and n.id == self.name]
            edits = tuple(edit for node in uses for edit in site.replace(node, self.nearest))
            yield Proposal(f"write {self.nearest}", edits)


FINDING = UndefinedName
