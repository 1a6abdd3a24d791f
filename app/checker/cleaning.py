"""Takes off what people paste around their code: fences, line numbers, prompts, tracebacks, indentation, magics.

Each step changes `lines` and `removed` in place, keeps the number of lines, and answers with a note,
or None where there was nothing to do.
"""

import re
from collections.abc import Callable

from app.checker import outputs
from app.checker.fences import python_lines
from app.checker.prose import docstring_lines, sentence_lines

_REPL = re.compile(r"\s*(>>>|\.\.\.)( |$)")
_IPYTHON = re.compile(r"\s*(In ?\[[\d ]*\]: ?|\.\.\.+: ?)")
_IN = re.compile(r"\s*In ?\[[\d ]*\]:")
_CONTINUED = re.compile(r"\s*\.\.\.+: ?")
_OUT = re.compile(r"\s*Out ?\[[\d ]*\]:")
_MAGIC = re.compile(r"(%{1,2}(?=\w)|!(?!=))|(\s+)(%(?=(time|timeit|pip|cd|run|conda|matplotlib|env)\b)|!(?!=))")
"""A command of a notebook; not the `% (a, b)` or `%d` of a line that goes on."""
_OTHER_LANGUAGE = re.compile(r"%%(writefile|bash|sh|html|javascript|js|latex|markdown|svg|perl|ruby|cython|script)\b")
_SHELL = re.compile(r"%%(bash|sh|html|javascript|js|latex|markdown|svg|perl|ruby|script)\b")
"""A cell in another language, copied without its prompt: it goes on up to an empty line or Python's own words."""
_CODE = re.compile(r"(import|from|class|def) |@\w")
_HELP = re.compile(r"(\s*)(\?{1,2}[\w.]+|[\w.]+\?{1,2})\s*$")
_NUMBERED = re.compile(r"\s*(?P<number>\d{1,5})(?:[.:|)] ?|[ \t]|$)")
_QUOTED = re.compile(r">(?!>)")
_DIFF_HEAD = re.compile(r"(diff |index |@@ |--- |\+\+\+ )")
_RULER = re.compile(r"-{20,}$")
_ERROR = re.compile(r"[\w.]+(Error|Exception|Interrupt|Warning)(:|$)")
_NOT_CODE = re.compile(
    r"'''.*?(?:'''|\Z)|\"\"\".*?(?:\"\"\"|\Z)|'(?:\\.|[^'\\\n])*'|\"(?:\\.|[^\"\\\n])*\"|#[^\n]*", re.DOTALL
)


def bracket_depth(text: str) -> int:
    """The deepest nest of brackets outside strings and comments."""
    if (depth := _depth(text)) <= 100:
        return depth
    return _depth(_NOT_CODE.sub("", text))


def code_only(text: str) -> str:
    """The text with spaces in the place of strings and comments; every line keeps its length."""
    return _NOT_CODE.sub(lambda match: re.sub(r"[^\n]", " ", match.group()), text)


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
    kept = python_lines(lines)
    if kept is None:
        return None
    for index in range(len(lines)):
        if index not in kept:
            lines[index] = ""
    return "the Markdown fences were taken off"


def _line_numbers(lines: list[str], removed: list[int]) -> str | None:
    """Line numbers that a web page shows in front of its code: one more on each line."""
    numbered = [(index, _NUMBERED.match(line)) for index, line in enumerate(lines) if line.strip()]
    numbers = [int(match["number"]) for _, match in numbered if match is not None]
    if len(numbers) < 2 or len(numbers) < len(numbered) or numbers != [*range(numbers[0], numbers[0] + len(numbers))]:
        return None
    for index, match in numbered:
        _cut(lines, removed, index, match.end() if match is not None else 0)
    return "the line numbers were taken off"


def _quote_marks(lines: list[str], removed: list[int]) -> str | None:
    """The `> ` of a quoted mail or of a quote in Markdown."""
    full = [index for index, line in enumerate(lines) if line.strip()]
    if not full or not all(_QUOTED.match(lines[index]) for index in full):
        return None
    for index in full:
        _cut(lines, removed, index, 2 if lines[index].startswith("> ") else 1)
    return "the > in front of each line were taken off"


def _diff_marks(lines: list[str], removed: list[int]) -> str | None:
    """The code behind a change: without the lines that it takes away, and without its headings."""
    full = [index for index, line in enumerate(lines) if line.strip()]
    body = [index for index in full if not _DIFF_HEAD.match(lines[index])]
    if not body or any(lines[index][0] not in " +-\\" for index in body):
        return None
    if not any(lines[index].startswith("+") for index in body):
        return None
    for index in full:
        if index in body and lines[index][0] in " +":
            _cut(lines, removed, index, 1)
        else:
            lines[index] = ""
    return "the marks of a diff were taken off, with the lines that it deletes"


