"""An index or a mean over axis 0: the samples of the batch are gone, and another axis goes on in their place."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass

from app.checker.blame.faults import Fault
from app.checker.blame.proposals import Proposal
from app.checker.blame.sites import Site
from app.checker.blame.sizes import shape_text
from app.kit.words import count


@dataclass(frozen=True)
class LostBatch(Fault):
    """`operation` made `result` of `shape`, whose axis 0 was the batch; `axis` is where it says so, in the code.

    `picks`: it takes one sample, as an index does, where others mix all of them.
    """

    slug = "lost-batch"
    severity = "warning"
    operation: str
    shape: tuple[int, ...]
    result: tuple[int, ...]
    axis: ast.expr
    picks: bool

    def message(self) -> str:
        """What became of the samples, and what stands in their place."""
        samples = count(self.shape[0], "sample")
        index = f"the index [{ast.unparse(self.axis)}] takes one of {samples}"
        what = index if self.picks else f"{self.operation} over axis 0 makes one of {samples}"
        return (
            f"{what}: {shape_text(self.shape)} becomes {shape_text(self.result)}, and its "
            f"{self.result[0]:,} rows go on as if they were the batch; PyTorch raises nothing"
        )

    def label(self) -> str:
        """The axis."""
        return "axis 0 is the batch"

    def help(self) -> str:
        """The axis behind it."""
        if self.picks:
            return "leave axis 0 whole: x[:, -1] takes the last step of each sample"
        return "reduce axis 1, which leaves a row for each sample"

    def proposals(self, site: Site) -> Iterable[Proposal]:
        """The next axis, or a colon for the batch."""
        text = site.source.text(self.axis)
        if self.picks:
            yield Proposal(f"index axis 1: [:, {text}]", site.replace(self.axis, f":, {text}"))
        else:
            yield Proposal("reduce axis 1, not the batch", site.replace(self.axis, "1"))


FINDING = LostBatch
