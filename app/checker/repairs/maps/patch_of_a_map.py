"""A convolution that cuts a map into patches moves as far as it reaches: `Conv2d(3, 64, 5, stride=4)` does not.

Known by what reads its output: a flatten, which makes a step of each patch.
"""

from collections.abc import Iterator

from torch import nn

from app.checker.blame.proposals import Proposal
from app.checker.edits.spelling import with_argument
from app.checker.evidence.lineage import rows_behind
from app.checker.outcome import Repair, Trouble
from app.checker.trace import Row

_SLUGS = frozenset({
    "cat-mismatch", "matmul-mismatch", "python-error", "shape-mismatch", "torch-error", "wrong-in-features",
    "wrong-view",
})  # fmt: skip
_CONVOLUTIONS = (nn.Conv1d, nn.Conv2d, nn.Conv3d)
_LAYS_OUT = frozenset({"flatten", "rearrange", "reshape", "view", "permute"})
_NAMES = ("kernel_size", "stride")
_PATCH = 4
"""Cells of a side that only a patch has, where nothing else says so."""


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    if trouble.met.fault.slug not in _SLUGS:
        return
    rows = trouble.outcome.trace.rows
    behind = rows_behind(trouble.outcome, trouble.met.row) if trouble.met.row < len(rows) else iter(rows)
    for row in behind:
        module = row.module.module if row.module is not None else None
        if not isinstance(module, _CONVOLUTIONS) or set(module.padding) != {0}:
            continue
        large = max(module.stride) > 1 or min(module.kernel_size) >= _PATCH
        if large and module.kernel_size != module.stride and _cut(trouble, row):
            yield from _as_far_as_it_reaches(trouble, row)


def _cut(trouble: Trouble, row: Row) -> bool:
    made = set(row.makes)
    readers = (other.name for other in trouble.outcome.trace.rows if not made.isdisjoint(other.reads))
    return not _LAYS_OUT.isdisjoint(readers)


def _as_far_as_it_reaches(trouble: Trouble, row: Row) -> Iterator[Proposal]:
    created = row.module.created if row.module is not None else None
    if created is None or not all(name in created.arguments for name in _NAMES):
        return
    for name, other in (_NAMES, _NAMES[::-1]):
        node, size = created.arguments[name].node, trouble.source.text(created.arguments[other].node)
        edits = with_argument(trouble.site, created, name, size)
        yield Proposal(f"set {name} to {size}", edits, blames=node, telling=True)


REPAIR = Repair(_propose)
