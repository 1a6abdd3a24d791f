"""The Markdown that is read: CommonMark and tables, no raw HTML, and four additions.

`{{ value }}`, `[[term|shown]]`, `{shape}` before a code span, dollar math and `:::directive` blocks
become tokens of their own; what they mean is the business of `passage` and `page`.
"""

import re
from collections.abc import Callable

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from mdit_py_plugins.container import container_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin

_VALUE = re.compile(r"\{\{(.+?)\}\}", re.DOTALL)
_TERM = re.compile(r"\[\[([^\[\]|\n]+)(?:\|([^\[\]|\n]+))?\]\]")
_SHAPE = re.compile(r"\{shape\}`([^`\n]+)`")


def markdown() -> MarkdownIt:
    """A parser of that Markdown."""
    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": 40}).enable("table")
    parser.disable(["image", "html_inline", "html_block"])
    parser.use(dollarmath_plugin, allow_space=False, allow_digits=False, allow_labels=False)
    parser.use(container_plugin, name="directive", validate=lambda _params, _markup: True)
    for name, pattern in (("value", _VALUE), ("term", _TERM), ("shape", _SHAPE)):
        parser.inline.ruler.before("escape", name, _rule(name, pattern))
    return parser


def values_in(text: str) -> list[str]:
    """The expressions of the `{{ ... }}` in a text that is not Markdown, such as LaTeX."""
    return [found[1] for found in _SPACED.finditer(text)]


def replace_values(text: str, replacement: Callable[[str], str]) -> str:
    """LaTeX with each `{{ ... }}` replaced; there the braces need spaces, since LaTeX nests its own."""
    return _SPACED.sub(lambda found: replacement(found[1]), text)


def _rule(name: str, pattern: re.Pattern[str]) -> Callable[[StateInline, bool], bool]:
    def rule(state: StateInline, silent: bool) -> bool:
        found = pattern.match(state.src, state.pos, state.posMax)
        if not found:
            return False
        if not silent:
            token = state.push(name, "", 0)
            token.content = found[1]
            token.meta = {"groups": found.groups()}
        state.pos = found.end()
        return True

    return rule


_SPACED = re.compile(r"\{\{ (.+?) \}\}", re.DOTALL)
