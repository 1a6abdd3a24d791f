"""`c // r` for fewer channels than the divisor leaves none: at least one is wanted."""

import ast
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.findings.wrong_constructor_argument import WrongConstructorArgument
from app.checker.outcome import Repair, Trouble
from app.checker.report import Edit
from app.checker.walks import walk


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    """Each place where the same division is written, since the layers behind repeat it."""
    fault, made = trouble.met.fault, trouble.site.created
    if not isinstance(fault, WrongConstructorArgument) or made is None or "at least" not in fault.what:
        return
    divisions = [n for n in walk(made.node) if isinstance(n, ast.BinOp) and isinstance(n.op, ast.FloorDiv)]
    for division in divisions[:1]:
        text = trouble.source.text(division)
        alike = [n for n in walk(trouble.source.tree) if isinstance(n, ast.BinOp) and trouble.source.text(n) == text]
        edits: tuple[Edit, ...] = tuple(e for n in alike for e in trouble.site.replace(n, f"max(1, {text})"))
        yield Proposal(f"keep at least one: max(1, {text})", edits, blames=division, telling=True)


REPAIR = Repair(_propose)