def _tracebacks(lines: list[str], _removed: list[int]) -> str | None:
    """An error that was pasted behind the code which gave it."""
    inside = found = False
    for index, line in enumerate(lines):
        if not inside and "Traceback (most recent call last)" in line:
            inside = found = True
            if index and _RULER.match(lines[index - 1]):
                lines[index - 1] = ""
        if inside:
            inside = not _ERROR.match(line)
            lines[index] = ""
    return "a traceback was left out" if found else None


def _prompts(lines: list[str], removed: list[int]) -> str | None:
    shown = {index for index, line in enumerate(lines) if re.match(r"\s*>>>( |$)", line)}
    if shown <= docstring_lines(lines):
        return None
    for index, line in enumerate(lines):
        if match := _REPL.match(line):
            _cut(lines, removed, index, match.end())
        else:
            lines[index] = ""
    return "the `>>>` prompts and the output lines were taken off"


def _ipython(lines: list[str], removed: list[int]) -> str | None:
    starts = [index for index, line in enumerate(lines) if _IN.match(line)]
    if not starts:
        return None
    continued = any(_CONTINUED.match(line) for line in lines)
    for begin, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        _clean_cell(lines, removed, begin, end, continued)
    return "the `In [n]:` prompts and what was printed were taken off"


def _clean_cell(lines: list[str], removed: list[int], begin: int, end: int, continued: bool) -> None:
    """One cell: its prompts go, and what it gave; where lines are continued with `...:`, other lines are output."""
    shown = False
    for index in range(begin, end):
        match = _IPYTHON.match(lines[index])
        shown = shown or bool(_OUT.match(lines[index])) or (continued and match is None)
        if shown:
            lines[index] = ""
        elif match:
            _cut(lines, removed, index, match.end())
    if any(_OTHER_LANGUAGE.match(line) for line in lines[begin:end]):
        lines[begin:end] = [""] * (end - begin)
        return
    shows = any(line.lstrip().startswith("!") for line in lines[begin:end])
    code = [_without_magic(line) for line in lines[begin:end]]
    for index in range(begin + outputs.code_lines(code, shows=shows), end):
        lines[index] = ""


def _printed(lines: list[str], _removed: list[int]) -> str | None:
    """What was printed between cells that were copied without their prompts."""
    found = outputs.printed_lines(lines) - docstring_lines(lines)
    for index in found:
        lines[index] = ""
    return "what was printed was left out" if found else None


def _said(lines: list[str], _removed: list[int]) -> str | None:
    """Words that a program printed, such as `Using TensorFlow backend.`, between cells without their prompts."""
    found = outputs.sentences(lines) - docstring_lines(lines)
    if len(found) == sum(bool(line.strip()) for line in lines):
        return None
    for index in found:
        lines[index] = ""
    return "what was printed was left out" if found else None


def _prose(lines: list[str], _removed: list[int]) -> str | None:
    """A question or an article with its code in the middle."""
    found = sentence_lines(lines) - docstring_lines(lines)
    if len(found) == sum(bool(line.strip()) for line in lines):
        return None
    for index in found:
        lines[index] = ""
    return "the sentences around the code were left out" if found else None


def _magics(lines: list[str], _removed: list[int]) -> str | None:
    found, other = False, False
    for index, line in enumerate(lines):
        other = bool(line.strip()) and not _CODE.match(line) and (other or bool(_SHELL.match(line)))
        plain = "pass" if other else _without_magic(line)
        found |= plain != line
        lines[index] = plain
    return "the lines that only a notebook reads were left out" if found else None


def _without_magic(line: str) -> str:
    """`pass` in the place of what only a notebook reads."""
    if _MAGIC.match(line) or _HELP.match(line):
        return f"{line[: _indent(line)]}pass"
    return line


def _indentation(lines: list[str], removed: list[int]) -> str | None:
    code = [line for line in lines if line.strip() and not line.lstrip().startswith("#")]
    width = min((_indent(line) for line in code), default=0)
    if not width or len({line[:width] for line in code}) > 1:
        return None
    for index, line in enumerate(lines):
        _cut(lines, removed, index, min(width, _indent(line)))
    return "the indentation of the whole paste was taken off"


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" \t"))


def _cut(lines: list[str], removed: list[int], index: int, width: int) -> None:
    lines[index] = lines[index][width:]
    removed[index] += width


STEPS: tuple[Callable[[list[str], list[int]], str | None], ...] = (
    _byte_order_mark,
    _fences,
    _line_numbers,
    _quote_marks,
    _diff_marks,
    _prompts,
    _ipython,
    _tracebacks,
    _indentation,
    _magics,
    _printed,
    _prose,
    _said,
)
