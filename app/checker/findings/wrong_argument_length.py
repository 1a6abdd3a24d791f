"""An argument has another count of numbers than the layer has axes."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass

from app.checker.blame.faults import Fault
from app.checker.blame.proposals import Proposal
from app.checker.blame.sites import Site
from app.checker.report import Edit
from app.kit.words import count


@dataclass(frozen=True)
class WrongArgumentLength(Fault):
    """`argument` of a layer for `rank` axes was given `value`."""

    slug = "wrong-argument-length"
    layer: str
    argument: str
    rank: int
    value: tuple[int, ...]

    def message(self) -> str:
        """Both counts."""
        return (
            f"{self.layer} slides along {count(self.rank, 'axis', 'axes')}, but its {self.argument} has "
            f"{count(len(self.value), 'number')}: {self.value}"
        )

    def label(self) -> str:
        """How many there must be."""
        return f"{count(self.rank, 'number')}, not {len(self.value)}"

    def help(self) -> str:
        """One number is enough."""
        example = f", {self.argument}={self.value[0]}," if self.value else ""
        return f"write one number{example} for all axes, or one for each axis"

    def cause(self, site: Site) -> ast.AST | None:
        """The argument."""
        return site.argument(self.argument) or super().cause(site)

    def proposals(self, site: Site) -> Iterable[Proposal]:
        """As many numbers as there are axes, for all arguments of the layer; else one of them alone."""
        if edits := tuple(self._shortened(site)):
            yield Proposal(f"give {count(self.rank, 'number')} for {count(self.rank, 'axis', 'axes')}", edits)
        if (node := site.argument(self.argument)) is not None:
            for number in dict.fromkeys(self.value):
                yield Proposal(f"set {self.argument} to {number}", site.replace(node, str(number)))

    def _shortened(self, site: Site) -> Iterable[Edit]:
        """Each tuple of the layer that is too long, cut to the first numbers."""
        for name in site.created.arguments if site.created is not None else ():
            node = site.argument(name)
            if isinstance(node, ast.Tuple | ast.List) and len(node.elts) > self.rank:
                kept = [site.source.text(part) for part in node.elts[: self.rank]]
                yield from site.replace(node, f"({', '.join(kept)})" if self.rank > 1 else kept[0])


FINDING = WrongArgumentLength
