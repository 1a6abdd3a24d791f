"""A refusal of PyTorch, without a finding that explains it better."""

from dataclasses import dataclass

from app.checker.blame.faults import Fault
from app.checker.blame.sizes import shape_text
from app.kit.words import listing


@dataclass(frozen=True)
class TorchError(Fault):
    """`operation` refused tensors of these shapes; PyTorch's words stand in the finding's `torch_says`."""

    slug = "torch-error"
    operation: str
    shapes: tuple[tuple[int, ...], ...]
    text: str

    def message(self) -> str:
        """What refused what."""
        given = f" with {listing([shape_text(shape) for shape in self.shapes])}" if self.shapes else ""
        return f"PyTorch refuses {self.operation}{given}: {self.text}"

    def label(self) -> str:
        """The operation."""
        return f"{self.operation} is refused"

    def help(self) -> str:
        """Where to look."""
        return "compare the shapes and arguments with PyTorch's documentation of this operation"


FINDING = TorchError
