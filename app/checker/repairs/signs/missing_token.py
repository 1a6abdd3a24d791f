"""One bracket, comma or quote that is missing, or a line that is not lined up: each is tried where Python stopped.

Only what makes the paste parse is read as a whole; parsing alone is cheap.
"""

import ast
import re
from collections.abc import Iterator, Sequence
from difflib import get_close_matches

from app.checker.blame.proposals import Proposal
from app.checker.findings.syntax_error import BadSyntax
from app.checker.outcome import Repair, Trouble
from app.checker.report import Edit, Span

_BEFORE = 3
"""Lines in front of the one that Python names, where a bracket may have been left open or out."""
_BEHIND = 30
_PARSED = 2_500_000
"""Characters that are parsed in all: what is long is tried less often."""
_TRIES = 500
_HEAD = re.compile(r"(class|def|async)\b|@")
_NEAR = 0.7
_KEYWORDS = ("return", "class", "def", "import", "from", "while", "else", "elif", "with", "assert", "raise")
_SHOWN = 8


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    if not isinstance(trouble.met.fault, BadSyntax) or trouble.met.node is None:
        return
    block = _block(trouble.source.lines, getattr(trouble.met.node, "lineno", 1))
    shown, most = 0, min(_TRIES, _PARSED // max(sum(len(trouble.source.lines[index]) + 1 for index in block), 1))
    for tried, (title, edit) in enumerate(_edits(trouble)):
        if tried >= most or shown >= _SHOWN:
            return
        if _parses(trouble, edit, block):
            shown += 1
            yield Proposal(title, (edit,), blames=_place(edit))


def _block(lines: Sequence[str], line: int) -> range:
    """From the class or function at the top in which these lines begin to the next one: a slip breaks no more."""
    heads = [index for index, text in enumerate(lines) if _HEAD.match(text)]
    begin = max((index for index in heads if index < line - 1 - _BEFORE), default=0)
    return range(begin, min((index for index in heads if index > line - 1 + _BEHIND), default=len(lines)))


def _place(edit: Edit) -> ast.AST:
    """The line of an edit, as a node so that it is found like any other."""
    return ast.Constant(None, lineno=edit.span.line, col_offset=0, end_lineno=edit.span.line, end_col_offset=0)


def _parses(trouble: Trouble, edit: Edit, block: range) -> bool:
    lines = list(trouble.source.lines)
    cut = trouble.source.removed[edit.span.line - 1]
    text = lines[edit.span.line - 1]
    lines[edit.span.line - 1] = text[: edit.span.column - 1 - cut] + edit.new + text[edit.span.end_column - 1 - cut :]
    try:
        compiled = ast.parse("\n".join(lines[block.start : block.stop]))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return bool(compiled.body)


def _edits(trouble: Trouble) -> Iterator[tuple[str, Edit]]:
    line = int(getattr(trouble.met.node, "lineno", 1))
    said = str(getattr(trouble.met.fault, "python", ""))
    if "outside function" in said:
        yield from _indents(trouble, line)
    if "does not match" in said:
        yield from _of_the_other_kind(trouble, said)
    if "never closed" in said or "does not match" in said:
        yield from _closings(trouble, line)
    yield from _defined(trouble, line)
    yield from _keyword(trouble, line)
    known = _known(trouble)
    for number in range(line, max(0, line - 1 - _BEFORE), -1):
        yield from _in_line(trouble, number, known)
    yield from _indents(trouble, line)


def _defined(trouble: Trouble, line: int) -> Iterator[tuple[str, Edit]]:
    """`forward(self, x):`, which only a `def` in front makes the head of a function."""
    text = trouble.source.lines[line - 1]
    head = re.match(r"\s*(?!(?:if|while|for|with|elif|class|def|match|case)\b)(?=\w+\s*\(.*\)[^()]*:\s*(#.*)?$)", text)
    if head is not None:
        yield "write def in front", _insert(line, trouble.source.removed[line - 1] + head.end(), "def ")


def _keyword(trouble: Trouble, line: int) -> Iterator[tuple[str, Edit]]:
    """`retrun x`, `calss Net:`: the first word of the line as Python spells it."""
    word = re.match(r"\s*([A-Za-z]+)", trouble.source.lines[line - 1])
    for meant in get_close_matches(word[1], _KEYWORDS, n=1, cutoff=_NEAR) if word is not None else ():
        start = trouble.source.removed[line - 1] + word.start(1) + 1 if word is not None else 1
        span = Span(line=line, column=start, end_column=start + len(word[1] if word is not None else ""))
        yield f"write {meant}", Edit(span=span, new=meant)


def _in_line(trouble: Trouble, number: int, known: set[str]) -> Iterator[tuple[str, Edit]]:
    """A token more at each place between two words of a line, the last places first."""
    text = trouble.source.lines[number - 1]
    cut = trouble.source.removed[number - 1]
    code = text.split("#")[0].rstrip() if "'" not in text and '"' not in text else text.rstrip()
    places = sorted({match.end() for match in re.finditer(r"[\w\"'\])}]+(?=\W|$)|[(\[{,]", code)} | {len(code)})
    for dot in re.finditer(r"(?<=[)\]])(?=_*[A-Za-z])", code):
        yield "add the dot", _insert(number, cut + dot.start(), ".")
    for given in re.finditer(r"(?<=self\.)(\w+) (\w+)$", code):
        span = Span(line=number, column=cut + given.start() + 1, end_column=cut + given.end() + 1)
        yield "open and close the brackets", Edit(span=span, new=f"{given[1]}({given[2]})")
    yield from _between_numbers(number, cut, code)
    for token, name in ((",", "comma"), (")", "bracket"), ("]", "bracket"), ("}", "bracket"), (":", "colon")):
        for place in reversed(places):
            yield f"add the {name}", _insert(number, cut + place, token)
    for token in "([{":
        for place in _openings(code, known):
            yield "open the bracket", _insert(number, cut + place, token)
    ends = sorted({*places, *(match.start() for match in re.finditer(r"[)\]},]", code))})
    for token in ("'", '"'):
        for place in reversed(ends):
            yield "close the quotes", _insert(number, cut + place, token)
    for match in re.finditer(r"[)\]}]|==|[(\[{]", code):
        span = Span(line=number, column=cut + match.start() + 1, end_column=cut + match.end() + 1)
        yield f"take the {match.group()} away", Edit(span=span, new="=" if match.group() == "==" else "")


def _between_numbers(number: int, cut: int, code: str) -> Iterator[tuple[str, Edit]]:
    """`16*5 5`: a comma, or a sign of multiplication."""
    for gap in re.finditer(r"(?<=[\w)])(?= \d)|(?<=\d)(?= \w)", code):
        yield "add the comma", _insert(number, cut + gap.start(), ",")
        yield "multiply them", _insert(number, cut + gap.start(), " *")


def _of_the_other_kind(trouble: Trouble, said: str) -> Iterator[tuple[str, Edit]]:
    """`)` in the place of `]`, where the bracket that was opened is a round one."""
    node, pairs = trouble.met.node, {"(": ")", "[": "]", "{": "}"}
    found = re.search(r"closing parenthesis '(.)' does not match opening parenthesis '(.)'", said)
    line, place = getattr(node, "lineno", 1), getattr(node, "col_offset", 0)
    text = trouble.source.lines[line - 1]
    at = text.find(found[1], place) if found is not None else -1
    if found is not None and at >= 0:
        cut = trouble.source.removed[line - 1]
        span = Span(line=line, column=cut + at + 1, end_column=cut + at + 2)
        yield f"close it with {pairs[found[2]]}", Edit(span=span, new=pairs[found[2]])


def _openings(code: str, known: set[str]) -> list[int]:
    """Where a bracket could open: within a word that is two words, such as `Conv2d3` or `superNet`, or behind one."""
    words = list(re.finditer(r"[A-Za-z_]\w*", code))
    glued = [
        match.start() + cut
        for match in words
        for cut in range(len(match.group()) - 1, 1, -1)
        if match.group()[:cut] in known and (match.group()[cut:] in known or match.group()[cut:].isdigit())
    ]
    return [*glued, *(match.end() for match in words)]


def _known(trouble: Trouble) -> set[str]:
    """The words of the paste and of torch, its arguments too."""
    words = set(re.findall(r"[A-Za-z_]\w*", "\n".join(trouble.source.lines)))
    members = [name for module in trouble.tables.modules.values() for name in module.members]
    arguments = [name for layer in trouble.tables.layers.values() for name in layer.signature.parameters]
    functions = (*trouble.tables.methods["Tensor"], *trouble.tables.builtins)
    return words | {*members, *trouble.tables.layers, *arguments, *functions}


def _closings(trouble: Trouble, line: int) -> Iterator[tuple[str, Edit]]:
    """A closing bracket at the ends of the lines behind an opening one, in front of a comma that stands there.

    First where a comma stands alone on its line: that is what a bracket in front of it leaves.
    """
    behind = range(line, min(line + _BEHIND, len(trouble.source.lines)) + 1)
    for number in (number for number in behind if trouble.source.lines[number - 1].split("#")[0].strip() == ","):
        for bracket in ")]}":
            yield "close the bracket", _insert(number, len(trouble.source.prefix(number)), bracket)
    for number in behind:
        code = trouble.source.lines[number - 1].split("#")[0].rstrip()
        cut = trouble.source.removed[number - 1]
        if code:
            for bracket in ")]}":
                yield "close the bracket", _insert(number, cut + len(code.rstrip(",: ")), bracket)
                yield "close the bracket", _insert(number, cut + len(code), bracket)


def _insert(number: int, column: int, token: str) -> Edit:
    return Edit(span=Span(line=number, column=column + 1, end_column=column + 1), new=token)


def _indents(trouble: Trouble, line: int) -> Iterator[tuple[str, Edit]]:
    """The indentation of the lines above, the nearest first."""
    own = trouble.source.indent(line)
    cut = trouble.source.removed[line - 1]
    span = Span(line=line, column=cut + 1, end_column=cut + len(own) + 1)
    above = [number for number in range(line - 1, 0, -1) if trouble.source.lines[number - 1].strip()]
    for width in dict.fromkeys(trouble.source.indent(number) for number in above):
        if width != own:
            yield f"indent this line by {len(width)}", Edit(span=span, new=width)


REPAIR = Repair(_propose)
