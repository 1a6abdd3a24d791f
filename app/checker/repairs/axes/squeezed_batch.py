"""`x.squeeze()` of a batch of one takes the batch away, too: only the axes behind it were meant."""

import ast
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.evidence.lineage import rows_behind
from app.checker.outcome import Repair, Trouble


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    if trouble.met.fault.severity != "error":
        return
    for row in rows_behind(trouble.outcome, trouble.met.row):
        call, before = row.node, row.inputs[0] if row.inputs else ()
        if row.name != "squeeze" or before[:1] != (1,) or not isinstance(call, ast.Call) or call.keywords:
            continue
        of_torch = ast.unparse(call.func) == "torch.squeeze"
        if len(call.args) != of_torch or len(before) < 2:
            continue
        tensor = trouble.source.text(call.args[0] if of_torch else call.func.value)  # type: ignore[attr-defined]
        new = f"{tensor}{_kept(before)}"
        yield Proposal(f"keep the batch: {new}", trouble.site.replace(call, new), blames=call, telling=True)


def _kept(before: tuple[int, ...]) -> str:
    """The axes of one behind the first, taken away: by a flatten where nothing else stands behind the features."""
    ones = [axis for axis, size in enumerate(before) if axis and size == 1]
    if ones == list(range(2, len(before))):
        return ".flatten(1)"
    return f".squeeze({ones[0] if len(ones) == 1 else tuple(ones)})"


REPAIR = Repair(_propose)
