"""`nn.Upsample(2)`: its first argument is a size, so a map of 2 x 2 comes out, where twice the size was meant."""

from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.edits.spelling import value_of
from app.checker.evidence.lineage import rows_behind
from app.checker.outcome import Repair, Trouble

_SLUGS = frozenset({
    "cat-mismatch", "kernel-too-large", "map-shrunk-to-nothing", "shape-mismatch", "wrong-in-features", "wrong-view",
})  # fmt: skip
_RESIZES = frozenset({"Upsample", "UpsamplingBilinear2d", "UpsamplingNearest2d"})
_LARGEST = 8
"""By how much a map is enlarged; as a size of its own, this is next to nothing."""


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    for row in rows_behind(trouble.outcome, trouble.met.row) if trouble.met.fault.slug in _SLUGS else ():
        made = row.module.created if row.module is not None and row.kind in _RESIZES else None
        size = made.arguments.get("size") if made is not None else None
        if made is None or size is None or size.node not in made.node.args or row.outputs[0][-1] >= row.inputs[0][-1]:
            continue
        if (value := value_of(size)) is not None and 1 < value <= _LARGEST:
            edits = trouble.site.surround(size.node, "scale_factor=", "")[:1]
            yield Proposal("say that it is a factor: scale_factor", edits, blames=made.node, telling=True)


REPAIR = Repair(_propose)
