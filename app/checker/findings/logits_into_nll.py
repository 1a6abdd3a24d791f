"""A network whose output is no log-probability is trained with `NLLLoss`."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass

from app.checker.blame.faults import Fault
from app.checker.blame.proposals import Proposal
from app.checker.blame.sites import Site
from app.checker.walks import walk


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
        """The loss that takes scores, where scores come; the logarithm, where the network ends in a softmax."""
        if self.scores and isinstance(site.call, ast.Attribute):
            name = self.needed.rpartition(".")[2]
            new = f"{site.source.text(site.call.value)}.{name}"
            yield Proposal(f"train with {self.needed}", site.replace(site.call, new))
        names = {"softmax": "log_softmax", "Softmax": "LogSoftmax"}
        ends = [node for node in walk(site.source.tree) if isinstance(node, ast.Attribute) and node.attr in names]
        if not self.scores and len(ends) == 1:
            new = f"{site.source.text(ends[0].value)}.{names[ends[0].attr]}"
            yield Proposal(f"write {new}", site.replace(ends[0], new))


FINDING = LogitsIntoNll
