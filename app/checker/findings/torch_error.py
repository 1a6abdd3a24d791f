"""A refusal of PyTorch, without a finding that explains it better."""

import re
from dataclasses import dataclass

from app.checker.blame.faults import Fault
from app.checker.blame.sizes import shape_text
from app.kit.words import listing

_SIZE = r"torch\.Size\(\[([\d, ]*)\]\)"
_PLAIN = tuple((re.compile(said), words) for said, words in (
    (r"`?len\(lengths\)`? to be equal to batch_size, but got (\d+) \(batch_size=(\d+)\)",
     r"\1 lengths are given for a batch of \2; with batch_first=True the batch is axis 0, without it axis 1"),
    (r"`lengths` array must be sorted in decreasing order",
     "the lengths do not go from the longest to the shortest, which enforce_sorted=True, its default, asks for"),
    (rf"[Tt]arget size \({_SIZE}\) .* input size \({_SIZE}\)",
     r"an output of shape (\2) wants a target of the same shape, and not of (\1)"),
    (r"0D or 1D target tensor expected",
     "behind an output of (samples, classes) the target is one whole number for each sample, on one axis"),
    (r"Expected target size \[([\d, ]*)\], got \[([\d, ]*)\]",
     r"the classes stand on axis 1 of the output, so the target must have shape (\1), and has (\2)"),
    (rf"shape of the 2D attn_mask is {_SIZE}, but should be \((\d+), (\d+)\)",
     r"the mask has shape (\1), and (\2, \3) is needed; steps are axis 1 with batch_first=True, else axis 0"),
    (r"create tensor with negative dimension (-\d+)", r"a size comes out as \1, and none may be below 0"),
    (r"argument 'tensors' \(position 1\) must be tuple of Tensors, not Tensor",
     "the tensors stand together in one list or tuple, and the axis behind it"),
    (r"^list is not a Module subclass$", "a list is no layer; a * in front of it hands over the layers that it holds"),
    (r"^([\w.]+) is not a Module subclass$", r"what it is given, of type \1, is no layer"),
))  # fmt: skip
"""What PyTorch says, in words that need no other line."""


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
        return f"PyTorch refuses {self.operation}{given}: {self._plain()}"

    def label(self) -> str:
        """The operation."""
        return f"{self.operation} is refused"

    def help(self) -> str:
        """Where to look."""
        return "compare the shapes and arguments with PyTorch's documentation of this operation"

    def _plain(self) -> str:
        """The words of a table where one fits, else PyTorch's own."""
        found = ((said.search(self.text), words) for said, words in _PLAIN)
        return next((match.expand(words) for match, words in found if match is not None), self.text)


FINDING = TorchError
