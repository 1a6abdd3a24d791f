"""padding='same' with a stride, which PyTorch does not take together."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass

from app.checker.blame.faults import Fault
from app.checker.blame.proposals import Proposal
from app.checker.blame.sites import Site


@dataclass(frozen=True)
class SamePaddingWithStride(Fault):
    """A stride of two cannot keep the size, so `same` has no meaning with it."""

    slug = "same-padding-with-stride"
    exception = "ValueError"
    layer: str
    stride: str
    kernel: int | None

    def message(self) -> str:
        """Both arguments."""
        return f"{self.layer} has padding='same' and stride={self.stride}: PyTorch takes 'same' with a stride of 1 only"

    def label(self) -> str:
        """What does not go together."""
        return f"not with stride={self.stride}"

    def help(self) -> str:
        """A number."""
        number = f"padding={self.kernel // 2}" if self.kernel else "padding=kernel_size // 2"
        return f"write {number}, which halves the size with a stride of 2; or take stride=1"

    def cause(self, site: Site) -> ast.AST | None:
        """The padding."""
        return site.argument("padding") or super().cause(site)

    def proposals(self, site: Site) -> Iterable[Proposal]:
        """The number that `same` would be."""
        if (node := site.argument("padding")) is not None and self.kernel:
            yield Proposal(f"set padding to {self.kernel // 2}", site.replace(node, str(self.kernel // 2)))


FINDING = SamePaddingWithStride
