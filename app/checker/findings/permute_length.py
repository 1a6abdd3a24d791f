"""`permute` names another number of axes than the tensor has."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass

from app.checker.blame.faults import Fault
from app.checker.blame.proposals import Proposal
from app.checker.blame.sites import Site
from app.checker.blame.sizes import shape_text
from app.checker.edits.layout import to_front
from app.checker.report import Edit, Span
from app.kit.words import count


@dataclass(frozen=True)
class PermuteLength(Fault):
    """`order` as written, for a tensor of this shape."""

    slug = "permute-length"
    order: tuple[int, ...]
    shape: tuple[int, ...]

    def message(self) -> str:
        """Both numbers."""
        return (
            f"permute names {count(len(self.order), 'axis', 'axes')}, {shape_text(self.order)}, but the tensor of "
            f"shape {shape_text(self.shape)} has {len(self.shape)}: each of them must be named once"
        )

    def label(self) -> str:
        """How many there are."""
        return f"{count(len(self.shape), 'axis', 'axes')}, not {len(self.order)}"

    def help(self) -> str:
        """The usual orders."""
        rank = len(self.shape)
        if rank < 3:
            return "name every axis once, or transpose two of them"
        return f"name all {rank}: {self._to_last()} brings axis 1 to the end, {to_front(rank)[1:]} the last to axis 1"

    def cause(self, site: Site) -> ast.AST | None:
        """The call."""
        return site.call

    def proposals(self, site: Site) -> Iterable[Proposal]:
        """The order that was most likely meant, then the other."""
        rank = len(self.shape)
        if len(self.order) == rank + 1 and len(site.inputs) == 1:
            yield Proposal("give the input a batch axis of 1", input_shape=([1, *site.inputs[0]],))
        place = _numbers(site, len(self.order))
        if place is None or rank < 2:
            return
        last, front = self._to_last(), to_front(rank)[1:]
        kept = [axis for axis in self.order if -rank <= axis < rank]
        orders = [last, front] if self._goes_to_last else [front, last]
        if len(kept) == rank and len({axis % rank for axis in kept}) == rank:
            orders.insert(0, f"permute({', '.join(map(str, kept))})")
        for order in orders:
            yield Proposal(f"write {order}", (Edit(span=place, new=order[len("permute(") : -1]),))

    @property
    def _goes_to_last(self) -> bool:
        """The order as written brings axis 1 to the end."""
        return bool(self.order) and self.order[-1] == 1

    def _to_last(self) -> str:
        return f"permute({', '.join(map(str, (0, *range(2, len(self.shape)), 1)))})"


def _numbers(site: Site, count_: int) -> Span | None:
    """The place of the numbers, with or without brackets around them."""
    call = site.call
    if not isinstance(call, ast.Call) or not call.args:
        return None
    last = call.args[-1]
    nodes = last.elts if isinstance(last, ast.Tuple | ast.List) else call.args[-count_:]
    if len(nodes) != count_ or not nodes:
        return None
    first, end = site.source.span(nodes[0]), site.source.span(nodes[-1])
    return Span(line=first.line, column=first.column, end_column=end.end_column) if first.line == end.line else None


FINDING = PermuteLength
