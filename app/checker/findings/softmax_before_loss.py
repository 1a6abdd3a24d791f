"""A network ends in softmax and is trained with a loss that applies softmax itself."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass

from app.checker.blame.faults import Fault
from app.checker.blame.proposals import Proposal, within_others, without_activation
from app.checker.blame.sites import Site


@dataclass(frozen=True)
class SoftmaxBeforeLoss(Fault):
    """`softmax` is the last step, `loss` the loss of the paste."""

    slug = "softmax-before-loss"
    severity = "warning"
    softmax: str
    loss: str

    def message(self) -> str:
        """What happens twice."""
        return (
            f"the network ends in {self.softmax}, and the paste trains it with {self.loss}, which applies "
            f"log-softmax itself: softmax is taken twice, and the loss can no longer come near zero"
        )

    def label(self) -> str:
        """What is too much."""
        return f"{self.loss} does this already"

    def help(self) -> str:
        """Return logits."""
        return "return the scores as they are, and take softmax only where you need probabilities"

    def cause(self, site: Site) -> ast.AST | None:
        """The softmax; in a container, where it is made."""
        return site.created.node if site.created is not None and within_others(site) else site.call

    def proposals(self, site: Site) -> Iterable[Proposal]:
        """Return what goes into it."""
        return without_activation(site, "softmax")


FINDING = SoftmaxBeforeLoss
