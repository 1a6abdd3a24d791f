"""The model cannot be built without arguments that the paste does not give."""

from dataclasses import dataclass

from app.checker.blame.faults import Unclear


@dataclass(frozen=True)
class ArgumentsNeeded(Unclear):
    """The model cannot be built without arguments that the paste does not give."""

    slug = "arguments-needed"
    advice = "say how to build the model: give an entry such as Net(10)"

    def label(self) -> str:
        """Where the checker stopped."""
        return "needs arguments"


FINDING = ArgumentsNeeded
