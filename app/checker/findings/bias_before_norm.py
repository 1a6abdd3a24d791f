"""A convolution's bias in front of a batch norm, which takes it away again."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass

from app.checker.blame.faults import Fault
from app.checker.blame.proposals import Proposal
from app.checker.blame.sites import Site


@dataclass(frozen=True)
class BiasBeforeNorm(Fault):
    """`layer` has `channels` biases that `norm` subtracts with the mean."""

    slug = "bias-before-norm"
    severity = "note"
    layer: str
    norm: str
    channels: int

    def message(self) -> str:
        """What has no effect."""
        return (
            f"the {self.channels} biases of {self.layer} have no effect: "
            f"{self.norm} behind it subtracts the mean of each channel"
        )

    def label(self) -> str:
        """What can go."""
        return "bias=False would do"

    def help(self) -> str:
        """Leave it out."""
        return f"write bias=False for {self.layer}; nothing is wrong with leaving it"

    def cause(self, site: Site) -> ast.AST | None:
        """Where the layer is made."""
        return site.created.node if site.created else site.call

    def proposals(self, site: Site) -> Iterable[Proposal]:
        """Without bias."""
        if site.created is not None and "bias" not in site.created.arguments:
            last = [*site.created.node.args, *(k.value for k in site.created.node.keywords)][-1:]
            for argument in last:
                yield Proposal("add bias=False", site.surround(argument, "", ", bias=False")[1:])


FINDING = BiasBeforeNorm
