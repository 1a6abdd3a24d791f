"""A linear layer expects another number of features than arrives."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass

from app.checker.blame.faults import Fault
from app.checker.blame.proposals import Proposal, inputs_for
from app.checker.blame.sites import Site
from app.checker.blame.sizes import product_text, shape_text
from app.checker.edits.pools import pooled_to_one, sequence_pools, windowed
from app.checker.edits.spelling import set_number


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
        """The number where it was written, not the call where torch stopped; a pooling that left more than 1×1."""
        if self._meant_global and windowed(site):
            return site.pooled
        if self._is_column(site) or self._is_row(site):
            return site.call
        return site.number("in_features") or site.call

    def proposals(self, site: Site) -> Iterable[Proposal]:
        """Pooling to 1×1, where the number of features says that this was meant; the right layer or number."""
        if self._is_column(site):
            yield Proposal("give the features as one row", input_shape=([1, self.declared],))
        if self._is_row(site):
            yield Proposal("give each number a row of its own", input_shape=([*self.shape, 1],))
        yield from sequence_pools(site)
        if (
            self._meant_global
            and windowed(site)
            and isinstance(site.pooled, ast.Call)
            and (edits := pooled_to_one(site.pooled, site))
        ):
            yield Proposal("pool to 1 x 1, whatever the size of the image", edits)
        yield from set_number(site, ("in_features",), self.features, self.sizes if len(self.sizes) > 1 else ())
        if len(self.sizes) > 2 and 0 not in self.sizes and self.declared % self.sizes[0] == 0:
            yield from inputs_for(site, self.sizes[1:], self.declared // self.sizes[0])

    @property
    def _meant_global(self) -> bool:
        """As many features as channels: the map was to be pooled to one value per channel."""
        return len(self.sizes) == 3 and self.declared == self.sizes[0] and self.features != self.declared

    def _is_column(self, site: Site) -> bool:
        """The input itself is as long as a row should be wide: each feature stands in a row of its own."""
        return self.shape == (self.declared, 1) and [list(shape) for shape in site.inputs] == [[self.declared, 1]]

    def _is_row(self, site: Site) -> bool:
        """The input itself has one axis, and the layer takes one feature: each number is a sample."""
        return self.declared == 1 and len(self.shape) == 1 and [tuple(shape) for shape in site.inputs] == [self.shape]

    def _text(self) -> str:
        return product_text(self.sizes) if len(self.sizes) > 1 else str(self.features)

    def _product(self) -> str:
        return f", and {' · '.join(map(str, self.sizes))} = {self.features:,}" if len(self.sizes) > 1 else ""


FINDING = WrongInFeatures
