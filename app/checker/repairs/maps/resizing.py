"""`F.interpolate` and `nn.Upsample` with sizes that contradict each other, that are too many, or with none.

Or with a factor after which the map is so many times larger than the one that it is to meet.
"""

import ast
import math
from collections.abc import Iterator
from fractions import Fraction

from app.checker.blame.faults import Fault
from app.checker.blame.origins import Creation, argument
from app.checker.blame.proposals import Proposal
from app.checker.evidence.lineage import rows_behind
from app.checker.findings.cat_mismatch import CatMismatch
from app.checker.findings.shape_mismatch import ShapeMismatch
from app.checker.findings.torch_error import TorchError
from app.checker.findings.wrong_in_channels import WrongInChannels
from app.checker.outcome import Repair, Trouble
from app.checker.report import Edit, Span

_RESIZES = frozenset({"interpolate", "upsample", "Upsample"})


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    fault, made = trouble.met.fault, trouble.site.created
    yield from _other_factor(trouble)
    call = made.node if made is not None else trouble.met.node
    if not isinstance(fault, TorchError) or not isinstance(call, ast.Call):
        return
    if trouble.source.text(call.func).rpartition(".")[2] not in _RESIZES:
        return
    given = {keyword.arg: keyword for keyword in call.keywords if keyword.arg}
    if size := given.get("size"):
        yield from _sides(trouble, size.value, axes=len(fault.shapes[0]) - 2 if fault.shapes else 0)
    for name in ("scale_factor", "align_corners", "size"):
        if name in given:
            yield Proposal(f"take {name} away", _without(trouble, call, given[name]), blames=given[name])
    parts = [*call.args, *call.keywords]
    if not given.keys() & {"size", "scale_factor"} and parts:
        edits = trouble.site.surround(parts[-1], "", ", scale_factor=2")[1:]
        yield Proposal("say by how much: scale_factor=2", edits, blames=call)


def _other_factor(trouble: Trouble) -> Iterator[Proposal]:
    """The factor after which both maps have one size; of a shuffle, after which it gives the channels that are due."""
    times = _times(trouble.met.fault)
    for row in rows_behind(trouble.outcome, trouble.met.row) if times is not None else ():
        made = row.module.created if row.module is not None else None
        node = _factor(made, row.node)
        now = node.value if isinstance(node, ast.Constant) and isinstance(node.value, int) else 0
        shuffled = row.kind == "PixelShuffle"
        if node is None or not now or times is None or shuffled != isinstance(trouble.met.fault, WrongInChannels):
            continue
        wanted = {math.isqrt(int(now * now * times))} if shuffled else {int(now * times), int(now / times)}
        for factor in sorted(wanted - {now, 0}):
            edits = trouble.site.replace(node, str(factor))
            yield Proposal(f"enlarge {factor} times", edits, blames=node, telling=True)


def _times(fault: Fault) -> Fraction | None:
    """How many times larger the one side is than the other, or what arrives than what is due."""
    if isinstance(fault, CatMismatch | ShapeMismatch):
        last = [shape[-1] for shape in (fault.left, fault.right) if len(shape) > 2]
        return Fraction(*last) if len(last) == 2 and all(last) and last[0] != last[1] else None
    if not isinstance(fault, WrongInChannels) or not (fault.arriving and fault.declared):
        return None
    return Fraction(fault.arriving, fault.declared)


def _factor(made: Creation | None, node: ast.AST) -> ast.expr | None:
    """Where the factor of an enlargement is written."""
    found = [argument(made, name) for name in ("scale_factor", "upscale_factor")]
    given = node.keywords if made is None and isinstance(node, ast.Call) else []
    found += [keyword.value for keyword in given if keyword.arg == "scale_factor"]
    return next((part for part in found if part is not None), None)


def _sides(trouble: Trouble, size: ast.expr, axes: int) -> Iterator[Proposal]:
    """The height and the width of a whole shape: `x.shape[2:]`, or the last of the numbers."""
    if isinstance(size, ast.Tuple | ast.List) and len(size.elts) > axes > 0:
        kept = ", ".join(trouble.source.text(part) for part in size.elts[-axes:])
        edits = trouble.site.replace(size, f"({kept},)" if axes == 1 else f"({kept})")
        yield Proposal(f"give {axes} sizes: ({kept})", edits, blames=size)
    elif isinstance(size, ast.Name | ast.Attribute | ast.Call):
        edits = trouble.site.surround(size, "", "[2:]")[1:]
        yield Proposal("take the height and the width alone: [2:]", edits, blames=size)


def _without(trouble: Trouble, call: ast.Call, keyword: ast.keyword) -> tuple[Edit, ...]:
    """A keyword goes, with the comma in front of it."""
    parts = [*call.args, *call.keywords]
    index = parts.index(keyword)
    if index == 0:
        return ()
    before, after = trouble.source.end(parts[index - 1]), trouble.source.end(keyword)
    if before.line != after.line:
        return ()
    return (Edit(span=Span(line=before.line, column=before.column, end_column=after.column), new=""),)


REPAIR = Repair(_propose)
