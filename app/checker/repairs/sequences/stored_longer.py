"""A stored table, such as positions, that is longer than the sequence it is added to: only its first part is wanted."""

import ast
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.evidence.surroundings import self_attribute
from app.checker.findings.shape_mismatch import ShapeMismatch
from app.checker.outcome import Repair, Trouble


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    fault, call = trouble.met.fault, trouble.met.node
    if not isinstance(fault, ShapeMismatch) or not isinstance(call, ast.BinOp):
        return
    sides = ((call.left, fault.left, call.right, fault.right), (call.right, fault.right, call.left, fault.left))
    for stored, has, other, wanted in sides:
        if self_attribute(stored) is None or len(has) > len(wanted):
            continue
        behind = len(wanted) - len(has)
        longer = [axis for axis, size in enumerate(has) if size > wanted[axis + behind] > 1]
        if len(longer) == 1:
            size = f"{trouble.source.text(other)}.size({longer[0] + behind})"
            new = f"{trouble.source.text(stored)}[{':, ' * longer[0]}:{size}]"
            yield Proposal(f"take as much of it as is needed: {new}", trouble.site.replace(stored, new), blames=call)


REPAIR = Repair(_propose)
