"""An image laid out as N, H, W, C whose height happens to equal in_channels: torch raises nothing."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass

from app.checker.blame.faults import Fault
from app.checker.blame.proposals import Proposal
from app.checker.blame.sites import Site
from app.checker.blame.sizes import shape_text


@dataclass(frozen=True)
class ChannelsLastInput(Fault):
    """The entry's input, as the first convolution got it."""

    slug = "channels-last-input"
    severity = "warning"
    layer: str
    shape: tuple[int, ...]

    def message(self) -> str:
        """Which axis is read as what."""
        return (
            f"{self.layer} reads axis 1 of {shape_text(self.shape)} as {self.shape[1]} channels, but the input "
            f"looks like N, H, W, C with {self.shape[-1]} channels on its last axis; "
            f"PyTorch raises nothing, since the numbers fit"
        )

    def label(self) -> str:
        """What is on the last axis."""
        return f"the channels are on the last axis: {self.shape[-1]}"

    def help(self) -> str:
        """Where the channels belong."""
        return "bring the channels to axis 1 first, x.permute(0, 3, 1, 2), and set in_channels to their number"

    def cause(self, site: Site) -> ast.AST | None:
        """The call that hands the image over."""
        return site.call

    def proposals(self, site: Site) -> Iterable[Proposal]:
        """Permute, with the number of channels that this gives."""
        node = site.argument("in_channels")
        if node is not None and isinstance(site.call, ast.Call) and site.call.args:
            edits = (
                *site.surround(site.call.args[0], "", ".permute(0, 3, 1, 2)")[1:],
                *site.replace(node, str(self.shape[-1])),
            )
            yield Proposal("bring the channels to axis 1, and set in_channels to match", edits)


FINDING = ChannelsLastInput
