"""Neither the request nor the paste says the size of the input."""

from dataclasses import dataclass

from app.checker.blame.faults import Unclear


@dataclass(frozen=True)
class InputNeeded(Unclear):
    """Neither the request nor the paste says the size of the input."""

    slug = "input-needed"
    advice = "give the size of one input, batch first, such as 1,3,32,32"

    def label(self) -> str:
        """Where the checker stopped."""
        return "needs an input size"


FINDING = InputNeeded
