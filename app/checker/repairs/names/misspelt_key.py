"""`cfg['n_classes']` of a dictionary that has `num_classes`: the key as it was written there."""

import ast
from collections.abc import Iterator
from difflib import get_close_matches

from app.checker.blame.proposals import Proposal
from app.checker.findings.python_error import PythonError
from app.checker.outcome import Repair, Trouble
from app.checker.walks import walk

_NEAR = 0.5
_TRIED = 3


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    fault = trouble.met.fault
    if not isinstance(fault, PythonError) or fault.kind != "KeyError":
        return
    wanted, known = fault.text.strip("'\""), list(dict.fromkeys(_keys(trouble)))
    line = getattr(trouble.met.node, "lineno", 0)
    for node in walk(trouble.source.tree):
        read = isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant) and node.slice.value == wanted
        if isinstance(node, ast.Subscript) and read and node.lineno == line:
            for key in get_close_matches(wanted, known, n=_TRIED, cutoff=_NEAR):
                edits = trouble.site.replace(node.slice, repr(key))
                yield Proposal(f"write {key!r}", edits, blames=node.slice)


def _keys(trouble: Trouble) -> Iterator[str]:
    """The keys of the dictionaries of the paste, and the names that are given to `dict` or a call."""
    for node in walk(trouble.source.tree):
        if isinstance(node, ast.Dict):
            yield from (key.value for key in node.keys if isinstance(key, ast.Constant) and isinstance(key.value, str))
        elif isinstance(node, ast.keyword) and node.arg:
            yield node.arg
        stored = isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store)
        if isinstance(node, ast.Subscript) and stored and isinstance(node.slice, ast.Constant):
            yield str(node.slice.value)


REPAIR = Repair(_propose)
