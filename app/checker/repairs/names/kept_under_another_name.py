"""A result that nobody reads, kept under almost the name that the next lines read: `ot = self.fc(out)`."""

import ast
import difflib
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.evidence.called import classes_that_ran
from app.checker.evidence.surroundings import methods, names_in_use
from app.checker.outcome import Repair, Trouble
from app.checker.walks import walk

_NEAR = 0.6


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    for cls in classes_that_ran(trouble):
        for method in methods(cls):
            yield from _read_by_another_name(trouble, method)


def _read_by_another_name(trouble: Trouble, method: ast.FunctionDef) -> Iterator[Proposal]:
    names = [part for part in walk(method) if isinstance(part, ast.Name)]
    read = {name.id for name in names if isinstance(name.ctx, ast.Load)}
    known = [name for name in names_in_use(method) if name in read]
    for name in names:
        if isinstance(name.ctx, ast.Store) and name.id not in read and not name.id.startswith("_"):
            for meant in difflib.get_close_matches(name.id, known, n=2, cutoff=_NEAR):
                edits = trouble.site.replace(name, meant)
                yield Proposal(f"keep it as {meant}", edits, blames=name, telling=True)


REPAIR = Repair(_propose)
