"""A layer is made with an argument that it does not take, or without one that it needs."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass

from app.checker.faults import Fault, Proposal, Site


@dataclass(frozen=True)
class WrongConstructorArgument(Fault):
    """`what` went wrong with `argument`; `better` is the text to write for its value, where it is known."""

    slug = "wrong-constructor-argument"
    exception = "TypeError"
    layer: str
    argument: str
    what: str
    advice: str
    better: str | None = None
    renamed: str | None = None

    def message(self) -> str:
        """The layer and the argument."""
        return f"{self.layer} {self.what}"

    def label(self) -> str:
        """The argument."""
        return self.argument or "these arguments"

    def help(self) -> str:
        """What it takes."""
        return self.advice

    def cause(self, site: Site) -> ast.AST | None:
        """The argument, else the call."""
        return site.argument(self.argument) or _keyword(site, self.argument) or super().cause(site)

    def proposals(self, site: Site) -> Iterable[Proposal]:
        """A better value, another name, or without it."""
        node = site.argument(self.argument)
        if self.better is not None and node is not None:
            yield Proposal(f"write {self.argument}={self.better}", site.replace(node, self.better))
        keyword = _keyword(site, self.argument)
        if self.renamed and keyword is not None:
            new = f"{self.renamed}={site.source.text(keyword.value)}"
            yield Proposal(f"call it {self.renamed}", site.replace(keyword, new))


def _keyword(site: Site, name: str) -> ast.keyword | None:
    if site.created is None:
        return None
    return next((k for k in site.created.node.keywords if k.arg == name), None)


FINDING = WrongConstructorArgument
