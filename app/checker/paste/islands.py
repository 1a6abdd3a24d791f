"""The statements in a text: what was written, copied or printed around the code of a notebook, whatever it says.

The lines are taken statement by statement, as far as brackets, quotes and indentation hold them together. What Python
can read is code. What it cannot read is code where it looks like that, so that a slip is found, and else a text.
Asked last, where nothing else made the paste parse.
"""

import ast
import re
from collections.abc import Sequence

from app.checker.paste.meant import reads_as_code
from app.checker.paste.parsing import lines_that_parse

_TOKEN = re.compile(r"'''|\"\"\"|'(?:\\.|[^'\\\n])*'|\"(?:\\.|[^\"\\\n])*\"|#.*|[()\[\]{}]")
_GOES_ON = re.compile(r"(else|elif|except|finally)\b|[)\]}]")
_CLOSES = re.compile(r"[)\]}]+[,;.]?\s*")
_WORD = re.compile(r"[\w.]+\s*")
"""Parses, and says nothing of what stands around it."""
_DEPTHS = dict.fromkeys("([{", 1) | dict.fromkeys(")]}", -1)
_LINES = 50_000
"""Looked at in all: a bracket that is never closed has its line look at all that follow."""
_BLOCKS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.For, ast.While, ast.If, ast.With, ast.Try)


def text_lines(lines: Sequence[str]) -> set[int]:
    """The lines that are no code, nor meant as such."""
    found: set[int] = set()
    begin = opened = looked = 0
    among = True
    while begin < len(lines) and looked < _LINES:
        if _is_blank(lines[begin]):
            begin += 1
            continue
        end = _end(lines, begin)
        looked += end - begin
        parsed = lines_that_parse(lines[begin:end]) or 0
        indented = lines[begin][0].isspace()
        inside = opened > 0 and (indented or bool(_CLOSES.fullmatch(lines[begin])))
        sample = among and indented and begin > 0 and bool(lines_that_parse([lines[begin].strip()]))
        if parsed == 0 and (inside or sample or not reads_as_code(lines[begin])):
            found.add(begin)
            opened, _ = _after(lines[begin], opened, "")
            begin, among = begin + 1, True
            continue
        if _WORD.fullmatch(lines[begin]):
            end = begin + 1
        rest = [index for index in range(begin + parsed, end) if lines[index].strip()]
        if parsed and rest and _is_shown(lines, begin, begin + parsed, rest):
            found.update(rest)
        opened, among = (opened if inside else 0), among and bool(_WORD.fullmatch(lines[begin]))
        begin = end
    return found if len(found) > 1 or not any(_is_remark(lines, index) for index in found) else set()


def _is_remark(lines: Sequence[str], index: int) -> bool:
    """Words right between two lines of code: a comment without its `#`, where nothing else in the paste is a text."""
    beside = [lines[place] for place in (index - 1, index + 1) if 0 <= place < len(lines)]
    return len(beside) == 2 and all(line.strip() for line in beside) and not any(map(str.isdigit, lines[index]))


def _is_blank(line: str) -> bool:
    return not line.strip() or line.lstrip().startswith("#")


def _end(lines: Sequence[str], begin: int) -> int:
    """Behind the last line of the statement that begins here; behind the first, where it never ends."""
    depth, quote = 0, ""
    decorated = lines[begin].startswith("@")
    for index in range(begin, len(lines)):
        depth, quote = _after(lines[index], depth, quote)
        if quote or depth > 0 or lines[index].endswith("\\"):
            continue
        following = next((line for line in lines[index + 1 :] if not _is_blank(line)), "")
        if decorated:
            decorated = following.startswith("@")
        elif not following[:1].isspace() and not _GOES_ON.match(following):
            return index + 1
    return len(lines)


def _after(line: str, depth: int, quote: str) -> tuple[int, str]:
    """How deep in brackets, and in which long string, a line ends."""
    for token in _TOKEN.findall(line):
        if quote:
            quote = "" if token == quote else quote
        elif token in ("'''", '"""'):
            quote = token
        else:
            depth += _DEPTHS.get(token, 0)
    return depth, quote


def _is_shown(lines: Sequence[str], begin: int, end: int, rest: list[int]) -> bool:
    """Whether lines behind a statement, indented as they are, are what it printed: a table, a list."""
    if any(reads_as_code(lines[index]) for index in rest):
        return False
    inside = {_indent(line) for line in lines[begin:end] if line.strip()}
    apart = not lines[rest[0] - 1].strip() or not any(_indent(lines[index]) in inside for index in rest)
    return apart or not isinstance(ast.parse("\n".join(lines[begin:end])).body[-1], _BLOCKS)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
