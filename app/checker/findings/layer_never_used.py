"""A layer with weights that `forward` never calls."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from app.checker.blame.faults import Fault
from app.checker.blame.proposals import Proposal
from app.checker.blame.sites import Site
from app.checker.paste.source import Source
from app.checker.report import Edit, Severity, Span


@dataclass(frozen=True)
class LayerNeverUsed(Fault):
    """`layer` with its `params` weights; `twin` is a layer of the same kind that is called more than once."""

    slug = "layer-never-used"
    severity: ClassVar[Severity] = "note"
    layer: str
    params: int

    def message(self) -> str:
        """What is idle."""
        return f"{self.layer} is made and never called: its {self.params:,} weights take part in nothing"

    def label(self) -> str:
        """What is missing."""
        return "never called"

    def help(self) -> str:
        """Call it, or leave it out."""
        return f"call {self.layer} in forward, or leave it out"

    def cause(self, site: Site) -> ast.AST | None:
        """Where it is made."""
        return site.created.node if site.created else site.call


@dataclass(frozen=True)
class ReturnedInLoop(LayerNeverUsed):
    """The same, where a `return` is the last statement of a loop's body: the loop ends in its first round."""

    severity = "warning"
    loop: ast.For | None = None

    def message(self) -> str:
        """What is idle, and why."""
        return (
            f"this return ends the loop in its first round: what the loop would call after that, such as {self.layer} "
            f"with its {self.params:,} weights, takes part in nothing"
        )

    def label(self) -> str:
        """What is wrong with the line."""
        return "returns in the first round"

    def help(self) -> str:
        """Where it belongs."""
        return "line the return up with the for, so that it stands behind the loop"

    def cause(self, site: Site) -> ast.AST | None:
        """The return."""
        return site.call

    def proposals(self, site: Site) -> Iterable[Proposal]:
        """The statement behind the loop."""
        if isinstance(site.call, ast.Return) and self.loop is not None:
            yield Proposal("return behind the loop", outdented(site.source, self.loop, site.call))


def outdented(source: Source, loop: ast.For, statement: ast.Return) -> tuple[Edit, ...]:
    """The statement as far to the left as the loop, where it has a line of its own."""
    place = source.span(statement)
    front = Span(line=place.line, column=1, end_column=place.column)
    if source.sent_text(front).strip():
        return ()
    return (Edit(span=front, new=source.prefix(loop.lineno)),)


FINDING = LayerNeverUsed
