"""Layers that a module uses and does not own: they are never trained, moved or saved."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass

from app.checker.faults import Fault
from app.checker.proposals import Proposal
from app.checker.sites import Site
from app.kit.words import count


@dataclass(frozen=True)
class UnregisteredLayers(Fault):
    """`attribute` holds `layers` in a plain `holder` (list, tuple or dict), whose text is `value`.

    `attribute` is empty where a layer with weights is made inside `forward`.
    """

    slug = "unregistered-layers"
    severity = "warning"
    cls: str
    attribute: str
    holder: str
    layers: int
    params: int
    value: ast.expr | None = None
    nn: str = "nn"

    def message(self) -> str:
        """Whose weights are missing where."""
        weights = f"{self.params:,} weights"
        if not self.attribute:
            return (
                f"{self.cls} makes a layer inside forward: its {weights} are made anew at every call, "
                f"are not among parameters(), and are never trained"
            )
        return (
            f"self.{self.attribute} is a plain {self.holder}, so {self.cls} does not own the "
            f"{count(self.layers, 'layer')} in it: their {weights} are not among parameters() and are never trained"
        )

    def label(self) -> str:
        """What it is."""
        return f"a plain {self.holder} registers nothing" if self.attribute else "made anew at every call"

    def help(self) -> str:
        """What to make of it."""
        if not self.attribute:
            return "make the layer once, in __init__, as an attribute of self; call it in forward"
        return f"make it an {self.nn}.{self._container}, which registers what it holds"

    def cause(self, site: Site) -> ast.AST | None:
        """The assignment, or the layer that is made in forward."""
        return site.call

    def proposals(self, site: Site) -> Iterable[Proposal]:
        """Wrap what is assigned."""
        if self.value is not None and self.attribute:
            edits = site.surround(self.value, f"{self.nn}.{self._container}(", ")")
            yield Proposal(f"wrap it in {self.nn}.{self._container}", edits)

    @property
    def _container(self) -> str:
        return "ModuleDict" if self.holder == "dict" else "ModuleList"


FINDING = UnregisteredLayers
