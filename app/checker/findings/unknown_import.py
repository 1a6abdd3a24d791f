"""The model needs something that is imported from outside the paste."""

from dataclasses import dataclass

from app.checker.blame.faults import Unclear


@dataclass(frozen=True)
class UnknownImport(Unclear):
    """The model needs something that is imported from outside the paste."""

    slug = "unknown-import"
    advice = "paste the code of what is imported too, or leave out what the model does not need"

    def label(self) -> str:
        """Where the checker stopped."""
        return "comes from outside the paste"


FINDING = UnknownImport
