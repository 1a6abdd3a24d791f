"""A layer behind a join, made for the channels of one part alone: `nn.Conv2d(cin, ...)` for `torch.cat([x, h], 1)`."""

import ast
from collections.abc import Iterator
from math import prod

from app.checker.blame.proposals import Proposal
from app.checker.edits.spelling import sums
from app.checker.evidence.lineage import producing_rows, rows_behind
from app.checker.evidence.width_doubts import GIVES, TAKES, argument, write
from app.checker.findings.recurrent_input_size import RecurrentInputSize
from app.checker.findings.wrong_in_channels import WrongInChannels
from app.checker.findings.wrong_in_features import WrongInFeatures
from app.checker.outcome import Repair, Trouble
from app.checker.trace import Row
from app.checker.walks import walk

_JOINS = frozenset({"torch.cat", "torch.concat"})
_WIDTHS = ("in_channels", "in_features", "input_size")


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    """What the other parts add, where the layer is made; not where the same line makes layers that fit."""
    fault, made = trouble.met.fault, trouble.site.created
    if not isinstance(fault, RecurrentInputSize | WrongInChannels | WrongInFeatures) or made is None:
        return
    behind = (row for row in rows_behind(trouble.outcome, trouble.met.row) if not _keeps(row))
    row = next(behind, None)
    arriving = fault.features if isinstance(fault, WrongInFeatures) else fault.arriving
    if row is None or row.kind not in _JOINS:
        return
    yield from _odd_part(trouble, row, fault.declared - arriving)
    if not any(fault.declared in shape for shape in row.inputs) or trouble.site.fitting:
        return
    for name in _WIDTHS:
        origin = made.arguments.get(name)
        if origin is not None and not isinstance(origin.node, ast.Constant):
            for text in sums(origin, arriving):
                edits = trouble.site.replace(origin.node, text)
                yield Proposal(f"set {name} to {text}", edits, blames=origin.node, telling=True)


def _odd_part(trouble: Trouble, join: Row, lacking: int) -> Iterator[Proposal]:
    """The part whose width no other part has, and that has the width of several of them with what is lacking."""
    index = next(place for place, row in enumerate(trouble.outcome.trace.rows) if row is join)
    widths = [shape[1] for shape in join.inputs if len(shape) > 1]
    for row in producing_rows(trouble.outcome, index):
        made = row.module.created if row.module is not None else None
        origin = argument(made, GIVES)
        node = origin.innermost().node if origin is not None else None
        now = node.value if isinstance(node, ast.Constant) and isinstance(node.value, int) else 0
        if node is None or widths.count(now) != 1:
            continue
        if widths.count(now + lacking) > 1 or _adds(trouble, now + lacking):
            yield write(trouble, node, str(now + lacking), telling=True)


def _adds(trouble: Trouble, width: int) -> bool:
    """Whether the layer behind the join says the width of this part, `nn.Conv2d(64 + 192, ...)`."""
    said = argument(trouble.met.created, TAKES)
    node = said.innermost().node if said is not None else None
    parts = walk(node) if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add) else ()
    return any(isinstance(part, ast.Constant) and part.value == width for part in parts)


def _keeps(row: Row) -> bool:
    """Whether it passes one tensor on with all that it holds, as an activation does, or with an axis more."""
    return len(row.inputs) == len(row.outputs) == 1 and not row.params and prod(row.inputs[0]) == prod(row.outputs[0])


REPAIR = Repair(_propose)
