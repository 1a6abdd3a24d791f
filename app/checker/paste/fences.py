"""Which blocks of a Markdown text are the Python that is meant.

People paste a question with its answer, its shell commands and the error that they got, each in a block of its own.
"""

import ast
import re
import warnings
from dataclasses import dataclass

_FENCE = re.compile(r"\s*(?P<ticks>`{3,}|~{3,})(?P<info>[^`]*)$")
_PYTHON = frozenset({"py", "python", "python2", "python3", "ipython", "ipython3", "pycon", "pytorch", "torch"})
_DEFINES = re.compile(r"^\s*(import|from|class|def|@)\b", re.MULTILINE)
_MODEL = re.compile(r"^\s*(class +\w+ *\(.*Module|import torch\b|from torch\b)", re.MULTILINE)


@dataclass(frozen=True)
class _Block:
    """The lines between two fences, and the first word behind the opening one."""

    first: int
    behind: int
    language: str


def python_lines(lines: list[str]) -> set[int] | None:
    """The numbers of the lines to keep; None where there is no fence."""
    fences = [index for index, line in enumerate(lines) if _FENCE.match(line)]
    if not fences:
        return None
    if len(fences) == 1 and not any(line.strip() for line in lines[fences[0] + 1 :]):
        return set(range(fences[0]))  # what opened the block was not pasted
    blocks = _blocks(lines)
    inside = {index for block in _meant(blocks, lines) for index in range(block.first, block.behind)}
    fenced = {index for block in blocks for index in range(block.first - 1, min(block.behind + 1, len(lines)))}
    around = set(range(len(lines))) - fenced
    return around if _holds(around, lines) and not _holds(inside, lines) else inside


def _holds(numbers: set[int], lines: list[str]) -> bool:
    """Whether the code of a model is there: cells copied as text explain a call in a fence of their Markdown."""
    return bool(_MODEL.search("\n".join(lines[index] for index in sorted(numbers))))


def _blocks(lines: list[str]) -> list[_Block]:
    """A block ends at a fence of the same kind, at least as long and with nothing behind it, else with the text."""
    found: list[_Block] = []
    opened: tuple[int, str, str] | None = None
    for index, line in enumerate(lines):
        fence = _FENCE.match(line)
        if fence is None:
            continue
        ticks, info = fence["ticks"], fence["info"].strip(" {}.")
        if opened is None:
            opened = (index + 1, ticks, info.split(" ")[0].lower())
        elif ticks.startswith(opened[1]) and not info:
            found.append(_Block(opened[0], index, opened[2]))
            opened = None
    return found if opened is None else [*found, _Block(opened[0], len(lines), opened[2])]


def _meant(blocks: list[_Block], lines: list[str]) -> list[_Block]:
    """Blocks that say they are Python; of those that say nothing, what parses or defines something."""
    spoken = [block for block in blocks if not block.language or block.language in _PYTHON] or blocks
    kept = [block for block in spoken if block.language or _is_python("\n".join(lines[block.first : block.behind]))]
    return kept or spoken


def _is_python(text: str) -> bool:
    prompts = re.search(r"^\s*(>>>|In ?\[)", text, re.MULTILINE)
    return bool(_DEFINES.search(text) or prompts) or parses(text)


def parses(text: str) -> bool:
    """Whether a text is Python as it stands."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True
