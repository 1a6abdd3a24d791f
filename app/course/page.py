"""Renders a passage to HTML, with a rule for each kind of token that is ours.

Whatever is wrong (a value that does not exist, a block that raised) is noted as a problem at its
place; the page goes on and shows a plain mark there.
"""

import re
from collections.abc import Callable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict
from markupsafe import Markup, escape

from app.course import page_code
from app.course.directives import DIRECTIVES, matrix_html
from app.course.highlight import text_html
from app.course.latex import MathFaultError, math_html
from app.course.links import LinkBook
from app.course.matrices import ValueFaultError
from app.course.model import Heading
from app.course.passage import Passage
from app.course.scope import Found, Scope, UnprovedError
from app.course.syntax import markdown, replace_values
from app.course.values import as_html, as_text
from app.kit.shapes import shape_html
from app.kit.words import closest

UNPROVED_HELP = "run `python -m app prove`"
_MARK = Markup('<span class="unproved" title="not known yet">?</span>')
_PERMALINK = Markup(' <a class="permalink" href="#{}" aria-label="Link to {}">#</a></h{}>\n')
_ALIGN = re.compile(r"text-align:(left|right|center)")


@dataclass
class Page:
    """What one passage is rendered with, and what rendering found out."""

    passage: Passage
    scope: Scope
    links: LinkBook
    anchor: str
    headings: list[Heading] = field(default_factory=list)
    blocks: int = 0
    proved: bool = True
    open: list[str] = field(default_factory=list)

    def fault(self, token: Token, slug: str, message: str, help_: str = "", needle: str = "") -> None:
        """Note a problem at a token, at `needle` where its text is found."""
        self.scope.problems.add(self.passage.spot(token, needle), slug, message, help_)

    def unproved(self, token: Token, what: str, needle: str = "") -> None:
        """Note that torch has to be asked."""
        self.proved = False
        self.fault(token, "unproved", f"{what} is not proved since the last change", UNPROVED_HELP, needle)

    def value(self, token: Token, text: str) -> Found | None:
        """The value of a `{{ ... }}`, or None with a problem."""
        try:
            return self.scope.value(text)
        except ValueFaultError as fault:
            self.fault(token, "no-value", str(fault), needle="{{" + text.split("\n", 1)[0])
        except UnprovedError:
            self.unproved(token, "this value", "{{" + text.split("\n", 1)[0])
        return None

    def html(self) -> Markup:
        """The passage as HTML."""
        return Markup(_RENDERER.render(self.passage.tokens, _MARKDOWN.options, {"page": self}))  # noqa: S704


Env = MutableMapping[str, Any]
Rule = Callable[[RendererHTML, Sequence[Token], int, OptionsDict, Env], str]


def _value(_r: RendererHTML, tokens: Sequence[Token], index: int, _o: OptionsDict, env: Env) -> str:
    page: Page = env["page"]
    found = page.value(tokens[index], tokens[index].content)
    return as_html(found.value, found.filter, found.batch) if found else _MARK


def _term(_r: RendererHTML, tokens: Sequence[Token], index: int, _o: OptionsDict, env: Env) -> str:
    page: Page = env["page"]
    name, shown = tokens[index].meta["groups"]
    by_name = {term.term.lower(): term for term in page.scope.glossary.values()}
    term = by_name.get(name.strip().lower())
    if term is None:
        near = closest(name, by_name)
        help_ = f"did you mean `{near}`?" if near else "add it to glossary.yaml"
        page.fault(tokens[index], "unknown-term", f"the glossary has no `{name}`", help_, f"[[{name}")
        return escape(shown or name)
    link = Markup('<a class="term" href="/glossary#{}">{}</a>')
    return link.format(term.slug, shown or name)


def _shape(_r: RendererHTML, tokens: Sequence[Token], index: int, _o: OptionsDict, env: Env) -> str:
    sizes = [part for part in re.split(r"[\s,×x()]+", tokens[index].content) if part]
    if not all(re.fullmatch(r"\d+|[A-Z][A-Za-z]?", size) for size in sizes):
        page: Page = env["page"]
        page.fault(tokens[index], "bad-shape", "a shape is sizes with commas: 1, 8, 16, 16")
    batch = len(sizes) in {2, 4, 5}
    return shape_html(sizes, batch=batch, literal=True)


def _math(_r: RendererHTML, tokens: Sequence[Token], index: int, _o: OptionsDict, env: Env) -> str:
    page: Page = env["page"]
    token = tokens[index]

    def put(text: str) -> str:
        found = page.value(token, " " + text)
        return as_text(found.value, found.filter).replace(",", "{,}").replace("%", r"\%") if found else "?"

    try:
        return math_html(replace_values(token.content, put).strip(), block=token.block)
    except MathFaultError as fault:
        page.fault(token, "bad-math", str(fault), needle=token.content.strip())
        return Markup("<code>{}</code>").format(token.content)


