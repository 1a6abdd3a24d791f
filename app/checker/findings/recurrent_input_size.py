"""A recurrent layer expects another number of features per step than arrives."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass

from app.checker.blame.faults import Fault
from app.checker.blame.proposals import Proposal
from app.checker.blame.sites import Site
from app.checker.blame.sizes import shape_text
from app.checker.edits.spelling import set_number

_PAIR = 2
"""Axes of a batch of series, each a row of numbers; a cell is given one number of each."""
_LENGTHS = ("seq", "step", "length", "_len", "window", "lag", "time")
"""Parts of names for numbers of steps."""


@dataclass(frozen=True)
class RecurrentInputSize(Fault):
    """`declared` input_size, `arriving` features on the last axis."""

    slug = "recurrent-input-size"
    layer: str
    declared: int
    arriving: int
    shape: tuple[int, ...]

    def message(self) -> str:
        """Both numbers with their axis."""
        return (
            f"{self.layer} expects {self.declared:,} features at each step, but {self.arriving:,} arrive: its input "
            f"has shape {shape_text(self.shape)}, and the last axis is the features{self._hint()}"
        )

    def label(self) -> str:
        """The number to write."""
        return f"input_size must be {self.arriving:,}"

    def help(self) -> str:
        """What to change."""
        if self._turned:
            return (
                f"where axis 1 is the features, exchange the last two axes with x.permute(0, 2, 1); "
                f"else write input_size={self.arriving}"
            )
        if self._single:
            return "give each number an axis of its own behind the steps: x.unsqueeze(-1)"
        return f"write input_size={self.arriving}, the features of one step, or bring {self.declared} features to it"

    def cause(self, site: Site) -> ast.AST | None:
        """The number where it was written."""
        return site.argument("input_size") or site.call

    def proposals(self, site: Site) -> Iterable[Proposal]:
        """The steps and the features exchanged; the right number."""
        if self._turned and _says_steps(site):
            numbers = list(set_number(site, ("input_size",), self.arriving))
            yield from sorted(numbers, key=lambda proposal: not all(e.new.isidentifier() for e in proposal.edits))
        if self._turned and _behind_a_map(site) and isinstance(site.call, ast.Call) and site.call.args:
            edits = site.surround(site.call.args[0], "", ".permute(0, 2, 1)")[1:]
            yield Proposal("exchange the last two axes with permute(0, 2, 1)", edits, blames=site.call)
        if self._single and isinstance(site.call, ast.Call) and site.call.args:
            edits = site.surround(site.call.args[0], "", ".unsqueeze(-1)")[1:]
            yield Proposal("give the features an axis of their own: .unsqueeze(-1)", edits, blames=site.call)
            if site.inputs == (list(self.shape),):
                full = [*self.shape, 1]
                yield Proposal("give the input an axis for its feature", input_shape=(full,), blames=site.call)
        yield from set_number(site, ("input_size",), self.arriving)

    @property
    def _turned(self) -> bool:
        """A convolution gives its channels on axis 1, and a recurrent layer reads its features on the last."""
        return len(self.shape) == 3 and self.shape[1] == self.declared

    @property
    def _single(self) -> bool:
        """One number per step: the axis of the features is left out, and the steps stand in its place."""
        return self.declared == 1 and len(self.shape) <= _PAIR

    def _hint(self) -> str:
        return f"; axis 1 has {self.declared:,}" if self._turned else ""


def _says_steps(site: Site) -> bool:
    """Whether what is given as the number of features is called a length, as in `nn.LSTM(seq_len, hidden)`."""
    origin = site.created.arguments.get("input_size") if site.created is not None else None
    said = site.source.text(origin.node).lower() if origin is not None else ""
    return any(word in said for word in _LENGTHS)


def _behind_a_map(site: Site) -> bool:
    """The steps come from a convolution or pooling along one axis, or from the input itself, as they are."""
    passed = site.branches[0] if site.branches else ()
    for step in passed:
        if len(step.before) != len(step.after):
            return False
        if step.window:
            return True
    return not passed


FINDING = RecurrentInputSize
