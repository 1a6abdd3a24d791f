"""`self.bn4` is made twice in `__init__`: the second layer takes the place of the first, and needs its own name."""

import ast
import re
from collections.abc import Iterator

from app.checker.findings.missing_attribute import MissingAttribute
from app.checker.outcome import Repair, Trouble
from app.checker.proposals import Proposal
from app.checker.surroundings import classes, methods, self_attribute
from app.checker.walks import walk


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    fault, made = trouble.met.fault, trouble.met.created
    for cls in classes(trouble.source.tree):
        for second in _made_again(cls):
            wanted = fault.name if isinstance(fault, MissingAttribute) else None
            if wanted is None and (made is None or all(part is not made.node for part in walk(second))):
                continue
            yield from _renamed(trouble, cls, second.targets[0], wanted)


def _made_again(cls: ast.ClassDef) -> Iterator[ast.Assign]:
    """The statements that store a new layer under a name that holds one already."""
    seen: set[str] = set()
    for method in methods(cls):
        for statement in method.body if method.name == "__init__" else ():
            if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Call):
                name = self_attribute(statement.targets[0])
                if name in seen and not _reads(statement.value, name):
                    yield statement
                seen |= {name} if name else set()


def _reads(node: ast.AST, name: str | None) -> bool:
    return any(self_attribute(part) == name for part in walk(node))


def _renamed(trouble: Trouble, cls: ast.ClassDef, target: ast.expr, wanted: str | None) -> Iterator[Proposal]:
    """The second one under a name that is wanted, else a free one; then also where it is called last."""
    name = self_attribute(target) or ""
    uses = [n for m in methods(cls) if m.name != "__init__" for n in walk(m) if self_attribute(n) == name]
    last = max(uses, key=lambda node: (node.lineno, node.col_offset), default=None)  # type: ignore[attr-defined]
    new = wanted or _free(cls, name)
    title = f"give the second self.{name} a name of its own: self.{new}"
    edits = trouble.site.replace(target, f"self.{new}")
    yield Proposal(title, edits, blames=target, telling=True)
    if last is not None and wanted is None and len(uses) > 1:
        yield Proposal(title, (*edits, *trouble.site.replace(last, f"self.{new}")), blames=target, telling=True)


def _free(cls: ast.ClassDef, name: str) -> str:
    """`bn5` behind `bn4`, or the next number that is stored nowhere."""
    taken = {self_attribute(node) for node in walk(cls) if isinstance(getattr(node, "ctx", None), ast.Store)}
    stem, digits = re.fullmatch(r"(.*?)(\d*)", name).groups()  # type: ignore[union-attr]
    number = int(digits or 1) + 1
    while f"{stem}{number}" in taken:
        number += 1
    return f"{stem}{number}"


REPAIR = Repair(_propose)
