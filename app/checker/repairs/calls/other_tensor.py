"""A line that reads another tensor than the one in front of it made: `x4 = self.down3(x2)`, and nobody reads x3."""

import ast
import re
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.evidence.called import methods_that_ran
from app.checker.outcome import Repair, Trouble
from app.checker.walks import walk

_SLUGS = frozenset({
    "batch-norm-width", "cat-mismatch", "cat-ranks", "layer-norm-shape", "python-error", "recurrent-input-size",
    "shape-mismatch", "torch-error", "tuple-for-tensor", "undefined-name", "wrong-in-channels", "wrong-in-features",
    "wrong-input-rank", "wrong-view",
})  # fmt: skip
_NUMBER = re.compile(r"\d+")
_SISTERS = 2
_ROW = 3
"""Lines that make a row, in which each goes on with what the one in front made."""
_NUMBERED = re.compile(r"(.*?)(\d+)")


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    if trouble.met.fault.slug in _SLUGS:
        for method in methods_that_ran(trouble):
            yield from _as_its_sisters(trouble, method)
            yield from _meant(trouble, method)


def _meant(trouble: Trouble, method: ast.FunctionDef) -> Iterator[Proposal]:
    lines = [statement for statement in method.body if isinstance(statement, ast.Assign | ast.Return | ast.AugAssign)]
    given = [parameter.arg for parameter in method.args.args[1:]]
    for place, statement in enumerate(lines):
        before, unread = _stored(lines[:place]), _unread(lines, place)
        unread += [name for name in given if _overwritten(lines, place, name)]
        unread += _in_front(lines, place) if _in_a_row(lines) else []
        for node in walk(statement):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                meant = [name for name in unread if name != node.id]
                meant += [name for name in (_next_in_row(statement, node.id, before),) if name and name not in meant]
                for name in meant:
                    edits = trouble.site.replace(node, name)
                    yield Proposal(f"hand over {name}", edits, blames=statement, telling=True)


def _as_its_sisters(trouble: Trouble, method: ast.FunctionDef) -> Iterator[Proposal]:
    """`c = self.branch3(a)` beside two lines or more that hand `x` to their branches."""
    calls = [node for node in walk(method) if isinstance(node, ast.Call) and len(node.args) == 1]
    rows = [(_NUMBER.sub("#", trouble.source.text(call.func)), call, call.args[0]) for call in calls]
    for kind, call, given in rows if any("#" in kind for kind, _, _ in rows) else ():
        others = [part for name, other, part in rows if name == kind and other is not call]
        names = {trouble.source.text(part) for part in others if isinstance(part, ast.Name)}
        same = "#" in kind and len(names) == 1 and len(others) >= _SISTERS
        if same and isinstance(given, ast.Name) and names != {given.id}:
            name = names.pop()
            edits = trouble.site.replace(given, name)
            yield Proposal(f"hand over {name}", edits, blames=call, telling=True, evident=True)


def _stored(statements: list[ast.Assign | ast.Return | ast.AugAssign]) -> set[str]:
    parts = [part for statement in statements for part in walk(statement) if isinstance(part, ast.Name)]
    return {part.id for part in parts if isinstance(part.ctx, ast.Store)}


def _unread(lines: list[ast.Assign | ast.Return | ast.AugAssign], place: int) -> list[str]:
    """What the line in front made, where nobody reads it before it is stored again."""
    if not place or not isinstance(front := lines[place - 1], ast.Assign) or not isinstance(front.targets[0], ast.Name):
        return []
    name = front.targets[0].id
    for statement in lines[place:]:
        parts = [part for part in walk(statement) if isinstance(part, ast.Name) and part.id == name]
        if parts and (isinstance(statement, ast.AugAssign) or any(isinstance(part.ctx, ast.Load) for part in parts)):
            return []
        if parts:
            break
    return [name]


def _in_a_row(lines: list[ast.Assign | ast.Return | ast.AugAssign]) -> bool:
    """Whether each line but one reads what the line in front of it made."""
    breaks = [place for place in range(1, len(lines)) if _in_front(lines, place)]
    return len(lines) > _ROW and len(breaks) == 1


def _in_front(lines: list[ast.Assign | ast.Return | ast.AugAssign], place: int) -> list[str]:
    """What the line in front made, where this one does not read it."""
    made = _stored(lines[place - 1 : place]) if place else set()
    return [] if made & {part.id for part in walk(lines[place]) if isinstance(part, ast.Name)} else sorted(made)


def _overwritten(lines: list[ast.Assign | ast.Return | ast.AugAssign], place: int, name: str) -> bool:
    """Whether a line stores what the method was given under this name, and nobody read it before."""
    parts = [
        part for line in lines[: place + 1] for part in walk(line) if isinstance(part, ast.Name) and part.id == name
    ]
    return len(parts) == 1 and isinstance(parts[0].ctx, ast.Store) and name in _stored([lines[place]])


def _next_in_row(statement: ast.stmt, read: str, known: set[str]) -> str | None:
    """`x3` for a line that makes x4 of something else."""
    target = statement.targets[0] if isinstance(statement, ast.Assign) else None
    found = _NUMBERED.fullmatch(target.id) if isinstance(target, ast.Name) else None
    if found is None or not read.startswith(found[1]):
        return None
    name = f"{found[1]}{int(found[2]) - 1}"
    return name if name in known and name != read else None


REPAIR = Repair(_propose)
