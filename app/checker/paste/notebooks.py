"""The code in the file of a notebook, where somebody copied that instead of its cells.

Jupyter writes one line of code on one line of JSON, so each keeps its place; what the cells printed and said goes.
"""

import json
import re
from collections.abc import Iterator, Sequence

_KIND = re.compile(r'\s*"cell_type": *"(?P<kind>\w+)",?\s*$')
_SOURCE = re.compile(r'\s*"(source|input)": *\[\s*$')
_LINE = re.compile(r'(?P<front>\s*)(?P<text>"(?:[^"\\]|\\.)*"),?\s*$')


def cell_lines(lines: Sequence[str]) -> dict[int, tuple[int, str]]:
    """By the number of each line of code: where on its line it begins, and what it says; nothing where none is."""
    full = [line.strip() for line in lines if line.strip()]
    if not full or full[0][0] not in '{["' or not any(map(_KIND.match, full)):
        return {}
    return {index: (begin, text) for index, begin, text in _code(lines)}


def is_one_line(sent: str) -> bool:
    """Whether it is such a file without line ends, in which no line of code has a place of its own."""
    return sent.lstrip()[:1] == "{" and '"cell_type"' in sent and '"cells"' in sent


def _code(lines: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    kind, inside = "", False
    for index, line in enumerate(lines):
        if found := _KIND.match(line):
            kind, inside = found["kind"], False
        elif _SOURCE.match(line):
            inside = kind == "code"
        elif inside and (said := _LINE.match(line)):
            yield index, said.end("front") + 1, _decoded(said["text"])
        else:
            inside = False


def _decoded(text: str) -> str:
    """What a text of JSON says, without the end of its line."""
    try:
        said = json.loads(text)
    except ValueError:  # an escape that JSON does not have
        return text[1:-1]
    return str(said).rstrip("\n")
