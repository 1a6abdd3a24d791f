"""Features that are split in parts, a mean and a variance, or a query, a key and a value: so many times the width.

Parts that come out uneven say it by themselves; of even ones, the layer behind says how many times more it takes.
"""

import ast
from collections.abc import Iterator

from app.checker.blame.faults import Fault
from app.checker.blame.proposals import Proposal
from app.checker.evidence.lineage import rows_behind
from app.checker.findings.torch_error import TorchError
from app.checker.findings.wrong_in_channels import WrongInChannels
from app.checker.findings.wrong_in_features import WrongInFeatures
from app.checker.outcome import Repair, Trouble

_SLUGS = frozenset({
    "matmul-mismatch", "shape-mismatch", "torch-error", "wrong-in-channels", "wrong-in-features", "wrong-view",
})  # fmt: skip
_WIDTHS = ("out_features", "out_channels")
_SPLITS = frozenset({"chunk", "split", "tensor_split"})


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    fault = trouble.met.fault
    if fault.slug not in _SLUGS:
        return
    parts = cut = 0
    for row in rows_behind(trouble.outcome, trouble.met.row):
        if row.name in _SPLITS and row.outputs:
            cut = len(row.outputs)
            parts = len(row.outputs) if len(set(row.outputs)) > 1 else _parts(fault, len(row.outputs))
        made = row.module.created.arguments if row.module and row.module.created else {}
        for name in _WIDTHS:
            if name in made:
                yield from _times(trouble, name, made[name].node, parts)
                yield from _as_many_as_cut(trouble, made[name].node, cut)
                return


def _parts(fault: Fault, cut: int) -> int:
    """How many times what arrives is expected; of two tensors that do not fit, as many as the features were cut in."""
    if isinstance(fault, WrongInFeatures) and fault.shape[-1]:
        return fault.declared // fault.shape[-1]
    if isinstance(fault, WrongInChannels) and fault.arriving:
        return fault.declared // fault.arriving
    last = [shape[-1] for shape in fault.shapes if shape] if isinstance(fault, TorchError) else []
    return cut if len(last) > 1 and max(last) == cut * min(last) else 0


def _times(trouble: Trouble, name: str, number: ast.expr, parts: int) -> Iterator[Proposal]:
    if parts > 1 and not _is_multiple(number, parts):
        text = trouble.source.text(number)
        new = (
            f"{parts} * {text}"
            if isinstance(number, ast.Name | ast.Constant | ast.Attribute)
            else f"{parts} * ({text})"
        )
        edits = trouble.site.replace(number, new)
        yield Proposal(f"set {name} to {new}", edits, blames=number, telling=True)


def _as_many_as_cut(trouble: Trouble, number: ast.expr, cut: int) -> Iterator[Proposal]:
    """`nn.Linear(dim, inner * 6)` whose features are cut in three."""
    sides = (number.left, number.right) if isinstance(number, ast.BinOp) and isinstance(number.op, ast.Mult) else ()
    for side in sides if cut > 1 else ():
        if isinstance(side, ast.Constant) and side.value != cut:
            yield Proposal(f"write {cut} here", trouble.site.replace(side, str(cut)), blames=number, telling=True)


def _is_multiple(number: ast.expr, parts: int) -> bool:
    """Whether it is written so already, `2 * z`: then who takes a part of it is at fault."""
    factors = [number.left, number.right] if isinstance(number, ast.BinOp) and isinstance(number.op, ast.Mult) else []
    return any(isinstance(factor, ast.Constant) and factor.value == parts for factor in factors)


REPAIR = Repair(_propose)
