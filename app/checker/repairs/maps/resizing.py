"""`F.interpolate` and `nn.Upsample` with sizes that contradict each other, that are too many, or with none."""

import ast
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.findings.torch_error import TorchError
from app.checker.outcome import Repair, Trouble
from app.checker.report import Edit, Span

_RESIZES = frozenset({"interpolate", "upsample", "Upsample"})


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    fault, made = trouble.met.fault, trouble.site.created
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
