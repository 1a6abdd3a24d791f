"""A linear layer is given a map and works on its last axis, the width."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass

from app.checker.blame.faults import Fault
from app.checker.blame.proposals import Proposal
from app.checker.blame.sites import Site
from app.checker.blame.sizes import shape_text


@dataclass(frozen=True)
class LinearOnMap(Fault):
    """The map's width happens to equal in_features, so torch raises nothing."""

    slug = "linear-on-map"
    severity = "warning"
    layer: str
    shape: tuple[int, ...]
    result: tuple[int, ...]

    def message(self) -> str:
        """What is mixed and what is not."""
        return (
            f"{self.layer} is given a map of shape {shape_text(self.shape)} and works on its last axis alone, "
            f"the width: the result {shape_text(self.result)} still has channels and rows; "
            f"PyTorch raises nothing, since the width happens to be {self.shape[-1]}"
        )

    def label(self) -> str:
        """What is missing."""
        return "the map was not flattened"

    def help(self) -> str:
        """Flatten first."""
        features = 1
        for size in self.shape[1:]:
            features *= size
        return f"flatten it first, torch.flatten(x, 1), and set in_features to {features:,}"

    def cause(self, site: Site) -> ast.AST | None:
        """The call that hands the map over."""
        return site.call

    def proposals(self, site: Site) -> Iterable[Proposal]:
        """Flatten, with the number that this gives."""
        node = site.argument("in_features")
        if node is not None and isinstance(site.call, ast.Call) and site.call.args:
            features = " * ".join(map(str, self.shape[1:]))
            edits = (*site.surround(site.call.args[0], "", ".flatten(1)"), *site.replace(node, features))
            yield Proposal("flatten the map, and set in_features to match", edits)


FINDING = LinearOnMap
