"""Characters that look like Python's own and are others: what web pages and word processors put into code."""

import unicodedata
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.blame.sites import Site
from app.checker.paste.cleaning import code_only
from app.checker.report import Edit, Span

_PLAIN = {
    **dict.fromkeys("“”„‟″«»", '"'), **dict.fromkeys("‘’‚‛′`´", "'"), **dict.fromkeys("‐‑‒–—―−", "-"),
    "…": "...", "×": "*", "·": "*", "÷": "/", "≤": "<=", "≥": ">=", "≠": "!=", "→": "->", "∗": "*",
}  # fmt: skip


def in_plain_ascii(site: Site) -> Iterator[Proposal]:
    """Every such character outside strings and comments in plain ASCII; what cannot be seen goes away."""
    edits = []
    for number, text in enumerate(code_only("\n".join(site.source.lines)).split("\n"), start=1):
        start = len(site.source.prefix(number)) - len(site.source.indent(number))
        for column, character in enumerate(text, start=start + 1):
            if (new := _plain(character)) != character:
                edits.append(Edit(span=Span(line=number, column=column, end_column=column + 1), new=new))
    yield Proposal("write plain ASCII characters", tuple(edits), sure=True)


def _plain(character: str) -> str:
    if character.isascii():
        return character if character.isprintable() or character in "\t\f\r" else ""
    if character in _PLAIN:
        return _PLAIN[character]
    if character.isspace():
        return " "
    if unicodedata.category(character) in {"Cf", "Cc", "Co"}:
        return ""
    compatible = unicodedata.normalize("NFKC", character)
    return compatible if compatible.isascii() else character
