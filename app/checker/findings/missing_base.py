"""A class that is called like a model and does not inherit from `nn.Module`."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass

from app.checker.faults import Fault, Proposal, Site
from app.checker.report import Edit, Span

_IMPORTS = (ast.Import, ast.ImportFrom)
_BASES = (("nn.Module", "nn"), ("Module", "Module"), ("torch.nn.Module", "torch"))


@dataclass(frozen=True)
class MissingBase(Fault):
    """`node` is the class that has no base which could be called."""

    slug = "missing-base"
    exception = "TypeError"
    cls: str
    node: ast.ClassDef

    def message(self) -> str:
        """What Python looks for."""
        return f"{self.cls} is called like a layer, but its class does not inherit from nn.Module: nothing runs forward"

    def label(self) -> str:
        """What is missing."""
        return "nn.Module is missing here"

    def help(self) -> str:
        """What to write."""
        return f"write class {self.cls}(nn.Module):"

    def cause(self, site: Site) -> ast.AST | None:  # noqa: ARG002 (the place is known from the facts)
        """The line that begins the class."""
        return self.node

    def proposals(self, site: Site) -> Iterable[Proposal]:
        """The base."""
        return inherit(site, self.node)


def inherit(site: Site, cls: ast.ClassDef) -> Iterable[Proposal]:
    """`nn.Module` in brackets behind the name of a class, as the paste calls it."""
    line = site.source.line_span(cls.lineno)
    text = site.source.sent_text(line)
    start = text.find(cls.name) + len(cls.name)
    end = text.find(":", start)
    if cls.bases or start < len(cls.name) or end < 0:
        return
    place = Span(line=line.line, column=line.column + start, end_column=line.column + end)
    known = {
        alias.asname or alias.name for n in ast.walk(site.source.tree) if isinstance(n, _IMPORTS) for alias in n.names
    }
    base = next((base for base, name in _BASES if name in known), "Module" if "*" in known else "nn.Module")
    yield Proposal(f"inherit from {base}", (Edit(span=place, new=f"({base})"),))


FINDING = MissingBase
