"""One layer is called twice while its twin is never called: most likely a name was copied."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass

from app.checker.blame.faults import Fault
from app.checker.blame.proposals import Proposal
from app.checker.blame.sites import Site


@dataclass(frozen=True)
class LayerUsedTwice(Fault):
    """`layer` is called again where `idle`, a layer of the same kind and sizes, was probably meant."""

    slug = "layer-used-twice"
    severity = "warning"
    layer: str
    idle: str

    def message(self) -> str:
        """Both layers."""
        return (
            f"{self.layer} is called a second time here, and {self.idle}, which has the same sizes, is never called: "
            f"both places share one set of weights"
        )

    def label(self) -> str:
        """Which one was meant."""
        return f"{self.idle} was probably meant"

    def help(self) -> str:
        """Use the other one."""
        return f"call self.{self.idle} here, if the two are to learn different things"

    def cause(self, site: Site) -> ast.AST | None:
        """The second call."""
        return site.call

    def proposals(self, site: Site) -> Iterable[Proposal]:
        """The idle layer in the second place."""
        call = site.call
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == self.layer:
            new = f"{site.source.text(call.func.value)}.{self.idle}"
            yield Proposal(f"call {self.idle} here", site.replace(call.func, new))


FINDING = LayerUsedTwice
