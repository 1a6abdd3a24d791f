"""A shape is unpacked into another number of names than it has sizes."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass

from app.checker.blame.faults import Fault
from app.checker.blame.proposals import Proposal
from app.checker.blame.sites import Site
from app.checker.blame.sizes import shape_text
from app.checker.report import Edit, Span
from app.kit.words import count


@dataclass(frozen=True)
class WrongUnpacking(Fault):
    """`names` on the left, the sizes of `shape` on the right."""

    slug = "wrong-unpacking"
    exception = "ValueError"
    names: int
    shape: tuple[int, ...]

    def message(self) -> str:
        """Both numbers."""
        return (
            f"{count(len(self.shape), 'size')} {shape_text(self.shape)} cannot be unpacked into "
            f"{count(self.names, 'name')}: the tensor has {count(len(self.shape), 'axis', 'axes')}{self._hint()}"
        )

    def label(self) -> str:
        """Both numbers."""
        return f"{count(self.names, 'name')} for {count(len(self.shape), 'size')}"

    def help(self) -> str:
        """A name for each size."""
        if self._unbatched:
            return "give the tensor its batch axis, with x.unsqueeze(0), or leave the first name out"
        return f"write a name for each of the {len(self.shape)} sizes, and _ for those that you do not need"

    def cause(self, site: Site) -> ast.AST | None:
        """The assignment."""
        return site.call

    def proposals(self, site: Site) -> Iterable[Proposal]:
        """Names for the sizes that have none; an input with a batch axis."""
        if self._unbatched and len(site.inputs) == 1 and len(site.inputs[0]) == len(self.shape):
            yield Proposal("give the input its missing axes", input_shape=([1, *site.inputs[0]],))
        raw = [tuple(shape) for shape in site.inputs] == [self.shape]
        if raw and len(self.shape) == self.names + 1 and self.shape[1] == 1:
            short = [self.shape[0], *self.shape[2:]]
            yield Proposal("give the input without its axis of one", input_shape=(short,))
        target = site.call
        lack = len(self.shape) - self.names
        if not isinstance(target, ast.Tuple | ast.List) or not target.elts or lack < 1:
            return
        front, end = site.source.span(target.elts[0]), site.source.end(target.elts[-1])
        begin = Span(line=front.line, column=front.column, end_column=front.column)
        yield Proposal("name the sizes at the end too", (Edit(span=end, new=", _" * lack),))
        yield Proposal("name the sizes in front too", (Edit(span=begin, new="_, " * lack),))

    @property
    def _unbatched(self) -> bool:
        return len(self.shape) == self.names - 1

    def _hint(self) -> str:
        return "; an axis for the batch seems to be missing" if self._unbatched else ""


FINDING = WrongUnpacking
