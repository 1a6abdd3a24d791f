"""Layers that a module uses and does not own: they are never trained, moved or saved."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeGuard

from app.checker.blame.faults import Fault
from app.checker.blame.proposals import Proposal
from app.checker.blame.sites import Site
from app.checker.report import Edit, Span
from app.checker.walks import walk
from app.kit.words import count


@dataclass(frozen=True)
class UnregisteredLayers(Fault):
    """`attribute` holds `layers` in a plain `holder` (list, tuple or dict), whose text is `value`.

    `attribute` is empty where a layer with weights is made inside `forward`; `made` is its text with its numbers.
    """

    slug = "unregistered-layers"
    severity = "warning"
    cls: str
    attribute: str
    holder: str
    layers: int
    params: int
    value: ast.expr | None = None
    nn: str = "nn"
    made: str = ""

    def message(self) -> str:
        """Whose weights are missing where."""
        weights = f"{self.params:,} weights"
        if not self.attribute:
            return (
                f"{self.cls} makes a layer inside forward: its {weights} are made anew at every call, "
                f"are not among parameters(), and are never trained"
            )
        return (
            f"self.{self.attribute} is a plain {self.holder}, so {self.cls} does not own the "
            f"{count(self.layers, 'layer')} in it: their {weights} are not among parameters() and are never trained"
        )

    def label(self) -> str:
        """What it is."""
        return f"a plain {self.holder} registers nothing" if self.attribute else "made anew at every call"

    def help(self) -> str:
        """What to make of it."""
        if not self.attribute:
            return "make the layer once, in __init__, as an attribute of self; call it in forward"
        return f"make it an {self.nn}.{self._container}, which registers what it holds"

    def cause(self, site: Site) -> ast.AST | None:
        """The assignment, or the layer that is made in forward."""
        return site.call

    def proposals(self, site: Site) -> Iterable[Proposal]:
        """Wrap what is assigned; make the layer in the constructor."""
        if self.value is not None and self.attribute:
            edits = site.surround(self.value, f"{self.nn}.{self._container}(", ")")
            yield Proposal(f"wrap it in {self.nn}.{self._container}", edits)
            inner = tuple(
                edit for part in self._lists(site) for edit in site.surround(part, f"{self.nn}.ModuleList(", ")")
            )
            if inner:
                yield Proposal(f"wrap it, and each list in it, in {self.nn}.ModuleList", (*edits, *inner))
            keys = [edit for key in self._keys(site, self.value) for edit in _as_text(key, site)]
            if keys:
                yield Proposal(f"make it an {self.nn}.{self._container}, with its keys as text", (*edits, *keys))
        if self.made and isinstance(site.call, ast.Call):
            yield from self._moved(site, site.call)

    def _keys(self, site: Site, value: ast.expr) -> Iterable[ast.expr]:
        """What stands as a key of it and is no text as written: torch's dicts take nothing else."""
        if self.holder != "dict":
            return
        literal = [key for key in value.keys if key is not None] if isinstance(value, ast.Dict) else []
        for key in (*literal, *(part.slice for part in walk(site.source.tree) if self._reads(part))):
            text = isinstance(key, ast.JoinedStr) or isinstance(getattr(key, "value", None), str)
            if not text and site.source.text(key)[:4] != "str(":
                yield key

    def _reads(self, part: ast.AST) -> TypeGuard[ast.Subscript]:
        return (
            isinstance(part, ast.Subscript)
            and isinstance(part.value, ast.Attribute)
            and part.value.attr == self.attribute
            and isinstance(part.value.value, ast.Name)
        )

    def _lists(self, site: Site) -> list[ast.expr]:
        """The lists of layers that are put into it: where it is written, and by `append`."""
        parts = [*getattr(self.value, "elts", []), getattr(self.value, "elt", None)]
        for node in walk(site.source.tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "append":
                parts += node.args if site.source.text(node.func.value) == f"self.{self.attribute}" else []
        return [part for part in parts if isinstance(part, ast.List | ast.Tuple | ast.ListComp)]

    def _moved(self, site: Site, call: ast.Call) -> Iterable[Proposal]:
        """The layer at the end of `__init__`, under the name that it has in forward."""
        tree = site.source.tree
        homes = [cls for cls in walk(tree) if isinstance(cls, ast.ClassDef) and cls.name == self.cls]
        inits = [part for cls in homes for part in cls.body if isinstance(part, ast.FunctionDef)]
        init = next((part for part in inits if part.name == "__init__"), None)
        named = (s.targets[0] for s in walk(tree) if isinstance(s, ast.Assign) and s.value is call)
        name = next((target.id for target in named if isinstance(target, ast.Name)), "layer")
        if init is not None:
            last = init.body[-1]
            line = f"self.{name} = {self.made}"
            new = Edit(span=site.source.end(last), new=f"\n{site.source.prefix(last.lineno)}{line}")
            yield Proposal(f"make it in __init__: {line}", (new, *site.replace(call, f"self.{name}")))

    @property
    def _container(self) -> str:
        return "ModuleDict" if self.holder == "dict" else "ModuleList"


def _as_text(key: ast.expr, site: Site) -> tuple[Edit, ...]:
    number = isinstance(key, ast.Constant) and isinstance(key.value, int)
    return site.replace(key, f"'{site.source.text(key)}'") if number else site.surround(key, "str(", ")")


@dataclass(frozen=True)
class LayersOfAnObject(UnregisteredLayers):
    """The layers are those of an object whose class, written at `written`, is no module."""

    written: ast.ClassDef | None = None

    def message(self) -> str:
        """Why nobody owns them."""
        return (
            f"self.{self.attribute} is a {self.holder}, and {self.holder} is no nn.Module, so {self.cls} does not own "
            f"the {count(self.layers, 'layer')} in it: their {self.params:,} weights are not among parameters() and "
            f"are never trained"
        )

    def label(self) -> str:
        """What the class lacks."""
        return f"{self.holder} is no nn.Module"

    def help(self) -> str:
        """Inherit."""
        return f"write class {self.holder}({self.nn}.Module), and call super().__init__() first in its __init__"

    def proposals(self, site: Site) -> Iterable[Proposal]:
        """The base class, and its constructor."""
        cls = self.written
        inits = [n for n in cls.body if isinstance(n, ast.FunctionDef) and n.name == "__init__"] if cls else []
        if cls is None or cls.bases or not inits:
            return
        line = site.source.line_span(cls.lineno)
        header = site.source.sent_text(line).partition(":")
        name = f"class {cls.name}({self.nn}.Module):{header[2]}"
        first = site.source.span(inits[0].body[0])
        begin = Span(line=first.line, column=first.column, end_column=first.column)
        text = f"super().__init__()\n{site.source.prefix(first.line)}"
        yield Proposal(f"make {self.holder} an nn.Module", (Edit(span=line, new=name), Edit(span=begin, new=text)))


@dataclass(frozen=True)
class PlainWeight(UnregisteredLayers):
    """One tensor that asks for gradients, and is no parameter."""

    def message(self) -> str:
        """What it is, and what it is not."""
        return (
            f"self.{self.attribute} is a plain tensor, so {self.cls} does not own it: its {self.params:,} weights are "
            f"not among parameters() and are never trained, although requires_grad=True asks for their gradients"
        )

    def label(self) -> str:
        """What it is."""
        return "a plain tensor registers nothing"

    def help(self) -> str:
        """What to make of it."""
        return f"make it an {self.nn}.Parameter, which asks for gradients by itself"

    def proposals(self, site: Site) -> Iterable[Proposal]:
        """Wrap what is assigned."""
        if self.value is not None:
            edits = site.surround(self.value, f"{self.nn}.Parameter(", ")")
            yield Proposal(f"wrap it in {self.nn}.Parameter", edits)


@dataclass(frozen=True)
class PlainWeights(UnregisteredLayers):
    """Parameters in a plain list, tuple or dict."""

    def message(self) -> str:
        """Whose weights are missing where."""
        return (
            f"self.{self.attribute} is a plain {self.holder}, so {self.cls} does not own the "
            f"{count(self.layers, 'parameter')} in it: their {self.params:,} weights are not among parameters() and "
            f"are never trained"
        )

    @property
    def _container(self) -> str:
        return "ParameterDict" if self.holder == "dict" else "ParameterList"


FINDING = UnregisteredLayers
