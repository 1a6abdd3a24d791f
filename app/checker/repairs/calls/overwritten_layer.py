"""Two layers under one name, `self.bn3 = ...` twice: the second one takes the place of the first."""

import ast
import re
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.findings.missing_attribute import MissingAttribute
from app.checker.outcome import Repair, Trouble
from app.checker.report import Edit
from app.checker.walks import walk

_USES = 6


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    for holder in walk(trouble.source.tree):
        if isinstance(holder, ast.FunctionDef | ast.Module):
            seen: set[str] = set()
            for statement in holder.body:
                name = _name(trouble, statement)
                if name is not None and trouble.source.text(name) in seen:
                    yield from _renamed(trouble, name)
                seen |= {trouble.source.text(name)} if name is not None else set()


def _name(trouble: Trouble, statement: ast.stmt) -> ast.expr | None:
    """`self.bn3` of `self.bn3 = nn.BatchNorm2d(8)`, `'pool'` of `add_module('pool', ...)`."""
    if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Call) and len(statement.targets) == 1:
        target, value = statement.targets[0], statement.value
        made = trouble.source.text(value.func).rpartition(".")[2]
        again = trouble.source.text(target) in trouble.source.text(value)
        if isinstance(target, ast.Attribute) and (made in trouble.tables.layers) and not again:
            return target
    call = statement.value if isinstance(statement, ast.Expr) else None
    if isinstance(call, ast.Call) and getattr(call.func, "attr", "") == "add_module" and len(call.args) == 2:
        return call.args[0] if isinstance(call.args[0], ast.Constant) else None
    return None


def _renamed(trouble: Trouble, name: ast.expr) -> Iterator[Proposal]:
    """Another name for the second layer; then for one of the places that use it, too."""
    old = name.attr if isinstance(name, ast.Attribute) else str(getattr(name, "value", ""))
    fault, said = trouble.met.fault, trouble.source.text(name)
    new = fault.name if isinstance(fault, MissingAttribute) else _free(trouble, old)
    here = trouble.site.replace(name, said.replace(old, new))
    yield Proposal(f"call the second one {new}", here, blames=name, telling=True, evident=True)
    uses = [n for n in walk(trouble.source.tree) if isinstance(n, ast.Attribute) and isinstance(n.ctx, ast.Load)]
    for use in [n for n in uses if trouble.source.text(n) == said][:_USES]:
        there: tuple[Edit, ...] = trouble.site.replace(use, said.replace(old, new))
        yield Proposal(
            f"call the second one {new}, and use it", (*here, *there), blames=name, telling=True, evident=True
        )


def _free(trouble: Trouble, name: str) -> str:
    """`bn4` for `bn3`, where nobody has that name."""
    stem = re.sub(r"\d+$", "", name)
    number = int(name[len(stem) :] or 1) + 1
    while f"{stem}{number}" in trouble.source.sent:
        number += 1
    return f"{stem}{number}"


REPAIR = Repair(_propose)
