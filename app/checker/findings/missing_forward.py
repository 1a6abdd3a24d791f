"""A module is called and its class has no `forward`."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import takewhile

from app.checker.blame.faults import Fault
from app.checker.blame.proposals import Proposal
from app.checker.blame.sites import Site
from app.checker.report import Edit, Span
from app.checker.walks import walk


@dataclass(frozen=True)
class MissingForward(Fault):
    """`nested` is a `forward` that stands inside another function; `nearest` a method with a similar name."""

    slug = "missing-forward"
    exception = "NotImplementedError"
    cls: str
    node: ast.ClassDef | None
    nearest: str | None = None
    nested: str | None = None

    def message(self) -> str:
        """What PyTorch looks for."""
        if self.nested:
            return f"{self.cls} is called, but its forward stands inside {self.nested}: it is indented one step too far"
        meant = f"; it has {self.nearest}" if self.nearest else ""
        return f"{self.cls} is called, but its class has no method forward{meant}"

    def label(self) -> str:
        """What is missing."""
        return f"indented into {self.nested}" if self.nested else "no method forward"

    def help(self) -> str:
        """What to write."""
        if self.nested:
            return f"line def forward up with def {self.nested}"
        if self.nearest:
            return f"rename {self.nearest} to forward"
        return "write def forward(self, x): with the calls of the layers, and return the result"

    def cause(self, site: Site) -> ast.AST | None:
        """The misplaced method, else the class."""
        outside = self._outside(site)
        return self._misplaced() or (outside[0] if outside else None) or self.node or site.call

    def proposals(self, site: Site) -> Iterable[Proposal]:
        """Bring the method out or in, or rename the one that looks like it."""
        method = self._misplaced()
        if method is None and (outside := self._outside(site)):
            yield Proposal(f"indent forward, so that it belongs to {self.cls}", self._inwards(site, outside))
        if method is not None and self.nested:
            yield Proposal(f"line def forward up with def {self.nested}", self._outwards(site, method))
        if method is not None and self.nearest and not self.nested:
            span = site.source.line_span(method.lineno)
            text = site.source.lines[method.lineno - 1].strip().replace(self.nearest, "forward", 1)
            yield Proposal(f"rename {self.nearest} to forward", (Edit(span=span, new=text),))
        if method is None:
            yield from self._only_one(site)

    def _only_one(self, site: Site) -> Iterable[Proposal]:
        """The one method that takes what the call gives, under another name: that is what it was to do."""
        given = len(site.call.args) if isinstance(site.call, ast.Call) else 0
        body = self.node.body if self.node is not None else []
        others = [part for part in body if isinstance(part, ast.FunctionDef) and not part.name.startswith("__")]
        if len(others) == 1 and len(others[0].args.args) == given + 1 and others[0].args.args[0].arg == "self":
            line, name = site.source.line_span(others[0].lineno), others[0].name
            new = site.source.lines[others[0].lineno - 1].strip().replace(name, "forward", 1)
            yield Proposal(f"rename {name} to forward", (Edit(span=line, new=new),), blames=others[0])

    def _outwards(self, site: Site, method: ast.FunctionDef) -> tuple[Edit, ...]:
        """Every line of the method, as far to the left as the function that it stands in."""
        outer = next(n for n in walk(self.node or method) if isinstance(n, ast.FunctionDef) and n.name == self.nested)
        width = method.col_offset - outer.col_offset
        edits = []
        for line in range(method.lineno, (method.end_lineno or method.lineno) + 1):
            start = len(site.source.prefix(line)) - len(site.source.indent(line)) + 1
            if len(site.source.indent(line)) >= width:
                edits.append(Edit(span=Span(line=line, column=start, end_column=start + width), new=""))
        return tuple(edits)

    def _outside(self, site: Site) -> list[ast.FunctionDef]:
        """The functions right behind the class that take `self`, where `forward` is one of them."""
        body = getattr(site.source.tree, "body", [])
        if self.node not in body:
            return []
        behind = takewhile(_takes_self, body[body.index(self.node) + 1 :])
        functions = [node for node in behind if isinstance(node, ast.FunctionDef)]
        return functions if any(function.name == "forward" for function in functions) else []

    def _inwards(self, site: Site, functions: list[ast.FunctionDef]) -> tuple[Edit, ...]:
        """Every line of the functions, as far to the right as the methods of the class."""
        step = " " * (self.node.body[0].col_offset - self.node.col_offset) if self.node is not None else ""
        edits = []
        for line in range(functions[0].lineno, (functions[-1].end_lineno or functions[-1].lineno) + 1):
            if site.source.lines[line - 1].strip():
                start = len(site.source.prefix(line)) + 1
                edits.append(Edit(span=Span(line=line, column=start, end_column=start), new=step))
        return tuple(edits)

    def _misplaced(self) -> ast.FunctionDef | None:
        wanted = "forward" if self.nested else self.nearest
        for node in walk(self.node) if self.node else ():
            if isinstance(node, ast.FunctionDef) and node.name == wanted:
                return node
        return None


def _takes_self(node: ast.AST) -> bool:
    return isinstance(node, ast.FunctionDef) and bool(node.args.args) and node.args.args[0].arg == "self"


FINDING = MissingForward
