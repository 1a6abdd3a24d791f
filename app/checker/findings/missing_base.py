"""A class that is called like a model and does not inherit from `nn.Module`."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass

from app.checker.faults import Fault, Proposal, Site
from app.checker.report import Edit, Span


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
        """The base, under the names that pastes know it by."""
        line = site.source.line_span(self.node.lineno)
        text = site.source.sent_text(line)
        start = text.find(self.node.name) + len(self.node.name)
        end = text.find(":", start)
        if self.node.bases or start < len(self.node.name) or end < 0:
            return
        place = Span(line=line.line, column=line.column + start, end_column=line.column + end)
        for base in ("nn.Module", "torch.nn.Module", "Module"):
            yield Proposal(f"inherit from {base}", (Edit(span=place, new=f"({base})"),))


FINDING = MissingBase
