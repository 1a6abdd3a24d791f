"""A name that torch does not have."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass

from app.checker.faults import Fault
from app.checker.proposals import Proposal
from app.checker.sites import Site
from app.checker.walks import walk


@dataclass(frozen=True)
class UnknownTorchName(Fault):
    """`owner.name` does not exist; `nearest` is the known name that looks most like it."""

    slug = "unknown-torch-name"
    exception = "AttributeError"
    once = True
    owner: str
    name: str
    nearest: str | None

    def message(self) -> str:
        """The name, and the one that was meant."""
        meant = f"; did you mean {self.nearest}?" if self.nearest else ""
        return f"{self.owner} has no {self.name}{meant}"

    def label(self) -> str:
        """The name that was meant."""
        return f"did you mean {self.nearest}?" if self.nearest else "no such name"

    def help(self) -> str:
        """Python tells capitals apart."""
        if self.nearest and self.nearest.lower() == self.name.lower():
            return f"write {self.nearest}: Python tells capital letters from small ones"
        if self.nearest:
            return f"write {self.nearest}"
        return f"look the name up in PyTorch's documentation of {self.owner}"

    def cause(self, site: Site) -> ast.AST | None:
        """The name."""
        return site.call

    def proposals(self, site: Site) -> Iterable[Proposal]:
        """The nearest name, wherever this one is written."""
        if self.nearest and isinstance(site.call, ast.Attribute):
            front = site.source.text(site.call.value)
            same = [
                node for node in walk(site.source.tree) if isinstance(node, ast.Attribute) and node.attr == self.name
            ]
            same = [node for node in same if site.source.text(node.value) == front]
            edits = tuple(edit for node in same for edit in site.replace(node, f"{front}.{self.nearest}"))
            yield Proposal(f"write {self.nearest}", edits)
        elif self.nearest and isinstance(site.call, ast.Name):
            yield Proposal(f"write {self.nearest}", site.replace(site.call, self.nearest))


FINDING = UnknownTorchName
