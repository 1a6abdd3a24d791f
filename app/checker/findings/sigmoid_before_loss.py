"""A network ends in sigmoid and is trained with a loss that applies sigmoid itself."""

from dataclasses import dataclass

from app.checker.findings.softmax_before_loss import SoftmaxBeforeLoss


@dataclass(frozen=True)
class SigmoidBeforeLoss(SoftmaxBeforeLoss):
    """`softmax` names the sigmoid that is the last step; the same edits leave it out."""

    slug = "sigmoid-before-loss"

    def message(self) -> str:
        """What happens twice."""
        return (
            f"the network ends in {self.softmax}, and the paste trains it with {self.loss}, which applies "
            f"sigmoid itself: sigmoid is taken twice, and every probability lies between 0.5 and 0.73"
        )

    def help(self) -> str:
        """Return logits."""
        return "return the scores as they are, and take sigmoid only where you need probabilities"

    def title(self) -> str:
        """What its edits do."""
        return "leave the sigmoid out"


FINDING = SigmoidBeforeLoss
