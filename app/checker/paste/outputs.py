"""What a program printed, pasted along with it: which lines of a cell, or of a paste, are no code.

Only asked where the whole does not parse; what looks like code is never taken away, so that a slip in it is
still found.
"""

import ast
import re
from collections.abc import Iterator, Sequence
from keyword import iskeyword

from app.checker.paste.parsing import lines_that_parse

_CODE = re.compile(
    r"\s*(class|def|import|from|return|if|elif|else|for|while|with|try|except|super|self)\b|\s*@\w"
    r"|[^=]*=\s*(nn|torch|F|optim)\."
)
_CALL = re.compile(r"\s*[\w.]+( [\w.]+)?\(")
_CALLED = re.compile(r"\w[(\[]|[)\]]\s*:?$|\bimport\b")
"""What a slip in a line of code leaves of it: a call, a bracket at its end."""
_VALUE = re.compile(r"\s*(tensor|torch\.Size|array|Namespace|Parameter containing)\b")
_STORED = re.compile(r"\s*[\w.]+(\[[^\]=]*\])?(\s*,\s*[\w.]+)*\s*(//|\*\*|<<|>>|[-+*/@%&|^])?=[^=]")
_SHOWS = frozenset({"print", "summary", "display", "pprint", "show", "tqdm", "fit", "train", "test", "warn"})
_LOOKS = (
    r"\s*(epoch|step|iter(ation)?|batch|train(ing)?|test(ing)?|val(idation)?|loss|accuracy|processing|download\w*)\b(?!\.[a-z]).*",
    r"(done|finished|saving|using device|requirement already|collecting|installing|successfully|extracting)\b.*",
    r"(files already|using cached|building|cpu times|wall time|writing|overwriting)\b.*",
    r".*<[\w. ]+ at 0x[0-9a-f]+>.*|<[a-z][^<>=]*>",  # objects
    r".*\d%\s*\|.*|.*it/s\].*|\s*\[[^\]]*\d+/\d+\].*|\[\d+, +\d+\] .*|=+>.*",  # progress
    r".*Warning: .*|\[\w+\] .*|/[\w./-]+\.\w+|(mon|tue|wed|thu|fri|sat|sun) \w{3} +\d.*",  # logs, paths, dates
    r"\s*[-=*_]{4,}\s*|[+|][-=|]{3,}.*|\|.*\|\s*",  # rulers and boxes
    r"\s*[\w.]+((\s{2,}|\t)[\w.%…-]+)+\s*|\s*\d+(\s{2,}|\t)\S.*|\(#\d+\) \[.*",  # rows of a table
    r"layer \(type.*|\s*[├└│].*|\w+\s{3,}\[[\d, \[\]]+\](\s.*)?",  # what torchinfo says
    r"(total|trainable|non-trainable|input|forward/backward|params|estimated) [\w/() -]*: -?[\d.,]+",
    r"\s+(\w+-\d+\s{2,}\[|layer \(type).*|[a-z][\w()/-]*( [\w()/-]+)+: +-?[\d.,]+%?",  # summaries
)
_PRINTED = re.compile("|".join(_LOOKS), re.IGNORECASE)
_LONGEST = 1_000
"""Characters; the patterns may take the square of that in time, and no program prints such a line for people."""
_WARNING = re.compile(r"\S+:\d+: \w*Warning: ")
_SIZE = re.compile(r"\s*torch\.Size\(\[[\d, ]*\]\)\s*")
_PRINT = re.compile(r"\s*print ?\(")
_TEXT = re.compile(r"'([^'\n]*)'|\"([^\"\n]*)\"")
_GAP = re.compile(r"\{[^{}]*\}|%[-+ 0-9.]*[a-z]|\\.")
_LETTER = re.compile(r"[A-Za-z]")
_TELLING = 5
"""Letters in a row of words that hardly stand in two lines by chance."""
_ELIDED = re.compile(r"(?:^|, )\s*\.\.\.,")
_REPR_HEAD, _REPR_PART = re.compile(r"([\w:]+ )*\w+ ?\($"), re.compile(r"\s+\(\w+\): \w+")
_REPR_REST = re.compile(r"\s+(\(\w+\): \w.*|\))\s*|\s*")


def code_lines(cell: Sequence[str], *, shows: bool = False) -> int:
    """How many of the first lines of a notebook's cell are its code; all, unless the rest is what it printed.

    `shows`: a command of the cell prints whatever it likes.
    """
    count = lines_that_parse(cell)
    if count is None:
        return len(cell)
    rest = cell[count:]
    reprs = {index for begin, end in _reprs(rest) for index in range(begin, end + 1)}
    others = [line for index, line in enumerate(rest) if line.strip() and index not in reprs]
    others = [line for place, line in enumerate(others) if not (place and _warns(others[place - 1], line))]
    printed = all(map(_is_printed, others)) or ((shows or _shows(cell[:count])) and not any(map(_is_code, others)))
    return count if (reprs or others) and printed else len(cell)


