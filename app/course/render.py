"""Renders a page to HTML: markdown-it's renderer, with a rule for each kind of token that is ours."""

import re
from collections.abc import Callable, Mapping, MutableMapping, Sequence
from typing import Any

from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict
from markupsafe import Markup, escape

from app.course.highlight import text_html
from app.course.latex import MathFaultError, math_html
from app.course.page import Page
from app.course.page_blocks import close_html, open_html
from app.course.page_code import fence_html
from app.course.syntax import markdown, replace_values
from app.course.values import as_html, as_text
from app.kit.shapes import shape_html
from app.kit.words import closest

Env = MutableMapping[str, Any]
Tokens = Sequence[Token]
Rule = Callable[[RendererHTML, Tokens, int, OptionsDict, Env], str]

_MARK = Markup('<span class="unproved" title="not known yet">?</span>')
_TERM = Markup('<a class="term" href="/glossary#{}">{}</a>')
_PERMALINK = Markup(' <a class="permalink" href="#{}" aria-label="Link to {}">#</a></h{}>\n')
LINE = "<!--line {}-->"
_ALIGN = re.compile(r"text-align:(left|right|center)")


def render(page: Page) -> Markup:
    """The HTML of a page; faults are noted, nothing raises."""
    html = _RENDERER.render(_marked(page), _MARKDOWN.options, {"page": page})
    return Markup(html)  # noqa: S704 - every rule escapes, and raw HTML is off


def _marked(page: Page) -> list[Token]:
    """The tokens; for an author with the line of each block in front of it, so that problems find their place."""
    if not page.dev:
        return page.passage.tokens
    tokens: list[Token] = []
    for token in page.passage.tokens:
        if token.level == 0 and token.map and token.nesting >= 0:
            line = page.passage.first_line + token.map[0]
            tokens.append(Token("html_block", "", 0, content=LINE.format(line)))
        tokens.append(token)
    return tokens


def _value(_r: RendererHTML, tokens: Tokens, index: int, _o: OptionsDict, env: Env) -> str:
    page: Page = env["page"]
    found = page.value(tokens[index], tokens[index].content)
    return as_html(found.value, found.filter, found.batch) if found else _MARK


def _term(_r: RendererHTML, tokens: Tokens, index: int, _o: OptionsDict, env: Env) -> str:
    page: Page = env["page"]
    name, shown = tokens[index].meta["groups"]
    by_name = {term.term.lower(): term for term in page.scope.glossary.values()}
    term = by_name.get(name.strip().lower())
    if term is None:
        near = closest(name, by_name)
        help_ = f"did you mean `{near}`?" if near else "add it to glossary.yaml"
        page.fault(tokens[index], "unknown-term", f"the glossary has no `{name}`", help_, f"[[{name}")
        return escape(shown or name)
    return _TERM.format(term.slug, shown or name)


def _shape(_r: RendererHTML, tokens: Tokens, index: int, _o: OptionsDict, env: Env) -> str:
    sizes = [part for part in re.split(r"[\s,×x()]+", tokens[index].content) if part]
    if not all(re.fullmatch(r"\d+|[A-Z][A-Za-z]?", size) for size in sizes):
        page: Page = env["page"]
        page.fault(tokens[index], "bad-shape", "a shape is sizes with commas: 1, 8, 16, 16")
    return shape_html(sizes, batch=len(sizes) in {2, 4, 5}, literal=True)


def _math(_r: RendererHTML, tokens: Tokens, index: int, _o: OptionsDict, env: Env) -> str:
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


def _heading_open(r: RendererHTML, tokens: Tokens, index: int, options: OptionsDict, env: Env) -> str:
    page: Page = env["page"]
    level = int(tokens[index].tag[1])
    if level == 1:
        page.fault(tokens[index], "heading-level", "the page has its own title: headings begin at ##")
    inside = Markup(r.render([tokens[index + 1]], options, env))  # noqa: S704 - stripped at once
    heading = page.heading(inside.striptags(), level)
    return f'<h{level} id="{heading.id}">'


def _heading_close(_r: RendererHTML, tokens: Tokens, index: int, _o: OptionsDict, env: Env) -> str:
    heading = env["page"].headings[-1]
    return _PERMALINK.format(heading.id, heading.text, tokens[index].tag[1])


def _directive_open(r: RendererHTML, tokens: Tokens, index: int, options: OptionsDict, env: Env) -> str:
    title = r.renderInline(tokens[index].children or [], options, env)
    return open_html(env["page"], tokens[index], Markup(title))  # noqa: S704 - rendered by these rules


def _directive_close(_r: RendererHTML, _t: Tokens, _i: int, _o: OptionsDict, env: Env) -> str:
    return close_html(env["page"])


def _link_open(r: RendererHTML, tokens: Tokens, index: int, options: OptionsDict, env: Env) -> str:
    page: Page = env["page"]
    href = str(tokens[index].attrs.get("href", ""))
    page.links.want(page.passage.spot(tokens[index], href), href)
    return r.renderToken(tokens, index, options, env)


def _cell_open(r: RendererHTML, tokens: Tokens, index: int, options: OptionsDict, env: Env) -> str:
    """A cell with a class where markdown-it writes inline style, which the site's CSP forbids."""
    token = tokens[index]
    aligned = _ALIGN.search(str(token.attrs.pop("style", "")))
    if aligned:
        token.attrSet("class", f"align-{aligned[1]}")
    return r.renderToken(tokens, index, options, env)


def _code_block(_r: RendererHTML, tokens: Tokens, index: int, _o: OptionsDict, env: Env) -> str:
    page: Page = env["page"]
    page.fault(tokens[index], "indented-code", "indented text is read as code", "use a fence that says what it is")
    return text_html(tokens[index].content)


def _fence(_r: RendererHTML, tokens: Tokens, index: int, _o: OptionsDict, env: Env) -> str:
    return fence_html(env["page"], tokens[index])


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
