"""A module's `__init__` assigns layers before `super().__init__()` has run."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass

from app.checker.faults import Fault, Proposal, Site
from app.checker.report import Edit, Span


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
        return (
            f"{self.cls} assigns self.{self.attribute} before super().__init__() has run, "
            f"so there is nothing yet that could hold its layers"
        )

    def label(self) -> str:
        """What is missing in front."""
        return "super().__init__() must come first"

    def help(self) -> str:
        """The line to add."""
        return "make super().__init__() the first line of __init__"

    def cause(self, site: Site) -> ast.AST | None:
        """The assignment that came too early."""
        return site.call

    def proposals(self, site: Site) -> Iterable[Proposal]:
        """The call as the first line; a later one goes."""
        if self.init is None:
            return
        body = self.init.body
        first = body[1] if _is_text(body[0]) and len(body) > 1 else body[0]
        prefix = site.source.prefix(first.lineno)
        place = Span(line=first.lineno, column=len(prefix) + 1, end_column=len(prefix) + 1)
        add = Edit(span=place, new=f"super().__init__()\n{prefix}")
        late = [edit for node in body if _is_super_init(node) for edit in site.replace(node, "pass")]
        yield Proposal("call super().__init__() first", (add, *late))


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _is_super_init(node: ast.stmt) -> bool:
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Call)
        and isinstance(node.value.func, ast.Attribute)
        and node.value.func.attr == "__init__"
        and isinstance(node.value.func.value, ast.Call)
        and isinstance(node.value.func.value.func, ast.Name)
        and node.value.func.value.func.id == "super"
    )


FINDING = MissingSuperInit
