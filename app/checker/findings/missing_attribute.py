"""An attribute that is read and was never set."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass

from app.checker.blame.faults import Fault
from app.checker.blame.proposals import Proposal
from app.checker.blame.sites import Site


@dataclass(frozen=True)
class MissingAttribute(Fault):
    """An object of type `owner` has no `name`; `nearest` is one that it has."""

    slug = "missing-attribute"
    exception = "AttributeError"
    owner: str
    name: str
    nearest: str | None
    of_self: bool = False

    def message(self) -> str:
        """The attribute and its owner."""
        what = f"self.{self.name}" if self.of_self else f".{self.name}"
        where = f"{self.owner}.__init__ never sets it" if self.of_self else f"{self.owner} has no such attribute"
        meant = f"; did you mean {self.nearest}?" if self.nearest else ""
        return f"{what} is used here, but {where}{meant}"

    def label(self) -> str:
        """What is not there."""
        return f"did you mean {self.nearest}?" if self.nearest else f"{self.name} was never set"

    def help(self) -> str:
        """Name it, or make it."""
        if self.nearest:
            return f"write {self.nearest}, or set {self.name} before it is used"
        return f"set self.{self.name} in __init__" if self.of_self else f"use something that {self.owner} has"

    def cause(self, site: Site) -> ast.AST | None:
        """The use."""
        return site.call

    def proposals(self, site: Site) -> Iterable[Proposal]:
        """The nearest attribute."""
        if self.nearest and isinstance(site.call, ast.Attribute):
            front = site.source.text(site.call.value)
            yield Proposal(f"write {front}.{self.nearest}", site.replace(site.call, f"{front}.{self.nearest}"))


FINDING = MissingAttribute
