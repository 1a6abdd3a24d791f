"""The directives of a page: what each opens and closes, and what is wrong with its first line."""

from collections.abc import Callable, Mapping

from markdown_it.token import Token
from markupsafe import Markup

from app.course.directives import DIRECTIVES, matrix_html
from app.course.lab_blocks import lab_html, task_fault, task_html, unknown_matrix
from app.course.page import Page
from app.kit.words import closest


def open_html(page: Page, token: Token, title: Markup) -> Markup:
    """The HTML before the body of a directive; `title` is its rendered title."""
    name, said = token.meta["name"], _title(token)
    around = page.open[-1] if page.open else None
    page.open.append(name)
    if fault := _fault(page, token, name, around):
        page.fault(token, "bad-directive", *fault, needle=":::")
    directive = DIRECTIVES.get(name)
    if directive is None:
        return Markup()
    if make := _OPENINGS.get(name):
        title = make(page, said)
    return directive.opening.format(title or directive.default_title)


def close_html(page: Page) -> Markup:
    """The HTML behind the body of the innermost directive."""
    directive = DIRECTIVES.get(page.open.pop())
    return directive.closing if directive else Markup()


_OPENINGS: Mapping[str, Callable[[Page, str], Markup]] = {
    "matrix": lambda page, said: matrix_html(page.scope.matrices.get(said)),
    "matrix-lab": lab_html,
    "task": task_html,
}
"""Directives whose first line names what stands there."""


def _title(token: Token) -> str:
    return token.info.strip().partition(" ")[2].strip()


def _fault(page: Page, token: Token, name: str, around: str | None) -> tuple[str, str] | None:
    directive = DIRECTIVES.get(name)
    if directive is None:
        near = closest(name, DIRECTIVES)
        return f"there is no directive `{name}`", f"did you mean `{near}`?" if near else ", ".join(DIRECTIVES)
    if not _closed(page, token):
        return f"`{name}` is not closed", "close it with as many colons as opened it, on a line of their own"
    if directive.needs_title and not _title(token):
        return f"`{name}` needs a title", f":::{name} the words that stand before it"
    if directive.inside and around != directive.inside:
        return f"`{name}` stands inside `::::{directive.inside}`", "with four colons around"
    if name in {"matrix", "matrix-lab"}:
        return unknown_matrix(page, _title(token))
    return task_fault(page, _title(token)) if name == "task" else None


def _closed(page: Page, token: Token) -> bool:
    """The parser closes what its author left open; then the last line is no row of colons."""
    last = page.passage.first_line + (token.map[1] if token.map else 0)
    lines = page.passage.source.lines
    return last <= len(lines) and set(lines[last - 1].strip(" >")) == {":"}
