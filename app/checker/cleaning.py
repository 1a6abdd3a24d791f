"""Takes off what people paste around their code: fences, prompts, magics, a common indentation.

Each step changes `lines` and `removed` in place, keeps the number of lines, and answers with a note,
or None where there was nothing to do.
"""

import re
from collections.abc import Callable

_FENCE = re.compile(r"\s*(```|~~~)")
_REPL = re.compile(r"\s*(>>>|\.\.\.)( |$)")
_IPYTHON = re.compile(r"\s*(In ?\[[\d ]*\]: ?|\.\.\.+: ?)")
_OUT = re.compile(r"\s*Out ?\[[\d ]*\]:")
_MAGIC = re.compile(r"(\s*)(%|!)")
_NOT_CODE = re.compile(
    r"'''.*?(?:'''|\Z)|\"\"\".*?(?:\"\"\"|\Z)|'(?:\\.|[^'\\\n])*'|\"(?:\\.|[^\"\\\n])*\"|#[^\n]*", re.DOTALL
)


def bracket_depth(text: str) -> int:
    """The deepest nest of brackets outside strings and comments."""
    if (depth := _depth(text)) <= 100:
        return depth
    return _depth(_NOT_CODE.sub("", text))


def _depth(text: str) -> int:
    depth = deepest = 0
    for character in text:
        if character in "([{":
            depth += 1
            deepest = max(deepest, depth)
        elif character in ")]}":
            depth -= 1
    return deepest


def _byte_order_mark(lines: list[str], removed: list[int]) -> str | None:
    if not lines[0].startswith("\ufeff"):
        return None
    _cut(lines, removed, 0, 1)
    return "a byte order mark at the start was taken off"


def _fences(lines: list[str], _removed: list[int]) -> str | None:
    if not any(_FENCE.match(line) for line in lines):
        return None
    inside = False
    opens_late = next(i for i, line in enumerate(lines) if _FENCE.match(line))
    alone = sum(1 for line in lines if _FENCE.match(line)) == 1
    for index, line in enumerate(lines):
        if _FENCE.match(line):
            inside = not inside
            lines[index] = ""
        elif not inside and not (alone and index < opens_late and opens_late == len(lines) - 1):
            lines[index] = ""
    return "the Markdown fences were taken off"


def _prompts(lines: list[str], removed: list[int]) -> str | None:
    if not any(re.match(r"\s*>>>( |$)", line) for line in lines):
        return None
    for index, line in enumerate(lines):
        if match := _REPL.match(line):
            _cut(lines, removed, index, match.end())
        else:
            lines[index] = ""
    return "the `>>>` prompts and the output lines were taken off"


def _ipython(lines: list[str], removed: list[int]) -> str | None:
    if not any(re.match(r"\s*In ?\[[\d ]*\]:", line) for line in lines):
        return None
    output = False
    for index, line in enumerate(lines):
        match = _IPYTHON.match(line)
        output = bool(_OUT.match(line)) or (output and not match)
        if output:
            lines[index] = ""
        elif match:
            _cut(lines, removed, index, match.end())
    return "the `In [n]:` prompts were taken off"


def _magics(lines: list[str], _removed: list[int]) -> str | None:
    found = False
    for index, line in enumerate(lines):
        if match := _MAGIC.match(line):
            lines[index] = f"{match.group(1)}pass"
            found = True
    return "the lines that begin with % or ! were left out" if found else None


def _indentation(lines: list[str], removed: list[int]) -> str | None:
    full = [line for line in lines if line.strip()]
    width = min((len(line) - len(line.lstrip(" \t")) for line in full), default=0)
    if not width or len({line[:width] for line in full}) > 1:
        return None
    for index, line in enumerate(lines):
        _cut(lines, removed, index, width if line.strip() else len(line))
    return "the indentation of the whole paste was taken off"


def _cut(lines: list[str], removed: list[int], index: int, width: int) -> None:
    lines[index] = lines[index][width:]
    removed[index] += width


STEPS: tuple[Callable[[list[str], list[int]], str | None], ...] = (
    _byte_order_mark,
    _fences,
    _prompts,
    _ipython,
    _indentation,
    _magics,
)
