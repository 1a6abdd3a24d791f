"""A layer is made with an argument that it does not take, or without one that it needs."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass

from app.checker.blame.faults import Fault
from app.checker.blame.proposals import Proposal
from app.checker.blame.sites import Site
from app.checker.edits.spelling import divided_whole
from app.checker.report import Edit, Span


@dataclass(frozen=True)
class WrongConstructorArgument(Fault):
    """`what` went wrong with `argument`; `better` is the text to write for its value, where it is known."""

    slug = "wrong-constructor-argument"
    exception = "TypeError"
    layer: str
    argument: str
    what: str
    advice: str
    better: str | None = None
    renamed: str | None = None
    is_float: bool = False

    def message(self) -> str:
        """The layer and the argument."""
        return f"{self.layer} {self.what}"

    def label(self) -> str:
        """The argument."""
        return self.argument or "these arguments"

    def help(self) -> str:
        """What it takes."""
        return self.advice

    def cause(self, site: Site) -> ast.AST | None:
        """The argument, else the call; its name where that is wrong; what a parameter is by itself is not at fault."""
        keyword, number = _keyword(site, self.argument), site.argument(self.argument)
        if site.created is not None and number is not None and site.is_default(number) and self.better is None:
            number = site.created.arguments[self.argument].handed_over().node
        named = keyword if self._unknown else None
        return named or self._division(site) or self._product(site) or number or keyword or super().cause(site)

    def proposals(self, site: Site) -> Iterable[Proposal]:
        """A whole division, a better value, or another name."""
        if (division := self._division(site)) is not None and (edits := divided_whole(site, division)):
            yield Proposal("divide with //", edits)
        if (product := self._product(site)) is not None:
            yield Proposal("make it whole with int()", site.surround(product, "int(", ")"), blames=product)
        node = site.argument(self.argument)
        if self.better is not None and node is not None:
            yield Proposal(f"write {self.argument}={self.better}", site.replace(node, self.better))
        keyword = _keyword(site, self.argument)
        if self.renamed and keyword is not None:
            new = f"{self.renamed}={site.source.text(keyword.value)}"
            yield Proposal(f"call it {self.renamed}", site.replace(keyword, new))
        if keyword is not None and self._unknown:
            yield Proposal(f"take {site.source.text(keyword)} away", _left_out(keyword, site), weak=True)

    @property
    def _unknown(self) -> bool:
        return self.what.startswith("has no argument")

    def _division(self, site: Site) -> ast.BinOp | None:
        """The `/` that made a size a float."""
        return self._part(site, ast.Div)

    def _product(self, site: Site) -> ast.BinOp | None:
        """The `*` that did, by a factor that is no whole number, where nothing is divided."""
        return None if self._division(site) is not None else self._part(site, ast.Mult)

    def _part(self, site: Site, operator: type[ast.operator]) -> ast.BinOp | None:
        if not self.is_float or site.created is None or self.argument not in site.created.arguments:
            return None
        origin = site.created.arguments[self.argument]
        found = origin.find(lambda node: isinstance(node, ast.BinOp) and isinstance(node.op, operator))
        return found if isinstance(found, ast.BinOp) else None


class WrongNumber(WrongConstructorArgument):
    """The same where torch finds it only when the layer is called."""

    exception = "RuntimeError"


def _left_out(keyword: ast.keyword, site: Site) -> tuple[Edit, ...]:
    """A keyword goes, and the comma in front of it."""
    given = site.created.node if site.created is not None else None
    parts: list[ast.expr | ast.keyword] = [*given.args, *given.keywords] if given is not None else []
    before = [part for part in parts if (part.lineno, part.col_offset) < (keyword.lineno, keyword.col_offset)]
    if not before or site.source.end(before[-1]).line != keyword.lineno:
        return site.replace(keyword, "") if len(before) == len(parts) - 1 else ()
    start, end = site.source.end(before[-1]), site.source.end(keyword)
    if start.line != end.line:
        return ()
    return (Edit(span=Span(line=end.line, column=start.column, end_column=end.column), new=""),)


def _keyword(site: Site, name: str) -> ast.keyword | None:
    if site.created is None:
        return None
    return next((k for k in site.created.node.keywords if k.arg == name), None)


FINDING = WrongConstructorArgument
