"""Softmax without a dim: PyTorch picks an axis and warns."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass

from app.checker.blame.faults import Fault
from app.checker.blame.proposals import Proposal
from app.checker.blame.sites import Site
from app.checker.blame.sizes import shape_text


@dataclass(frozen=True)
class SoftmaxWithoutDim(Fault):
    """`axis` is the one that PyTorch picks: 0 for one or three axes, else 1."""

    slug = "softmax-without-dim"
    severity = "note"
    softmax: str
    shape: tuple[int, ...]
    axis: int

    def message(self) -> str:
        """What is picked."""
        return (
            f"{self.softmax} is called without dim; for a tensor of shape {shape_text(self.shape)} "
            f"PyTorch picks axis {self.axis}, and warns that it will stop doing so"
        )

    def label(self) -> str:
        """What is missing."""
        return "say which axis"

    def help(self) -> str:
        """Say it."""
        return "write the axis of the classes, most often dim=1 or dim=-1"

    def cause(self, site: Site) -> ast.AST | None:
        """Where it is made or called."""
        return site.created.node if site.created is not None else site.call

    def proposals(self, site: Site) -> Iterable[Proposal]:
        """The axis that is picked today, said aloud."""
        call = site.created.node if site.created is not None else site.call
        if isinstance(call, ast.Call) and (call.args or call.keywords):
            last = [*call.args, *(keyword.value for keyword in call.keywords)][-1]
            yield Proposal(f"add dim={self.axis}", site.surround(last, "", f", dim={self.axis}")[1:])
        elif isinstance(call, ast.Call):
            new = f"{site.source.text(call.func)}(dim={self.axis})"
            yield Proposal(f"add dim={self.axis}", site.replace(call, new))


FINDING = SoftmaxWithoutDim
