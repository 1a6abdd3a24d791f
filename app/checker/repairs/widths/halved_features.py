"""Features that are split in two, as into a mean and a variance: the layer in front must give twice as many."""

import ast
from collections.abc import Iterator

from app.checker.findings.wrong_in_features import WrongInFeatures
from app.checker.lineage import rows_behind
from app.checker.outcome import Repair, Trouble
from app.checker.proposals import Proposal

_SPLITS = frozenset({"chunk", "split", "tensor_split"})


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    fault = trouble.met.fault
    if not isinstance(fault, WrongInFeatures):
        return
    parts = 0
    for row in rows_behind(trouble.outcome, trouble.met.row):
        if row.name in _SPLITS and fault.shape[-1]:
            parts = fault.declared // fault.shape[-1]
        width = row.module.created.arguments.get("out_features") if row.module and row.module.created else None
        if width is not None:
            yield from _times(trouble, width.node, parts)
            return


def _times(trouble: Trouble, number: ast.expr, parts: int) -> Iterator[Proposal]:
    if parts > 1 and not _is_multiple(number, parts):
        text = trouble.source.text(number)
        new = (
            f"{parts} * {text}"
            if isinstance(number, ast.Name | ast.Constant | ast.Attribute)
            else f"{parts} * ({text})"
        )
        edits = trouble.site.replace(number, new)
        yield Proposal(f"set out_features to {new}", edits, blames=number, telling=True)


def _is_multiple(number: ast.expr, parts: int) -> bool:
    """Whether it is written so already, `2 * z`: then who takes a part of it is at fault."""
    factors = [number.left, number.right] if isinstance(number, ast.BinOp) and isinstance(number.op, ast.Mult) else []
    return any(isinstance(factor, ast.Constant) and factor.value == parts for factor in factors)


REPAIR = Repair(_propose)
