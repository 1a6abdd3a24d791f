"""One piece of Markdown in a file, parsed: its tokens, each with the line it stands on.

Parsing comes before proving, because prose asks torch for values; rendering comes after.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from markdown_it.token import Token

from app.course.problems import Source, Spot
from app.course.syntax import markdown, values_in
from app.course.values import split_filter

_PARSER = markdown()
_REFERENCE = re.compile(r"(shape|params):([a-z0-9-]+)(?:@([\w.]+))?")
_PYTHON = re.compile(r"py(?:@([a-z0-9-]+))?:(.+)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Passage:
    """Parsed Markdown, from `first_line` of `source` on."""

    source: Source
    first_line: int
    text: str
    tokens: list[Token]

    def walk(self) -> Iterator[Token]:
        """Every token, also those inside others, in the order of the text."""
        for token in self.tokens:
            yield token
            yield from token.children or ()

    def spot(self, token: Token, needle: str = "") -> Spot:
        """Where a token stands, at `needle` if that is on its line or below."""
        line = int(token.meta.get("line", self.first_line))
        return self.source.find(needle, line) if needle else self.source.whole(line)

    def values(self) -> Iterator[tuple[Token, str]]:
        """Every `{{ ... }}`, with the token that it stands in."""
        for token in self.walk():
            if token.type == "value":
                yield token, expression(token.content)
            elif token.type.startswith("math"):
                yield from ((token, expression(text)) for text in values_in(token.content))

    def asks(self) -> Iterator[tuple[str | None, str]]:
        """What this text wants Python to evaluate: the name of a run (None: the text's own) and the ask."""
        for _, text in self.values():
            if ask := python_ask(split_filter(text)[0]):
                yield ask

    def words(self) -> int:
        """How many words of prose."""
        return sum(len(t.content.split()) for t in self.walk() if t.type in {"text", "code_inline", "term"})


def passage(source: Source, first_line: int, text: str, inline: bool = False) -> Passage:
    """Parse a piece of Markdown; no text makes this fail."""
    tokens = _PARSER.parseInline(text) if inline else _PARSER.parse(text)
    for token in _titled(tokens):
        line = first_line + (token.map[0] if token.map else 0)
        for each in (token, *(token.children or ())):
            each.meta["line"] = line
            if each.type in {"softbreak", "hardbreak"}:
                line += 1
    return Passage(source, first_line, text, tokens)


def expression(text: str) -> str:
    """The expression of a `{{ ... }}`, on one line."""
    return " ".join(text.split())


def reference(text: str) -> tuple[str, str, str] | None:
    """`shape:two-block@pool2` → (`shape`, `two-block`, `pool2`)."""
    found = _REFERENCE.fullmatch(text)
    return (found[1], found[2], found[3] or "") if found else None


def python_ask(text: str) -> tuple[str | None, str] | None:
    """`py@two-block: expr` → (`two-block`, `expr`); None where the text is something else."""
    found = _PYTHON.fullmatch(text)
    return (found[1], found[2].strip()) if found else None


def _titled(tokens: list[Token]) -> list[Token]:
    """The tokens, with the title of each directive parsed as its children."""
    for token in tokens:
        if token.type == "container_directive_open":
            name, _, title = token.info.strip().partition(" ")
            token.meta["name"] = name
            token.children = _PARSER.parseInline(title.strip())[0].children if title.strip() else []
    return tokens
