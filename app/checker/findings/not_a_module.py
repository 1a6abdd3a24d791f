"""A container of modules is given something that is none: a function, a tensor."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass

from app.checker.blame.faults import Fault
from app.checker.blame.proposals import Proposal
from app.checker.blame.sites import Site


@dataclass(frozen=True)
class NotAModule(Fault):
    """`what` it is, for people; `node` the argument; `layer` the class of `torch.nn` that does the same."""

    slug = "not-a-module"
    exception = "TypeError"
    container: str
    what: str
    node: ast.expr | None
    layer: str | None = None

    def message(self) -> str:
        """What came."""
        return f"{self.container} holds modules, but is given {self.what}"

    def label(self) -> str:
        """What it is."""
        return "not a module"

    def help(self) -> str:
        """Make it one."""
        return f"use the layer nn.{self.layer}() in its place" if self.layer else "call it in forward instead"

    def cause(self, site: Site) -> ast.AST | None:
        """The argument."""
        return self.node or site.call

    def proposals(self, site: Site) -> Iterable[Proposal]:
        """The layer that does what the function does."""
        if self.node is not None and self.layer:
            yield Proposal(f"write nn.{self.layer}()", site.replace(self.node, f"nn.{self.layer}()"))


FINDING = NotAModule
