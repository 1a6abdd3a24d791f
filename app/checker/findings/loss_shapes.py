"""A loss is given an output and a target whose shapes do not belong together."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass

from app.checker.blame.faults import Fault
from app.checker.blame.proposals import Proposal
from app.checker.blame.sites import Passed, Site
from app.checker.blame.sizes import shape_text


@dataclass(frozen=True)
class LossShapes(Fault):
    """`wanted` is the shape that the target must have; `stretched` what torch makes of both, None where it raises.

    `of_input`: the target is the entry's own input, as in an autoencoder.
    """

    slug = "loss-shapes"
    severity = "warning"
    loss: str
    output: tuple[int, ...]
    target: tuple[int, ...]
    wanted: tuple[int, ...]
    stretched: tuple[int, ...] | None
    of_input: bool = False

    def message(self) -> str:
        """Both shapes, and what torch makes of them."""
        both = f"{self.loss} is given an output of shape {shape_text(self.output)} and a target of {self._target}"
        if self.stretched is not None:
            return (
                f"{both}: both are stretched to {shape_text(self.stretched)}, so predictions meet the targets of other "
                f"samples, and PyTorch raises nothing"
            )
        return f"{both}, where {shape_text(self.wanted)} is needed: the model runs, and this line raises"

    def label(self) -> str:
        """The two shapes."""
        return f"{shape_text(self.output)} and {shape_text(self.target)}"

    def help(self) -> str:
        """How to bring them together."""
        if self._column:
            return "bring both to one shape: target.unsqueeze(1), or output.squeeze(1)"
        if self._classes_last:
            return f"bring the classes to axis 1, where this loss looks for them: output{self._to_axis_one}"
        if self.of_input and len(self.output) == len(self.target):
            return (
                "let the model give its input's size back: a transposed convolution with stride 2 needs "
                "output_padding=1 to double a size; or resize the output with F.interpolate"
            )
        return f"give the target the shape {shape_text(self.wanted)}"

    def cause(self, site: Site) -> ast.AST | None:
        """The loss."""
        return site.call

    def proposals(self, site: Site) -> Iterable[Proposal]:
        """An axis more or less at the target; a decoder that gives the size back."""
        call = site.call
        if not isinstance(call, ast.Call) or len(call.args) != 2:
            return
        output, target = call.args
        for axis in range(len(self.wanted)):
            if self.target == self.wanted[:axis] + self.wanted[axis + 1 :] and self.wanted[axis] == 1:
                yield _method(site, target, f".unsqueeze({axis})")
        for axis in range(len(self.target)):
            if self.wanted == self.target[:axis] + self.target[axis + 1 :] and self.target[axis] == 1:
                yield _method(site, target, f".squeeze({axis})")
        if self._classes_last:
            yield _method(site, output, self._to_axis_one)
        if self.target == self.output and self.wanted != self.output:
            yield _method(site, target, ".argmax(1)")
        if self.of_input and len(self.output) == len(self.target) > 2:
            yield from _grown(site, site.branches[0] if site.branches else ())
            holder = "F" if "functional as F" in site.source.sent else "torch.nn.functional"
            size = f"size={site.source.text(target)}.shape[2:]"
            new = f"{holder}.interpolate({site.source.text(output)}, {size})"
            yield Proposal("resize the output to the target's size", site.replace(output, new))

    @property
    def _column(self) -> bool:
        return len(self.output) == len(self.target) + 1 and self.output[-1] == 1 and len(self.target) == 1

    @property
    def _classes_last(self) -> bool:
        """One score per class at each step, with the classes behind the steps."""
        return len(self.output) > 2 and self.target == self.output[:-1] != self.wanted

    @property
    def _to_axis_one(self) -> str:
        return ".transpose(1, 2)" if len(self.output) == 3 else ".movedim(-1, 1)"

    @property
    def _target(self) -> str:
        return f"shape {shape_text(self.target)}{', the input' if self.of_input else ''}"


def _method(site: Site, node: ast.expr, text: str) -> Proposal:
    return Proposal(f"write {site.source.text(node)}{text}", site.surround(node, "", text)[1:])


def _grown(site: Site, passed: tuple[Passed, ...]) -> Iterable[Proposal]:
    """One more row and column from transposed convolutions that stride: from all, from each, from the last ones."""
    layers = [p.created for p in passed if p.created and p.kind.startswith("ConvTranspose") and p.window]
    moving = [p for p in passed if p.created and p.kind.startswith("ConvTranspose") and p.window and p.window[1][0] > 1]
    plain = [p.created for p in moving if p.created in layers and "output_padding" not in p.created.arguments]
    choices = [plain, *([made] for made in plain), *(plain[:end] for end in range(2, len(plain)))]
    for choice in choices:
        edits = tuple(
            edit
            for made in choice
            for last in [*made.node.args, *(keyword.value for keyword in made.node.keywords)][-1:]
            for edit in site.surround(last, "", ", output_padding=1")[1:]
        )
        if edits:
            yield Proposal("set output_padding to 1, so that the size comes back", edits, blames=choice[-1].node)


FINDING = LossShapes
