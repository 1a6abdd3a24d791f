"""The answer depends on the numbers inside a tensor, which a check never computes."""

from dataclasses import dataclass

from app.checker.blame.faults import Unclear


@dataclass(frozen=True)
class ValueDependent(Unclear):
    """The answer depends on the numbers inside a tensor, which a check never computes."""

    slug = "value-dependent"
    advice = "shapes that depend on the numbers inside a tensor are known only when the network runs on real data"

    def label(self) -> str:
        """Where the checker stopped."""
        return "depends on the numbers in a tensor"


FINDING = ValueDependent
