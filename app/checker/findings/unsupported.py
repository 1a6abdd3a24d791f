"""A construct that the checker does not read."""

from dataclasses import dataclass

from app.checker.blame.faults import Unclear


@dataclass(frozen=True)
class Unsupported(Unclear):
    """A construct that the checker does not read."""

    slug = "unsupported"
    advice = "leave this out of the paste, or write it with the layers and operations that the checker knows"

    def label(self) -> str:
        """Where the checker stopped."""
        return "not read"


FINDING = Unsupported
