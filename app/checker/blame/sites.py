"""The place where a fault was met, as its finding sees it."""

import ast
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from app.checker.blame.origins import Creation, argument
from app.checker.paste.source import Source
from app.checker.report import Edit, Shape, Span
from app.checker.walks import walk


@dataclass(frozen=True)
class Passed:
    """A layer or function that a tensor went through on its way to a fault: who made it, and what it did to the sizes.

    `window` is (kernel, stride, padding, dilation), for layers that slide one.
    """

    kind: str
    created: Creation | None
    node: ast.AST
    before: tuple[int, ...]
    after: tuple[int, ...]
    window: tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...], tuple[int, ...]] | None = None


@dataclass(frozen=True)
class Site:
    """Where a fault was met.

    Attributes:
        call: the expression or statement where it showed.
        created: where the layer at fault was made.
        consumer: where the next linear layer was made, for faults that another layer must follow.
        inputs: the input sizes of the whole check.
        blamed: what is at the bottom of it, where that is another place than all of these.
        sources: for each tensor of the call, the expression that made it.
        makers: the expressions of the paste that made the inputs of the whole check.
        holder: where the container was made that calls the layer.
        find_pooled, find_fitting, find_branches, find_working: what the properties of these names ask, which walk all
            rows.
    """

    source: Source
    call: ast.AST | None = None
    created: Creation | None = None
    consumer: Creation | None = None
    inputs: tuple[Shape, ...] = ()
    blamed: ast.AST | None = None
    sources: tuple[ast.expr | None, ...] = ()
    makers: tuple[ast.expr | None, ...] = ()
    holder: Creation | None = None
    find_pooled: Callable[[], ast.expr | None] = lambda: None
    find_fitting: Callable[[], tuple[Creation, ...]] = tuple
    find_branches: Callable[[], tuple[tuple[Passed, ...], ...]] = tuple
    find_working: Callable[[], tuple[Creation, ...]] = tuple

    @cached_property
    def pooled(self) -> ast.expr | None:
        """The last average pooling in front: where it was made, else where it was called."""
        return self.find_pooled()

    @cached_property
    def fitting(self) -> tuple[Creation, ...]:
        """Layers that the same line made, and that were called without a fault."""
        return self.find_fitting()

    @cached_property
    def working(self) -> tuple[Creation, ...]:
        """Every other layer that was called without a fault."""
        return self.find_working()

    @cached_property
    def branches(self) -> tuple[tuple[Passed, ...], ...]:
        """For each tensor of the call: what it passed and the others did not, the nearest first."""
        return self.find_branches()

    @property
    def reused(self) -> bool:
        """Whether this very layer was called before, without a fault."""
        return any(made is self.created for made in self.fitting)

    @property
    def maker(self) -> ast.expr | None:
        """The expression that made the first tensor of the call."""
        return self.sources[0] if self.sources else None

    def argument(self, *names: str) -> ast.expr | None:
        """The learner's expression for an argument of the layer at fault, where it was first written."""
        return argument(self.created, *names)

    def number(self, name: str) -> ast.expr | None:
        """Where a number of the layer at fault is to be changed.

        That is where it was first written, unless it fits another layer that the same line made from it, as in a loop.
        """
        first = self.argument(name)
        others = (argument(made, name) for made in self.fitting)
        if self.created is not None and first is not None and any(other is first for other in others):
            return self.created.arguments[name].node
        return first

    def is_default(self, node: ast.AST) -> bool:
        """Whether this is what a parameter of the learner's is where nothing is given."""
        functions = (part.args for part in walk(self.source.tree) if isinstance(part, ast.FunctionDef | ast.Lambda))
        return any(node is default for spec in functions for default in (*spec.defaults, *spec.kw_defaults))

    def replace(self, node: ast.AST, new: str) -> tuple[Edit, ...]:
        """The edit that puts `new` in place of a node, which must stand on one line."""
        if getattr(node, "end_lineno", None) != getattr(node, "lineno", None):
            return ()
        return (Edit(span=self.source.span(node), new=new),)

    def surround(self, node: ast.AST, before: str, after: str) -> tuple[Edit, ...]:
        """The edits that put text in front of a node and behind it."""
        start = self.source.span(node)
        front = Span(line=start.line, column=start.column, end_column=start.column)
        return (Edit(span=front, new=before), Edit(span=self.source.end(node), new=after))

    def span(self, node: ast.AST | None) -> Span | None:
        """The place of a node, where there is one."""
        return self.source.span(node) if node is not None else None
