"""A network ends in sigmoid and is trained with a loss that applies sigmoid itself."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass

from app.checker.blame.faults import Fault
from app.checker.blame.proposals import Proposal, within_others, without_activation
from app.checker.blame.sites import Site


@dataclass(frozen=True)
class SigmoidBeforeLoss(Fault):
    """`sigmoid` is the last step, `loss` the loss of the paste."""

    slug = "sigmoid-before-loss"
    severity = "warning"
    sigmoid: str
    loss: str

    def message(self) -> str:
        """What happens twice."""
        return (
            f"the network ends in {self.sigmoid}, and the paste trains it with {self.loss}, which applies "
            f"sigmoid itself: sigmoid is taken twice, and every probability lies between 0.5 and 0.73"
        )

    def help(self) -> str:
        """Return logits."""
        return "return the scores as they are, and take sigmoid only where you need probabilities"

    def label(self) -> str:
        """What is too much."""
        return f"{self.loss} does this already"

    def cause(self, site: Site) -> ast.AST | None:
        """The sigmoid; in a container, where it is made."""
        return site.created.node if site.created is not None and within_others(site) else site.call

    def proposals(self, site: Site) -> Iterable[Proposal]:
        """Return what goes into it, or let the layer pass it on."""
        return without_activation(site, "sigmoid")


FINDING = SigmoidBeforeLoss
