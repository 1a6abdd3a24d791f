"""A well-known name that is used and never imported."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass

from app.checker.blame.faults import Fault
from app.checker.blame.proposals import Proposal, in_front_of_all
from app.checker.blame.sites import Site


@dataclass(frozen=True)
class MissingImport(Fault):
    """`statement` is the import that supplies the name."""

    slug = "missing-import"
    exception = "NameError"
    once = True
    name: str
    statement: str

    def message(self) -> str:
        """The name, and what is missing."""
        return f"{self.name} is used here, but the paste never imports it"

    def label(self) -> str:
        """What Python knows."""
        return f"{self.name} is not defined"

    def help(self) -> str:
        """The line to add."""
        return f"add `{self.statement}` at the top"

    def cause(self, site: Site) -> ast.AST | None:
        """The use."""
        return site.call

    def proposals(self, site: Site) -> Iterable[Proposal]:
        """The import in front of the first statement."""
        yield from in_front_of_all(site, self.statement)


FINDING = MissingImport
