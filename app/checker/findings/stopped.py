"""A budget of the check was spent."""

from dataclasses import dataclass

from app.checker.blame.faults import Unclear


@dataclass(frozen=True)
class Stopped(Unclear):
    """A budget of the check was spent."""

    slug = "stopped"
    advice = "check a smaller part of the code; the limits are there so that everybody is served"

    def label(self) -> str:
        """Where the checker stopped."""
        return "stopped here"


FINDING = Stopped
