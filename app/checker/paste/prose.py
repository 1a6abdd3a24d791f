"""Sentences that stand around the code of a question or an article, where nothing fences the code off.

Only asked where the whole does not parse. In front of the code and behind it a sentence is known by its words; between
lines of code only where it stands alone, with blank lines around it.
"""

import ast
import re
from collections.abc import Sequence

from app.checker.paste.meant import reads_as_code

_SENTENCE = re.compile(r"[\"'(*#>-]*\s*[A-Za-z][\w'’,.;:()/`\"*+?!-]*( [\w'’,.;:()/`\"*+&?!-]+){2,}[.:?!,;)\"`*]*\s*")
_WORDS = re.compile(r"[A-Z].*?( \w+){3}")
_CODE = re.compile(
    r"(class|def|import|from|return|if|elif|else|for|while|with|try|except|self|print|super|@)\b.*[:=()\[\].*]|.*\w\(.*\)$"
    r"|[\w.\[\], ]+ ?[-+*/]?= ?\S|from \w+ import"
)
_LONGEST = 1_000
"""Characters; the patterns may take the square of that in time, and no sentence is as long."""
_QUOTES = re.compile(r"\s*[rRuU]?(?P<quotes>\"\"\"|''')")
_SMILE = re.compile(r"[:;8=]-?\)|^\s*[A-Za-z0-9]\)")
"""Also `a)` and `1)`, which count."""
_INDENTED = re.compile(r"\s+(return|yield|raise|assert|self)\b")
"""The end of a function, though a slip keeps it from being read."""


def docstring_lines(lines: Sequence[str]) -> set[int]:
    """The lines of texts that begin a line with triple quotes, and end: their words belong to the code."""
    found: set[int] = set()
    for begin, line in enumerate(lines):
        opened = None if begin in found else _QUOTES.match(line)
        if opened is not None:
            after = [line[opened.end() :], *lines[begin + 1 :]]
            length = next((count for count, text in enumerate(after) if opened["quotes"] in text), -1)
            found |= set(range(begin, begin + length + 1))
    return found


def sentence_lines(lines: Sequence[str]) -> set[int]:
    """The lines that are sentences around the code."""
    full = [index for index, line in enumerate(lines) if line.strip()]
    leading = _run(lines, full)
    trailing = _run(lines, full[::-1])
    between = {index for index in full if _is_whole(lines[index]) and _alone(lines, index)
               and _is_sentence(lines[index])}  # fmt: skip
    return leading | trailing | between


def _run(lines: Sequence[str], order: Sequence[int]) -> set[int]:
    """The sentences that come first in this order, up to the first line that is none."""
    found = set()
    for index in order:
        if not _is_sentence(lines[index]):
            break
        found.add(index)
    return found


def _is_sentence(line: str) -> bool:
    if len(line) > _LONGEST:
        return False
    code = _CODE.match(line) or _INDENTED.match(line) or _closes(line) or reads_as_code(line)
    return bool(_SENTENCE.fullmatch(line)) and not code and not _parses(line)


def _closes(line: str) -> bool:
    """Whether it closes a bracket of a line above: the last arguments of a call; a smile closes nothing."""
    said = _SMILE.sub("", line)
    return said.count(")") > said.count("(")


def _is_whole(line: str) -> bool:
    """Whether a line begins and ends as a sentence does, with words in between."""
    return bool(_WORDS.match(line)) and line.rstrip().endswith((".", ":", "?", "!"))


def _alone(lines: Sequence[str], index: int) -> bool:
    """Whether no line stands right above it or right below."""
    beside = [lines[place] for place in (index - 1, index + 1) if 0 <= place < len(lines)]
    return not any(line.strip() for line in beside)


def _parses(line: str) -> bool:
    try:
        ast.parse(line.strip())
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True
