"""A linear layer expects another number of features than arrives."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass

from app.checker.faults import Fault, Proposal, Site, product_text, shape_text


@dataclass(frozen=True)
class WrongInFeatures(Fault):
    """`sizes` are those that a flatten joined per sample, such as (20, 13, 13), where they are known."""

    slug = "wrong-in-features"
    layer: str
    declared: int
    features: int
    shape: tuple[int, ...]
    sizes: tuple[int, ...] = ()

    def message(self) -> str:
        """Both numbers, and where the arriving one comes from."""
        return (
            f"{self.layer} expects {self.declared:,} features per row, but {self.features:,} arrive: "
            f"its input has shape {shape_text(self.shape)}{self._product()}"
        )

    def label(self) -> str:
        """The number to write."""
        return f"in_features must be {self.features:,}"

    def help(self) -> str:
        """The smallest change, and its alternative."""
        if len(self.sizes) < 2:
            return f"write in_features={self.features}, or make the layer before it give {self.declared:,} features"
        return (
            f"write in_features={self._text()}; or bring the map to a fixed size before it is flattened, "
            f"with nn.AdaptiveAvgPool2d, so that the number no longer depends on the size of the image"
        )

    def cause(self, site: Site) -> ast.AST | None:
        """The number where it was written, not the call where torch stopped."""
        return site.argument("in_features") or site.call

    def proposals(self, site: Site) -> Iterable[Proposal]:
        """The right number, in the learner's own style."""
        if (node := site.argument("in_features")) is not None:
            new = self._text() if isinstance(node, ast.BinOp) else str(self.features)
            yield Proposal(f"set in_features to {new}", site.replace(node, new))

    def _text(self) -> str:
        return product_text(self.sizes) if len(self.sizes) > 1 else str(self.features)

    def _product(self) -> str:
        return f", and {' · '.join(map(str, self.sizes))} = {self.features:,}" if len(self.sizes) > 1 else ""


FINDING = WrongInFeatures
