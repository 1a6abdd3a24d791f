"""Whether a line that Python cannot read was meant as code, or is a text: a heading, a table, what a command printed.

A slip leaves most of a statement standing: its keyword, the `=` behind its target, the bracket behind a name. A line
with none of these is a text; so is one with several words in a row that are neither Python's nor in brackets.
"""

import difflib
import re
import sys
from keyword import kwlist

_UNSEEN = re.compile("[\0\xa0\u200b-\u200f\u2060\ufeff]")
_COMMENT = re.compile(r"\s#.*$")
_QUOTED = re.compile(r"'(?:\\.|[^'\\\n])*'|\"(?:\\.|[^\"\\\n])*\"")
_BRACKETED = re.compile(r"[(\[{][^()\[\]{}]*[)\]}]")
_NO_PYTHON = re.compile(
    r"^\s*(?:[<|│├└✓\\]|\[?\d+[\])]?\s*$|(?:[-*•–]|>+) |@\w+\{)|\\[A-Za-z]|`|://|\bgrad_fn=<|</?\w+>"
    r"|\bat 0x[0-9a-f]+|^\w+\(\d+x\d+\)$|^\w+\(.*\) -> \S[^:]*$"
)
"""Marks that stand in no line of code: tags, tables, a list of Markdown, LaTeX, an address, an object's place, what
`help` shows of a function."""
_WORD = re.compile(r"(?:(?<=\s)|^)[A-Za-z][a-z]+[,.:;!?]*(?=\s|$)")
_HEAD = re.compile(r"(async )?(class|def) +\w+ *([(:\[]|$)|(class|def) .*[:)]$", re.IGNORECASE)
_IMPORT = re.compile(
    r"\w+ +[\w. ]+ +import +[\w*(]|from +[\w.]+ +\w+$|import +(?P<name>\w+)(?P<more>.*)", re.IGNORECASE
)
_MORE = re.compile(r" +as | *[.,]")
_BLOCK = re.compile(
    r"(if|elif|while|for|with|else|try|except|finally|return|raise|assert|del|yield|lambda|global|pass)\b"
)
_SHAPED = re.compile(r":$|\w[(\[]|[=!<>]=|[<>]")
_TARGET = r"[(\[*]*[^\W\d][\w.]*(\[[^\]]*\])*[)\]]*"
_STORED = re.compile(rf"{_TARGET}( *, *{_TARGET})* *[-+*/%|&@=!<>]{{0,2}}=")
_PAIRS = re.compile(r"([\w/ ]+? ?[=:] ?[-+\d.e%]+[\s,;|]*){2,}")
"""`Epoch = 1 loss = 0.5`: what a program printed, not what it stored."""
_CALLED = re.compile(
    r"(\w+ +)?[\w.]*\w\(|print *[\"'(%]|print +\w|@\w|[)\]}]+[,:]?$|[A-Za-z_]\w*(\.\w+)+[)\]\[]|[A-Za-z_][\w.]*[)\]]$"
)
_DOTTED = re.compile(r"\b[A-Za-z_]\w*(\.[A-Za-z_]\w*)+\(")
_SHOWN = re.compile(r"(torch\.Size|tensor|array|device)\(.*?\)")
_LIBRARIES = sys.stdlib_module_names | {
    "torch",
    "torchvision",
    "numpy",
    "pandas",
    "matplotlib",
    "sklearn",
    "nn",
    "tqdm",
}
_PYTHONS = frozenset(kwlist)
_MISSPELT = tuple(word for word in kwlist if len(word) >= 4)
_SENTENCE = 3
"""Words outside brackets that no statement has, even with a slip."""
_STATED = 5
"""The same behind a `name =`, where a formula in words may stand."""
_LONGEST = 1_000


def reads_as_code(line: str) -> bool:
    """Whether somebody wrote this line as code; asked of a line that Python cannot read."""
    text = _COMMENT.sub("", _UNSEEN.sub(" ", line[:_LONGEST])).strip()
    bare = _QUOTED.sub("''", text)
    if not text:
        return bool(_UNSEEN.search(line))
    if _NO_PYTHON.search(bare):
        return False
    words = len(_words(bare))
    if _STORED.match(bare):
        return words < _STATED and not _PAIRS.fullmatch(bare)
    return _begins(bare, words) or _calls(bare, words)


def _words(bare: str) -> list[str]:
    """The words of a line that are neither in brackets nor Python's own."""
    while (plain := _BRACKETED.sub("_", bare)) != bare:
        bare = plain
    return [word for word in _WORD.findall(bare) if word.rstrip(",.:;!?").lower() not in _PYTHONS]


def _begins(bare: str, words: int) -> bool:
    """Whether it begins as a statement does, be it with a slip of the keyword."""
    if _HEAD.match(bare):
        return words < _SENTENCE
    if found := _IMPORT.match(bare):
        named = found["name"] in _LIBRARIES or (bare.startswith("import") and words < _SENTENCE - 1)
        return named if found["name"] and not _MORE.match(found["more"]) else words <= _SENTENCE
    if _BLOCK.match(bare):
        return words < _SENTENCE or bool(_SHAPED.search(bare))
    first, *rest = bare.split()
    near = difflib.get_close_matches(first, _MISSPELT, n=1, cutoff=0.8)
    return bool(near) and first not in _PYTHONS and first.islower() and len(rest) <= _SENTENCE


def _calls(bare: str, words: int) -> bool:
    """Whether a name with its bracket stands in it, and hardly a word beside."""
    shown = _SHOWN.sub("", bare)
    return words < _SENTENCE - 1 and bool(_CALLED.match(shown) or _DOTTED.search(shown))