def printed_lines(lines: Sequence[str]) -> set[int]:
    """The lines between code that are output by their look: printed models, progress, addresses of objects."""
    found = {index for begin, end in _reprs(lines) for index in range(begin, end + 1)}
    found |= {index for index, line in enumerate(lines) if _is_printed(line) or _SIZE.fullmatch(line)}
    found |= {index for index in range(1, len(lines)) if index - 1 in found and _warns(lines[index - 1], lines[index])}
    return found | set(_said_before(lines)) | set(_tensors(lines))


def _tensors(lines: Sequence[str]) -> Iterator[int]:
    """A printed tensor with its `grad_fn`, or with `...` in the place of numbers; it may go over many lines."""
    for begin, line in enumerate(lines):
        if line.lstrip().startswith("tensor("):
            ends = (end for end in range(begin, len(lines)) if lines[end].rstrip().endswith(")"))
            end = next(ends, begin)
            if "grad_fn=<" in lines[end] or any(map(_ELIDED.search, lines[begin : end + 1])):
                yield from range(begin, end + 1)


def _warns(above: str, line: str) -> bool:
    """Whether a line is the one that Python shows under a warning."""
    return bool(_WARNING.match(above)) and line.startswith("  ")


def _said_before(lines: Sequence[str]) -> Iterator[int]:
    """Lines that repeat what a `print` above them writes, such as `Shape of X: torch.Size([64, 1, 28, 28])`."""
    words: list[str] = []
    for index, line in enumerate(lines):
        if any(word in line for word in words) and not _may_be_code(line):
            yield index
        if _PRINT.match(line):
            texts = (_GAP.split(text) for pair in _TEXT.findall(line) for text in pair)
            words += [part.strip() for parts in texts for part in parts if len(_LETTER.findall(part)) >= _TELLING]


def _is_printed(line: str) -> bool:
    """By its look alone, so no line that could be an argument on a line of its own: `train=True,`."""
    return len(line) <= _LONGEST and bool(_PRINTED.fullmatch(line)) and not _may_be_code(line)


def sentences(lines: Sequence[str]) -> set[int]:
    """Lines of words, which a program printed and nobody else writes between code; asked where nothing else helps."""
    return {i for i, line in enumerate(lines) if _is_sentence(line[:_LONGEST]) and not _may_be_code(line)}


def _is_sentence(line: str) -> bool:
    """`Using TensorFlow backend.`, `| end of epoch 1 | time: 8.32s`: words, none of them Python's first."""
    first, *rest = line.rstrip().split() or [""]
    begins = line[:1].isupper() or line[:1].isdigit() or line[:1] == "|"
    plain = "=" not in line and not _CALLED.search(line) and not iskeyword(first.lower().rstrip(":"))
    return begins and bool(rest) and plain and not line.rstrip().endswith((",", "\\"))


def _may_be_code(line: str) -> bool:
    stored = _STORED.match(line) or line.rstrip().endswith((",", "(", "[", "{"))
    return bool(stored) or _is_code(line) or _parses([line.strip()])


def _is_code(line: str) -> bool:
    """Whether a line may be meant as code, such as `loss.backward())` with its slip; a printed tensor is none."""
    return bool(_CODE.match(line)) or (bool(_CALL.match(line)) and not _VALUE.match(line))


def _reprs(lines: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Where `print(model)` was pasted: from `Net(` to its bracket."""
    for begin, line in enumerate(lines[:-1]):
        if _REPR_HEAD.match(line) and _REPR_PART.match(lines[begin + 1]):
            end = next((i for i in range(begin + 1, len(lines)) if lines[i].rstrip() == ")"), None)
            if end is None and all(map(_REPR_REST.fullmatch, lines[begin + 1 :])):
                end = len(lines) - 1  # the paste ends in the middle
            if end is not None and not any(map(_CODE.match, lines[begin : end + 1])):
                yield begin, end


def _parses(lines: Sequence[str]) -> bool:
    return lines_that_parse(lines) in {None, len(lines)}


def _shows(lines: Sequence[str]) -> bool:
    """Whether code shows anything: a call that prints, or an expression at its end."""
    try:
        tree = ast.parse("\n".join(lines))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    names = (n.func.id if isinstance(n.func, ast.Name) else getattr(n.func, "attr", "") for n in ast.walk(tree)
             if isinstance(n, ast.Call))  # fmt: skip
    return any(name in _SHOWS for name in names) or bool(tree.body and isinstance(tree.body[-1], ast.Expr))
