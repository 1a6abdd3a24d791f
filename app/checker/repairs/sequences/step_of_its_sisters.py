"""A line that lacks one call of the lines like it: `relu(self.conv2(x))` below `self.pool(relu(self.conv1(x)))`."""

import ast
import re
from collections import Counter
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.evidence.surroundings import function_around
from app.checker.outcome import Repair, Trouble
from app.checker.walks import walk

_SLUGS = frozenset({
    "cat-mismatch", "forgotten-flatten", "shape-mismatch", "torch-error", "wrong-in-channels", "wrong-in-features",
    "wrong-view",
})  # fmt: skip
_TRIED = 4
_NUMBER = re.compile(r"(\d+)")


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    node = trouble.met.node
    function = function_around(trouble.source.tree, node) if node is not None else None
    if function is None or trouble.met.fault.slug not in _SLUGS:
        return
    lines = [s for s in walk(function) if isinstance(s, ast.Assign) and s.lineno == s.end_lineno]
    changing = _changing(trouble)
    votes: Counter[tuple[ast.Assign, str]] = Counter()
    for sister in lines:
        for call in walk(sister.value):
            if isinstance(call, ast.Call) and call.args and id(call) in changing:
                votes.update((line, new) for line in lines if (new := _with_the_step(trouble, line, sister, call)))
    for (line, new), _ in votes.most_common(_TRIED):
        edits = trouble.site.replace(line.value, new)
        yield Proposal(f"as the lines beside it: {new}", edits, blames=line, telling=True)


def _changing(trouble: Trouble) -> set[int]:
    """The calls that gave another size than they were given."""
    return {id(row.node) for row in trouble.outcome.trace.rows if row.inputs[:1] != row.outputs[:1]}


def _with_the_step(trouble: Trouble, line: ast.Assign, sister: ast.Assign, call: ast.Call) -> str:
    """The line with the sister's call around the same part; empty where more than this and numbers differs."""
    text, own = trouble.source.text, trouble.source.text(line.value)
    whole, around, inner = text(sister.value), text(call), text(call.args[0])
    start, within = whole.find(around), around.find(inner)
    without = whole[:start] + inner + whole[start + len(around) :]
    kept = isinstance(line.value, ast.Name) and _NUMBER.sub("#", text(line.targets[0])) != _NUMBER.sub(
        "#", text(sister.targets[0])
    )  # `identity = x` lacks no call
    if kept or line is sister or start < 0 or within < 0 or _NUMBER.sub("#", without) != _NUMBER.sub("#", own):
        return ""
    first, last = _place(own, without, start), _place(own, without, start + len(inner))
    return own[:first] + around[:within] + own[first:last] + around[within + len(inner) :] + own[last:]


def _place(own: str, other: str, place: int) -> int:
    """Where a place of the one text is in the other, whose numbers may be longer."""
    end = len(_NUMBER.split(other[:place])) // 2
    grown = [len(a) - len(b) for a, b in zip(_NUMBER.findall(own), _NUMBER.findall(other), strict=True)]
    return place + sum(grown[:end])


REPAIR = Repair(_propose)
