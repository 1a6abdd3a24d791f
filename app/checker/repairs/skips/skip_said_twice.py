"""The same skip is handed to two steps on the way up, `self.up1(y, s2)` behind `self.up2(x, s2)`: one wants its sister.

Only what stands in a row by its number is tried, s1 and s3 for s2, and what fits then can hardly fit by chance.
"""

import ast
import re
from collections import Counter
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.evidence.called import methods_that_ran
from app.checker.outcome import Repair, Trouble
from app.checker.walks import walk

_SLUGS = frozenset({"cat-mismatch", "shape-mismatch", "wrong-in-channels", "batch-norm-width", "torch-error"})
_NUMBERED = re.compile(r"(.*?)(\d+)(.*)")
_JOINS = frozenset({"cat", "concat", "concatenate", "stack"})
_TRIED = 8


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    if trouble.met.fault.slug not in _SLUGS:
        return
    for method in methods_that_ran(trouble):
        yield from list(_of_method(trouble, method))[:_TRIED]


def _of_method(trouble: Trouble, method: ast.FunctionDef) -> Iterator[Proposal]:
    handed = [name for call in walk(method) if isinstance(call, ast.Call) for name in _skips(call)]
    often = Counter(name.id for name in handed)
    stored = {part.id for part in walk(method) if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)}
    for name in (part for part in reversed(handed) if often[part.id] > 1):
        for other in sorted(stored - often.keys()):
            if _in_a_row(name.id, other):
                edits = trouble.site.replace(name, other)
                yield Proposal(f"hand over {other}", edits, blames=name, telling=True)


def _skips(call: ast.Call) -> list[ast.Name]:
    """The bare names behind the first argument, and those that are joined."""
    joined = isinstance(call.func, ast.Attribute) and call.func.attr in _JOINS and bool(call.args)
    given = getattr(call.args[0], "elts", []) if joined else call.args[1:]
    return [part for part in given if isinstance(part, ast.Name)]


def _in_a_row(name: str, other: str) -> bool:
    one, two = _NUMBERED.fullmatch(name), _NUMBERED.fullmatch(other)
    return one is not None and two is not None and one.group(1, 3) == two.group(1, 3) and one[2] != two[2]


REPAIR = Repair(_propose)
