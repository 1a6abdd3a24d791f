"""A module's `__init__` assigns layers before `super().__init__()` has run."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeGuard

from app.checker.blame.faults import Fault
from app.checker.blame.proposals import Proposal
from app.checker.blame.sites import Site
from app.checker.report import Edit, Span
from app.checker.walks import walk


@dataclass(frozen=True)
class MissingSuperInit(Fault):
    """`init` is the class's own `__init__`, `attribute` the first layer that was assigned."""

    slug = "missing-super-init"
    exception = "AttributeError"
    cls: str
    attribute: str
    init: ast.FunctionDef | None

    def message(self) -> str:
        """What PyTorch needs first."""
        if self._never_needed:
            return f"{self.cls} never calls super().__init__(), which makes a module of it: it cannot be called yet"
        return (
            f"{self.cls} assigns self.{self.attribute} before super().__init__() has run, "
            f"so there is nothing yet that could hold its layers"
        )

    @property
    def _never_needed(self) -> bool:
        """Whether `__init__` went through, since it holds no layers, and only the call of the module needs it."""
        return self.attribute == "forward"

    def label(self) -> str:
        """What is missing in front."""
        return "super().__init__() must come first"

    def help(self) -> str:
        """The line to add."""
        return "make super().__init__() the first line of __init__"

    def cause(self, site: Site) -> ast.AST | None:
        """A `super` that does nothing, else the assignment that came too early."""
        said = self._uncalled() or self._unbound() or self._unused()
        first = (
            self.init.body[-1 if len(self.init.body) == 1 else int(_is_text(self.init.body[0]))] if self.init else None
        )
        return said or (first if self._never_needed else None) or site.call

    def proposals(self, site: Site) -> Iterable[Proposal]:
        """The parentheses; else the call as the first line, and a later one goes."""
        uncalled = self._uncalled()
        if uncalled is not None:
            yield Proposal("call it: add ()", site.surround(uncalled, "", "()")[1:])
            return
        if (unbound := self._unbound()) is not None:
            yield Proposal("write super()", site.replace(unbound, "super()"))
            return
        if (unused := self._unused()) is not None:
            yield Proposal("call its __init__", site.surround(unused, "", ".__init__()")[1:])
            return
        if self.init is None:
            return
        body = self.init.body
        first = body[1] if _is_text(body[0]) and len(body) > 1 else body[0]
        prefix = site.source.prefix(first.lineno)
        place = Span(line=first.lineno, column=len(prefix) + 1, end_column=len(prefix) + 1)
        behind = [node for node in body if _is_super_init(node)]
        late = [edit for node in behind for edit in site.replace(node, "")]
        for call in dict.fromkeys([*(site.source.text(node) for node in behind[:1]), "super().__init__()"]):
            add = Edit(span=place, new=f"{call}\n{prefix}")
            yield Proposal(f"call {call} first", (add, *late))

    def _uncalled(self) -> ast.Attribute | None:
        """`super().__init__` without its parentheses."""
        values = (node.value for node in (self.init.body if self.init else ()) if isinstance(node, ast.Expr))
        return next((v for v in values if isinstance(v, ast.Attribute) and _is_own_init(v)), None)

    def _unused(self) -> ast.Call | None:
        """`super()` alone on its line, which calls nothing of the class above."""
        values = (node.value for node in (self.init.body if self.init else ()) if isinstance(node, ast.Expr))
        return next(filter(is_super, values), None)

    def _unbound(self) -> ast.Call | None:
        """`super(Net)` without self, which knows no object whose `__init__` it could call."""
        calls = (part for node in (self.init.body if self.init else ()) if _is_super_init(node) for part in walk(node))
        return next((part for part in calls if is_super(part) and len(part.args) == 1), None)


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _is_super_init(node: ast.stmt) -> bool:
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Call)
        and isinstance(node.value.func, ast.Attribute)
        and _is_own_init(node.value.func)
    )


def _is_own_init(node: ast.Attribute) -> bool:
    """`super().__init__`."""
    return is_super(node.value) and node.attr == "__init__"


def is_super(node: ast.AST) -> TypeGuard[ast.Call]:
    """`super()`, whatever it is given."""
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "super"


FINDING = MissingSuperInit
