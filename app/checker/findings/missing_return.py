"""A `forward` ends without returning anything."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass

from app.checker.blame.faults import Fault
from app.checker.blame.proposals import Proposal
from app.checker.blame.sites import Site
from app.checker.report import Edit


@dataclass(frozen=True)
class MissingReturn(Fault):
    """`node` is the function that returns None, `last` the name that its last statement stored."""

    slug = "missing-return"
    severity = "warning"
    cls: str
    node: ast.FunctionDef
    last: str | None

    def message(self) -> str:
        """What comes out."""
        return f"forward of {self.cls} ends without return, so the call gives None instead of a tensor"

    def label(self) -> str:
        """What is missing."""
        return "no return at the end"

    def help(self) -> str:
        """The line to add."""
        return f"end it with return {self.last or 'x'}"

    def explains(self, node: ast.AST | None) -> bool:
        """Whether a result that is thrown away at this node is the one that should have been returned."""
        last = self.node.body[-1]
        return isinstance(last, ast.Expr) and last.value is node

    def cause(self, site: Site) -> ast.AST | None:  # noqa: ARG002 (the place is known from the facts)
        """The last statement of forward."""
        return self.node.body[-1]

    def proposals(self, site: Site) -> Iterable[Proposal]:
        """Return what was stored or computed last."""
        last = self.node.body[-1]
        if isinstance(last, ast.Expr):
            yield Proposal("return it", site.surround(last, "return ", "")[:1])
        if self.last:
            prefix = site.source.prefix(last.lineno)
            yield Proposal(
                f"return {self.last}",
                (Edit(span=site.source.end(last), new=f"\n{prefix}return {self.last}"),),
            )


FINDING = MissingReturn
