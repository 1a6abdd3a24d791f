"""A name that is used and never imported or assigned."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass

from app.checker.faults import Fault, Proposal, Site
from app.checker.report import Edit, Span


@dataclass(frozen=True)
class MissingImport(Fault):
    """`statement` is the import that would supply the name, where it is a well-known one."""

    slug = "missing-import"
    exception = "NameError"
    name: str
    statement: str | None
    nearest: str | None = None

    def message(self) -> str:
        """The name, and what is missing."""
        if self.statement:
            return f"{self.name} is used here, but the paste never imports it"
        meant = f"; did you mean {self.nearest}?" if self.nearest else ""
        return f"{self.name} is not defined{meant}"

    def label(self) -> str:
        """What Python knows."""
        return f"{self.name} is not defined"

    def help(self) -> str:
        """The line to add."""
        if self.statement:
            return f"add `{self.statement}` at the top"
        if self.nearest:
            return f"write {self.nearest}"
        return f"define {self.name} before it is used"

    def cause(self, site: Site) -> ast.AST | None:
        """The use."""
        return site.call

    def proposals(self, site: Site) -> Iterable[Proposal]:
        """The import in front of the first statement, or the nearest name."""
        if self.statement and site.source.tree.body:
            first = site.source.tree.body[0]
            line = min([first.lineno, *(d.lineno for d in getattr(first, "decorator_list", ()))])
            prefix = site.source.prefix(line)
            place = Span(line=line, column=len(prefix) + 1, end_column=len(prefix) + 1)
            yield Proposal(f"add {self.statement}", (Edit(span=place, new=f"{self.statement}\n{prefix}"),))
        elif self.nearest and isinstance(site.call, ast.Name):
            yield Proposal(f"write {self.nearest}", site.replace(site.call, self.nearest))


FINDING = MissingImport
