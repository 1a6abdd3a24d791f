"""A layer with weights that `forward` never calls."""

import ast
from dataclasses import dataclass

from app.checker.faults import Fault
from app.checker.sites import Site


@dataclass(frozen=True)
class LayerNeverUsed(Fault):
    """`layer` with its `params` weights; `twin` is a layer of the same kind that is called more than once."""

    slug = "layer-never-used"
    severity = "note"
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


FINDING = LayerNeverUsed
