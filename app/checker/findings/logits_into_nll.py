"""A network whose output is no log-probability is trained with `NLLLoss`."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass

from app.checker.faults import Fault
from app.checker.proposals import Proposal
from app.checker.sites import Site


@dataclass(frozen=True)
class LogitsIntoNll(Fault):
    """`last` is the network's last step, `loss` the loss as it is written, `needed` the one that takes scores."""

    slug = "logits-into-nll"
    severity = "warning"
    last: str
    loss: str
    needed: str
    scores: bool

    def message(self) -> str:
        """What it takes, and what comes."""
        end = "and falls without end" if self.scores else "and stops at -1"
        return (
            f"the paste trains with {self.loss}, which expects logarithms of probabilities, but the network ends "
            f"in {self.last}: the loss is minus the output itself, {end}"
        )

    def label(self) -> str:
        """What is missing."""
        return "takes the output of log_softmax"

    def help(self) -> str:
        """Either side."""
        return f"end the network in log_softmax, or train its scores with {self.needed}"

    def cause(self, site: Site) -> ast.AST | None:
        """The loss."""
        return site.call

    def proposals(self, site: Site) -> Iterable[Proposal]:
        """The loss that takes scores, where scores come."""
        if self.scores and isinstance(site.call, ast.Attribute):
            name = self.needed.rpartition(".")[2]
            new = f"{site.source.text(site.call.value)}.{name}"
            yield Proposal(f"train with {self.needed}", site.replace(site.call, new))


FINDING = LogitsIntoNll
