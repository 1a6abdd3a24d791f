"""Code and printed output as HTML: Pygments classes, an id on each line, no inline style."""

import html

from markupsafe import Markup
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

_PRE = Markup('<pre class="{}" tabindex="0" role="group" aria-label="{}"><code>{}</code></pre>')


def code_html(code: str, anchor: str) -> Markup:
    """Python code; line n has the id `<anchor>-n`."""
    formatter = HtmlFormatter(nowrap=True, linespans=html.escape(anchor))
    coloured = highlight(code.rstrip("\n"), PythonLexer(stripnl=False), formatter)
    return _PRE.format("code", "Python code", Markup(coloured.rstrip("\n")))  # noqa: S704 Pygments escapes


def output_html(text: str) -> Markup:
    """What a program printed."""
    return _PRE.format("output", "Output", text.rstrip("\n"))


def text_html(text: str) -> Markup:
    """A block of plain text."""
    return _PRE.format("text", "Text", text.rstrip("\n"))
