"""Code and printed output as HTML: Pygments classes, an id on each line, no inline style."""

from markupsafe import Markup
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

_PRE = Markup('<pre class="{}" tabindex="0" role="group" aria-label="{}"><code>{}</code></pre>')
_LINE = Markup('<span id="{}-{}">{}</span>')


def code_html(code: str, anchor: str) -> Markup:
    """Python code; line n has the id `<anchor>-n`."""
    lines = (_LINE.format(anchor, number, line) for number, line in enumerate(lines_html(code), 1))
    return _PRE.format("code", "Python code", Markup("\n").join(lines))


def lines_html(code: str) -> tuple[Markup, ...]:
    """Python code, line by line."""
    coloured = highlight(code.rstrip("\n"), PythonLexer(stripnl=False), HtmlFormatter(nowrap=True))
    # Pygments escapes, and closes its spans at each line end, so that a line can be wrapped whole
    return tuple(map(Markup, coloured.rstrip("\n").split("\n")))


def output_html(text: str) -> Markup:
    """What a program printed."""
    return _PRE.format("output", "Output", text.rstrip("\n"))


def text_html(text: str) -> Markup:
    """A block of plain text."""
    return _PRE.format("text", "Text", text.rstrip("\n"))
