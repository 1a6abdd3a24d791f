"""An unpooling is given a map of another size than the indices that it puts the values back with."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass

from app.checker.blame.faults import Fault
from app.checker.blame.proposals import Proposal
from app.checker.blame.sites import Passed, Site
from app.checker.blame.sizes import shape_text


@dataclass(frozen=True)
class UnpoolMismatch(Fault):
    """`shape` of the map, and that of the `indices`."""

    slug = "unpool-mismatch"
    exception = "ValueError"
    layer: str
    shape: tuple[int, ...]
    indices: tuple[int, ...]

    def message(self) -> str:
        """Both shapes and the axis."""
        return (
            f"{self.layer} is given a map of shape {shape_text(self.shape)} and indices of shape "
            f"{shape_text(self.indices)}: both must be equal{self._axis()}"
        )

    def label(self) -> str:
        """Both shapes."""
        return f"{shape_text(self.shape)} and {shape_text(self.indices)}"

    def help(self) -> str:
        """Where the sizes went."""
        return (
            "on the way up each map must have the size that it had on the way down: tell the unpooling in front its "
            "output_size, since a pooling of an odd size leaves a row out, and let convolutions keep the size"
        )

    def cause(self, site: Site) -> ast.AST | None:
        """The call."""
        return site.call

    def proposals(self, site: Site) -> Iterable[Proposal]:
        """The size of the indices as output_size of the unpooling in front; a convolution that keeps or grows."""
        indices = site.call.args[1] if isinstance(site.call, ast.Call) and len(site.call.args) > 1 else None
        nearest = site.branches[0] if site.branches else ()
        for passed in nearest:
            call = passed.node
            if indices is not None and "Unpool" in passed.kind and isinstance(call, ast.Call) and call.args:
                last = [*call.args, *(keyword.value for keyword in call.keywords)][-1]
                size = f", output_size={site.source.text(indices)}.size()"
                yield Proposal("tell the unpooling in front its output_size", site.surround(last, "", size)[1:],
                               blames=call)  # fmt: skip
                break
            yield from self._turned(site, passed)

    def _turned(self, site: Site, passed: Passed) -> Iterable[Proposal]:
        """On the way up, a transposed convolution in the place of one that shrinks."""
        made = passed.created.node if passed.created is not None else None
        if made is None or not passed.kind.startswith("Conv") or "Transpose" in passed.kind:
            return
        name = site.source.text(made.func)
        if passed.before[2:] != passed.after[2:] and "Conv" in name:
            new = f"Transpose{name[-2:]}".join((name[:-2], ""))
            yield Proposal(f"take {new.rpartition('.')[2]}, which grows as the other shrank",
                           site.replace(made.func, new), blames=made)  # fmt: skip

    def _axis(self) -> str:
        for axis, (a, b) in enumerate(zip(self.shape, self.indices, strict=False)):
            if a != b:
                return f", and axis {axis} is {a} and {b}"
        return ""


@dataclass(frozen=True)
class UnpoolSize(UnpoolMismatch):
    """The same trouble, told by `output_size`: `indices` is the size that is asked for, and `usual` is what comes."""

    usual: int = 0
    stride: int = 1

    def message(self) -> str:
        """What is asked for, and what can be."""
        return (
            f"{self.layer} is asked for an output_size of {shape_text(self.indices)}, but of a map of shape "
            f"{shape_text(self.shape)} it makes {self.usual}, more or less than a stride of {self.stride}: the map is "
            f"not of the size that the pooling in front was meant to leave"
        )

    def label(self) -> str:
        """Both sizes."""
        return f"asked for {shape_text(self.indices)}, {self.usual} comes"

    def help(self) -> str:
        """Which numbers belong together."""
        return "let the pooling and the unpooling slide alike, and the convolutions between them keep the size"


FINDING = UnpoolMismatch
