"""The paste is not Python."""

import ast
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from app.checker.blame.faults import Fault
from app.checker.blame.proposals import Proposal
from app.checker.blame.sites import Site
from app.checker.edits.characters import in_plain_ascii
from app.checker.report import Edit, Span

_WORDS = 4
"""Words behind an opening quote after which the text may have been meant to end."""
_ELSE_IF = r"\belse\s+if\b(?=.*:\s*(#.*)?$)"
_PLAIN = (
    ("was never closed", "a bracket that is opened is never closed", "close the bracket"),
    ("unmatched", "a bracket is closed here that was never opened", "take this bracket away, or open it"),
    (
        "does not match opening",
        "this bracket closes another kind than was opened",
        "close the bracket that was opened",
    ),
    (
        "unterminated triple-quoted",
        "a text in triple quotes begins here and never ends",
        "close the triple quotes",
    ),
    ("unterminated string", "a text begins here and does not end on its line", "close the quotes"),
    (
        "unindent does not match",
        "the lines of this block are not indented alike, and not like a block around it",
        "line them up",
    ),
    (
        "unexpected indent",
        "this line is indented more than the line before it",
        "line it up with the line before it",
    ),
    (
        "expected an indented block",
        "the line before it opens a block, and this line is not inside",
        "indent what belongs to the block",
    ),
    ("inconsistent use of tabs", "tabs and spaces are mixed in this indentation", "indent with spaces only"),
    ("expected ':'", "a colon is missing here", "put a colon at the end of the line"),
    ("forgot a comma", "a comma seems to be missing here", "put a comma between the two values"),
    ("Maybe you meant '=='", "one = stores a value, it does not compare", "compare with =="),
    (
        "invalid non-printable character",
        "a character stands here that cannot be seen",
        "delete it and write a space",
    ),
    ("invalid character", "a character stands here that Python does not know", "write it with plain ASCII"),
    (
        "Missing parentheses in call to 'print'",
        "print is a function: what it prints stands in parentheses",
        "write print(...)",
    ),
    (
        "illegal target for annotation",
        "in front of this colon stands no name that could be given a type",
        "annotate a name, or check the line: is a def, an if or a lambda missing in front?",
    ),
    (
        "illegal expression for augmented assignment",
        "what stands in front of this sign cannot be counted up",
        "put a name, an attribute or an index on the left",
    ),
    (
        "non-default argument follows",
        "a parameter without a default stands behind one that has a default",
        "give it a default too, or move it in front of those that have one",
    ),
    (
        "invalid decimal literal",
        "a name begins with a digit, or letters stand right behind a number",
        "begin names with a letter: conv1, not 1conv",
    ),
    ("leading zeros", "a number begins with a zero", "write it without the zero"),
)


@dataclass(frozen=True)
class BadSyntax(Fault):
    """`python` is the interpreter's own sentence; `line` the text of the line."""

    slug = "syntax-error"
    exception = "SyntaxError"
    python: str
    line: str

    def message(self) -> str:
        """Plain words, where we know them."""
        what, _ = self._plain()
        return f"this is not Python yet: {what}"

    def label(self) -> str:
        """Python's own words."""
        return self.python

    def help(self) -> str:
        """What to write."""
        return self._plain()[1]

    def cause(self, site: Site) -> ast.AST | None:
        """The place that Python names."""
        return site.call

    def proposals(self, site: Site) -> Iterable[Proposal]:
        """Edits that often mend it: each is tried, and shown only where the paste then parses."""
        if site.call is None:
            return
        for part, mend in _MENDS:
            if part in self.python:
                yield from mend(site)

    def _plain(self) -> tuple[str, str]:
        if re.search(_ELSE_IF, self.line):
            return "what other languages call else if is one word here, elif", "write elif"
        for part, what, advice in _PLAIN:
            if part in self.python:
                return what, advice
        return (
            f"Python says «{self.python}»",
            "compare this line with the lines around it: brackets, commas, colons, quotes",
        )


def _line(site: Site) -> int:
    return int(getattr(site.call, "lineno", 1))


def _at_end(site: Site, text: str) -> Edit:
    """Behind the last character of the line, in front of a comment."""
    span = site.source.line_span(_line(site))
    code = site.source.lines[span.line - 1].split("#")[0].rstrip()
    column = span.column + len(code.lstrip())
    return Edit(span=Span(line=span.line, column=column, end_column=column), new=text)


def _with_colon(site: Site) -> Iterable[Proposal]:
    number = _line(site)
    if (found := re.search(_ELSE_IF, site.source.lines[number - 1])) is not None:
        start = site.source.removed[number - 1] + found.start() + 1
        span = Span(line=number, column=start, end_column=start + len(found.group()))
        yield Proposal("write elif", (Edit(span=span, new="elif"),), sure=True)
    else:
        yield Proposal("add the colon", (_at_end(site, ":"),), sure=True)


def _with_bracket(site: Site) -> Iterable[Proposal]:
    for bracket in ")]}":
        yield Proposal(f"close the bracket with {bracket}", (_at_end(site, bracket),))


def _with_comma(site: Site) -> Iterable[Proposal]:
    if site.call is not None:
        yield Proposal("add the comma", site.surround(site.call, "", ",")[1:])


def _with_parentheses(site: Site) -> Iterable[Proposal]:
    """Python 2's `print x`, on every line that has it."""
    edits = []
    for number, text in enumerate(site.source.lines, start=1):
        stripped = text.strip()
        if stripped.startswith("print ") and not stripped.startswith("print ("):
            edits.append(Edit(span=site.source.line_span(number), new=f"print({stripped[6:].strip()})"))
    yield Proposal("put what is printed in parentheses", tuple(edits))