def _heading_open(r: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: Env) -> str:
    page: Page = env["page"]
    level = int(tokens[index].tag[1])
    if level == 1:
        page.fault(tokens[index], "heading-level", "the page has its own title: headings begin at ##")
    text = str(Markup(r.render([tokens[index + 1]], options, env)).striptags())  # noqa: S704 stripped at once
    base = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "part"
    taken = {heading.id for heading in page.headings}
    names = [base, *(f"{base}-{count}" for count in range(2, len(taken) + 3))]
    id_ = next(name for name in names if name not in taken)
    page.headings.append(Heading(id_, text, level))
    return f'<h{level} id="{id_}">'


def _heading_close(_r: RendererHTML, tokens: Sequence[Token], index: int, _o: OptionsDict, env: Env) -> str:
    heading = env["page"].headings[-1]
    return _PERMALINK.format(heading.id, heading.text, tokens[index].tag[1])


def _directive_open(r: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: Env) -> str:
    page: Page = env["page"]
    token = tokens[index]
    name = token.meta["name"]
    directive = DIRECTIVES.get(name)
    around = page.open[-1] if page.open else None
    page.open.append(name)
    if fault := _directive_fault(page, token, name, around):
        page.fault(token, "bad-directive", fault[0], fault[1], ":::")
    if directive is None:
        return ""
    title = Markup(r.renderInline(token.children or [], options, env))  # noqa: S704 rendered by the same rules
    if name == "matrix":
        title = matrix_html(page.scope.matrices.get(str(title.striptags()))) if title else Markup()
    return directive.opening.format(title or directive.default_title)


def _directive_fault(page: Page, token: Token, name: str, around: str | None) -> tuple[str, str] | None:
    directive = DIRECTIVES.get(name)
    title = token.info.strip().partition(" ")[2].strip()
    if directive is None:
        near = closest(name, DIRECTIVES)
        return f"there is no directive `{name}`", f"did you mean `{near}`?" if near else ", ".join(DIRECTIVES)
    last = page.passage.first_line + (token.map[1] if token.map else 0)
    lines = page.passage.source.lines
    if last > len(lines) or set(lines[last - 1].strip(" >")) != {":"}:
        return f"`{name}` is not closed", "close it with as many colons as opened it, on a line of their own"
    if directive.needs_title and not title:
        return f"`{name}` needs a title", f":::{name} the words that stand before it"
    if directive.inside and around != directive.inside:
        return f"`{name}` stands inside `::::{directive.inside}`", "with four colons around"
    if name == "matrix" and title not in page.scope.matrices:
        return f"topic.yaml has no matrix `{title}`", f"it has {', '.join(page.scope.matrices) or 'none'}"
    return None


def _directive_close(_r: RendererHTML, _t: Sequence[Token], _i: int, _o: OptionsDict, env: Env) -> str:
    directive = DIRECTIVES.get(env["page"].open.pop())
    return directive.closing if directive else ""


def _link_open(r: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: Env) -> str:
    page: Page = env["page"]
    href = str(tokens[index].attrs.get("href", ""))
    page.links.want(page.passage.spot(tokens[index], href), href)
    return r.renderToken(tokens, index, options, env)


def _cell_open(r: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: Env) -> str:
    token = tokens[index]
    aligned = _ALIGN.search(str(token.attrs.pop("style", "")))
    if aligned:
        token.attrSet("class", f"align-{aligned[1]}")
    return r.renderToken(tokens, index, options, env)


def _code_block(_r: RendererHTML, tokens: Sequence[Token], index: int, _o: OptionsDict, env: Env) -> str:
    page: Page = env["page"]
    page.fault(tokens[index], "indented-code", "indented text is read as code", "use a fence that says what it is")
    return text_html(tokens[index].content)


def _fence(_r: RendererHTML, tokens: Sequence[Token], index: int, _o: OptionsDict, env: Env) -> str:
    return page_code.fence_html(env["page"], tokens[index])


def _constant(html: str) -> Rule:
    return lambda _r, _t, _i, _o, _e: html


_RULES: Mapping[str, Rule] = {
    "value": _value,
    "term": _term,
    "shape": _shape,
    "math_inline": _math,
    "math_block": _math,
    "heading_open": _heading_open,
    "heading_close": _heading_close,
    "container_directive_open": _directive_open,
    "container_directive_close": _directive_close,
    "link_open": _link_open,
    "th_open": _cell_open,
    "td_open": _cell_open,
    "table_open": _constant('<div class="scroll" tabindex="0" role="group" aria-label="Table"><table>\n'),
    "table_close": _constant("</table></div>\n"),
    "code_block": _code_block,
    "fence": _fence,
}
_MARKDOWN = markdown()
for _name, _rule in _RULES.items():
    _MARKDOWN.add_render_rule(_name, _rule)
_RENDERER = _MARKDOWN.renderer
