"""A class that is called like a model and does not inherit from `nn.Module`."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass

from app.checker.blame.faults import Fault
from app.checker.blame.proposals import Proposal
from app.checker.blame.sites import Site
from app.checker.report import Edit, Span
from app.checker.walks import walk

_IMPORTS = (ast.Import, ast.ImportFrom)
_IDLE = frozenset({"object", "nn", "torch"})
_BASES = (("nn.Module", "nn"), ("Module", "Module"), ("torch.nn.Module", "torch"))


@dataclass(frozen=True)
class MissingBase(Fault):
    """`node` is the class that has no base which could be called."""

    slug = "missing-base"
    exception = "TypeError"
    cls: str
    node: ast.ClassDef

    def message(self) -> str:
        """What Python looks for."""
        return f"{self.cls} is called like a layer, but its class does not inherit from nn.Module: nothing runs forward"

    def label(self) -> str:
        """What is missing."""
        return "nn.Module is missing here"

    def help(self) -> str:
        """What to write."""
        return f"write class {self.cls}(nn.Module):"

    def cause(self, site: Site) -> ast.AST | None:  # noqa: ARG002 (the place is known from the facts)
        """The line that begins the class."""
        return self.node

    def proposals(self, site: Site) -> Iterable[Proposal]:
        """The base."""
        return inherit(site, self.node)


def inherit(site: Site, cls: ast.ClassDef) -> Iterable[Proposal]:
    """`nn.Module` in brackets behind the name of a class, as the paste calls it."""
    known = {alias.asname or alias.name for n in walk(site.source.tree) if isinstance(n, _IMPORTS) for alias in n.names}
    base = next((base for base, name in _BASES if name in known), "Module" if "*" in known else "nn.Module")
    if cls.bases:
        idle = len(cls.bases) == 1 and isinstance(cls.bases[0], ast.Name) and cls.bases[0].id in _IDLE
        edits = site.replace(cls.bases[0], base) if idle else ()
    else:
        edits = _behind_name(site, cls, f"({base})")
    if edits:
        yield Proposal(f"inherit from {base}", (*edits, *_first_call(site, cls)))


def _behind_name(site: Site, cls: ast.ClassDef, new: str) -> tuple[Edit, ...]:
    """What stands between the name of a class and its colon is replaced."""
    line = site.source.line_span(cls.lineno)
    text = site.source.sent_text(line)
    start = text.find(cls.name) + len(cls.name)
    end = text.find(":", start)
    if start < len(cls.name) or end < 0:
        return ()
    return (Edit(span=Span(line=line.line, column=line.column + start, end_column=line.column + end), new=new),)


def _first_call(site: Site, cls: ast.ClassDef) -> tuple[Edit, ...]:
    """`super().__init__()` in front of the rest of `__init__`, where it is not called yet."""
    init = next((n for n in cls.body if isinstance(n, ast.FunctionDef) and n.name == "__init__"), None)
    if init is None or any(isinstance(n, ast.Name) and n.id == "super" for n in walk(init)):
        return ()
    first = init.body[0]
    prefix = site.source.prefix(first.lineno)
    place = Span(line=first.lineno, column=len(prefix) + 1, end_column=len(prefix) + 1)
    return (Edit(span=place, new=f"super().__init__()\n{prefix}"),)


FINDING = MissingBase