def _compared(site: Site) -> Iterable[Proposal]:
    """`==` for the first single `=` of the condition."""
    number = _line(site)
    code = site.source.lines[number - 1]
    if (found := re.search(r"(?<![=!<>:])=(?!=)", code)) is not None:
        column = site.source.removed[number - 1] + found.start() + 1
        span = Span(line=number, column=column, end_column=column + 1)
        yield Proposal("compare with ==", (Edit(span=span, new="=="),), sure=True)


def _closed_quotes(site: Site) -> Iterable[Proposal]:
    """The quote that opened the text, behind each word that may be its last: the nearest first."""
    number = _line(site)
    code, removed = site.source.lines[number - 1], site.source.removed[number - 1]
    opened = code[getattr(site.call, "col_offset", 0) :]
    if (quote := re.search(r"[\"']", opened)) is None:
        return
    start = len(code) - len(opened) + quote.end()
    for word in list(re.finditer(r"[\w.%-]+(?=\W|$)", code[start:]))[:_WORDS]:
        column = removed + start + word.end() + 1
        edit = Edit(span=Span(line=number, column=column, end_column=column), new=quote.group())
        yield Proposal("close the quotes", (edit,))


def _body_indented(site: Site) -> Iterable[Proposal]:
    """A body that stands as far left as its header: all lines up to the next header or the end of the block move.

    Of a class the methods belong to it, which take `self`, with what is indented in them.
    """
    first = _line(site)
    own, edits = site.source.indent(first), []
    of_class = any(text.lstrip().startswith("class ") for text in site.source.lines[max(first - 2, 0) : first - 1])
    for number in range(first, len(site.source.lines) + 1):
        text = site.source.lines[number - 1]
        begins = text.lstrip().startswith(("def ", "class ", "@"))
        if of_class:
            begins = site.source.indent(number) == own and re.match(r"\s*(def \w+\(\s*self\b|@)", text) is None
        if text.strip() and (len(site.source.indent(number)) < len(own) or begins):
            break
        column = site.source.removed[number - 1] + 1
        if text.strip():
            edits.append(Edit(span=Span(line=number, column=column, end_column=column), new="    "))
    yield Proposal("indent what belongs to the block", tuple(edits))


def _lined_up(site: Site) -> Iterable[Proposal]:
    """Gives the line the indentation of a line above it, the nearest width first."""
    line = _line(site)
    own = site.source.indent(line)
    yield from _line_above_apart(site, line)
    widths = {site.source.indent(number) for number in range(1, line) if site.source.lines[number - 1].strip()}
    deeper = site.source.indent(line - 1) + "    " if line > 1 else own
    prefix = len(site.source.prefix(line)) - len(own)
    span = Span(line=line, column=prefix + 1, end_column=prefix + len(own) + 1)
    for width in sorted(widths | {deeper}, key=lambda indent: abs(len(indent) - len(own))):
        if width != own:
            yield Proposal(f"indent this line by {len(width)}", (Edit(span=span, new=width),))
    yield from _first_as_the_rest(site, line)


def _line_above_apart(site: Site, line: int) -> Iterable[Proposal]:
    """The line above stands apart: deeper than the rest of its block, or further left than both lines around it."""
    lines = site.source.lines
    above = [number for number in range(1, line) if lines[number - 1].strip() and lines[number - 1].lstrip()[0] != "#"]
    above = above[-2:]
    if len(above) < 2:
        return
    own, apart, before = (site.source.indent(number) for number in (line, above[1], above[0]))
    opens = lines[above[0] - 1].split("#")[0].rstrip().endswith(":")
    deeper = len(before) < len(own) < len(apart)
    half = len(before) < len(apart) < len(own) == len(before) + _step(site)
    if (opens and (deeper or half)) or (before == own and len(apart) < len(own)):
        column = len(site.source.prefix(above[1])) - len(apart) + 1
        edit = Edit(span=Span(line=above[1], column=column, end_column=column + len(apart)), new=own)
        first = ast.Pass(lineno=above[1], col_offset=0, end_lineno=above[1], end_col_offset=len(apart))
        yield Proposal(f"indent line {above[1]} by {len(own)}", (edit,), blames=first)


def _step(site: Site) -> int:
    """By how much this paste indents: the least that any of its lines is, and no single space."""
    widths = {len(site.source.indent(number)) for number in range(1, len(site.source.lines) + 1)}
    return min((width for width in widths if width > 1), default=4)


def _first_as_the_rest(site: Site, line: int) -> Iterable[Proposal]:
    """The copying began behind the indentation of the first line: then all that follows is indented."""
    first = next((number for number, text in enumerate(site.source.lines, start=1) if text.strip()), line)
    if first < line and not any(text.strip() for text in site.source.lines[first : line - 1]):
        column = len(site.source.prefix(first)) + 1
        edit = Edit(span=Span(line=first, column=column, end_column=column), new=site.source.indent(line))
        yield Proposal("indent the first line as the rest", (edit,), sure=True)


_MENDS: tuple[tuple[str, Callable[[Site], Iterable[Proposal]]], ...] = (
    ("expected ':'", _with_colon),
    ("never closed", _with_bracket),
    ("forgot a comma", _with_comma),
    ("Missing parentheses in call to 'print'", _with_parentheses),
    ("Maybe you meant '=='", _compared),
    ("unterminated string", _closed_quotes),
    ("invalid non-printable character", in_plain_ascii),
    ("invalid character", in_plain_ascii),
    ("expected an indented block", _body_indented),
    ("indent", _lined_up),
)
"""Words of Python's sentence, and what often mends it."""

FINDING = BadSyntax
