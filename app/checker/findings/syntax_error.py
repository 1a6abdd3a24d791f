"""The paste is not Python."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass

from app.checker.faults import Fault, Proposal, Site

_PLAIN = (
    ("was never closed", "a bracket is opened here and never closed", "close the bracket"),
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
        "this line is indented less than its block, and like none of the blocks around it",
        "line it up with the block that it belongs to",
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
        """A missing colon is the one that can be added with confidence."""
        if "expected ':'" in self.python and site.call is not None:
            yield Proposal("add the colon", site.surround(site.call, "", ":")[1:])

    def _plain(self) -> tuple[str, str]:
        for part, what, advice in _PLAIN:
            if part in self.python:
                return what, advice
        return (
            f"Python says «{self.python}»",
            "compare this line with the lines around it: brackets, commas, colons, quotes",
        )


FINDING = BadSyntax
