"""The paste: what was sent, the Python inside it, and the way back from a node to its place.

Fences, prompts, `%magic` lines and a common indentation are taken off only where the paste does
not parse as it is. Lines are never removed, so that line numbers are those of the paste as sent;
per line it is remembered how many characters went from its start.
"""

import ast
import re
import warnings
from dataclasses import dataclass
from functools import cached_property

from app.checker import walks
from app.checker.limits import Limits, over_budget
from app.checker.paste import cleaning, notebooks, placement
from app.checker.report import Edit, Span
from app.checker.signals import CannotTell

NEWLINE = re.compile(r"\r\n|\n|\r")
_UNREADABLE = re.compile("[\0\ud800-\udfff]")


class NotPython(Exception):  # noqa: N818 (the learner's fault, turned into a finding by the engine)
    """No cleaning made the paste parse.

    Attributes:
        source: the paste, cleaned as far as it went, with an empty tree.
        error: Python's own words and place, in terms of the cleaned text.
    """

    def __init__(self, source: "Source", error: SyntaxError) -> None:
        super().__init__(error.msg)
        self.source = source
        self.error = error


@dataclass(frozen=True, eq=False)
class Source:
    """A paste that was read.

    Attributes:
        sent: the paste as it was sent.
        lines: the cleaned lines, without their line ends.
        removed: per line, how many characters were taken from its start.
        tree: the parsed cleaned text.
        notes: what was taken off, in words.
    """

    sent: str
    lines: tuple[str, ...]
    removed: tuple[int, ...]
    tree: ast.Module
    notes: tuple[str, ...] = ()

    @property
    def yields(self) -> bool:
        """Whether any generator can stand in it."""
        return "yield" in self.sent

    @cached_property
    def bound(self) -> frozenset[str] | None:
        """Every name that it binds somewhere; None where that says nothing: without imports, or with `import *`."""
        parts = walks.walk(self.tree)
        imported = [alias for part in parts if isinstance(part, ast.Import | ast.ImportFrom) for alias in part.names]
        if not imported or any(alias.name in {"*", "annotations"} for alias in imported):
            return None
        names = {(alias.asname or alias.name).partition(".")[0] for alias in imported}
        names |= {part.name for part in parts if isinstance(part, ast.FunctionDef | ast.ClassDef)}
        names |= {part.id for part in parts if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)}
        return frozenset(names)

    def span(self, node: ast.AST) -> Span:
        """The place of a node: its first line, up to that line's end where it goes on below."""
        line = int(getattr(node, "lineno", 1))
        start = self._column(line, getattr(node, "col_offset", 0))
        end_line = getattr(node, "end_lineno", line)
        if end_line == line:
            end = self._column(line, getattr(node, "end_col_offset", 0))
        else:
            end = self.removed[line - 1] + len(self.lines[line - 1].rstrip()) + 1
        return Span(line=line, column=start, end_column=max(end, start))

    def line_span(self, line: int) -> Span:
        """The whole text of a line, without its indentation."""
        text, removed = self.lines[line - 1], self.removed[line - 1]
        indent = len(text) - len(text.lstrip())
        return Span(line=line, column=removed + indent + 1, end_column=removed + len(text.rstrip()) + 1)

    def end(self, node: ast.AST) -> Span:
        """The place of no width behind the last character of a node."""
        line = int(getattr(node, "end_lineno", 1))
        column = self._column(line, getattr(node, "end_col_offset", 0))
        return Span(line=line, column=column, end_column=column)

    def text(self, node: ast.AST) -> str:
        """The learner's own text of a node."""
        first, last = getattr(node, "lineno", None), getattr(node, "end_lineno", None)
        if first is None or last is None:
            return ""
        lines = [line.encode(errors="surrogatepass") for line in self.lines[first - 1 : last]]
        lines[-1] = lines[-1][: getattr(node, "end_col_offset", None)]
        lines[0] = lines[0][getattr(node, "col_offset", 0) :]
        return b"\n".join(lines).decode(errors="surrogatepass")

    def sent_text(self, span: Span) -> str:
        """What stands in a span of the paste as sent."""
        return self._sent_lines[span.line - 1][span.column - 1 : span.end_column - 1]

    def indent(self, line: int) -> str:
        """The white space in front of a line."""
        text = self.lines[line - 1]
        return text[: len(text) - len(text.lstrip())]

    def prefix(self, line: int) -> str:
        """All that stands in front of a statement that begins on this line, prompts included."""
        return self._sent_lines[line - 1][: self.removed[line - 1]] + self.indent(line)

    def apply(self, edits: list[Edit]) -> str:
        """The paste as sent, with the edits made from the last to the first."""
        starts = self._starts
        text = self.sent
        for edit in sorted(edits, key=lambda e: (e.span.line, e.span.column), reverse=True):
            at = starts[edit.span.line - 1]
            text = text[: at + edit.span.column - 1] + edit.new + text[at + edit.span.end_column - 1 :]
        return text

    def _column(self, line: int, utf8_offset: int) -> int:
        text = self.lines[line - 1]
        characters = (
            utf8_offset
            if text.isascii()
            else len(text.encode(errors="surrogatepass")[:utf8_offset].decode(errors="ignore"))
        )
        return self.removed[line - 1] + characters + 1

    @cached_property
    def _sent_lines(self) -> list[str]:
        return NEWLINE.split(self.sent)

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(match.end() for match in NEWLINE.finditer(self.sent))]


def read(sent: str, limits: Limits) -> Source:
    """The Python in a paste.

    Raises:
        NotPython: it does not parse, whatever is taken off.
        CannotTell: it is larger or deeper than the limits.
    """
    _check_size(sent, limits)
    lines = NEWLINE.split(sent)
    removed = [0] * len(lines)
    notes: dict[str, None] = {}  # each is said once
    if (whole := cleaning.notebook_file(lines, removed)) is not None:
        notes[whole] = None
    elif notebooks.is_one_line(sent):
        message = "the paste is a notebook's file in which the lines of code have no lines of their own"
        raise CannotTell("unsupported", message, None, "copy the cells, or what Jupyter's own «Save» writes")
    for clean in (None, *cleaning.STEPS):
        if clean is not None and (note := clean(lines, removed)):
            notes[note] = None
        elif clean is not None:
            continue
        try:
            tree = _parse("\n".join(lines), limits)
        except SyntaxError as error:
            failure = error
            if limits.out_of_time:
                break
            continue
        return Source(sent, tuple(lines), tuple(removed), tree, tuple(notes))
    empty = ast.Module(body=[], type_ignores=[])
    raise NotPython(Source(sent, tuple(lines), tuple(removed), empty, tuple(notes)), failure)


def _check_size(sent: str, limits: Limits) -> None:
    if len(sent.encode(errors="replace")) > limits.paste_bytes:
        raise over_budget(f"the paste is longer than {limits.paste_bytes:,} bytes")
    if len(NEWLINE.findall(sent)) >= limits.paste_lines:
        raise over_budget(f"the paste is longer than {limits.paste_lines:,} lines")


def _parse(text: str, limits: Limits) -> ast.Module:
    if cleaning.bracket_depth(text) > limits.bracket_depth:
        raise over_budget(f"brackets nested more than {limits.bracket_depth} deep")
    _refuse_unreadable(text)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
    except (RecursionError, MemoryError) as error:
        raise over_budget("the code is nested too deeply to be read") from error
    try:
        walks.number(tree, limits)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            placement.refuse_misplaced(tree, text)
    except (RecursionError, MemoryError) as error:
        raise over_budget("the code is nested too deeply to be read") from error
    return tree


def _refuse_unreadable(text: str) -> None:
    """Python cannot even begin with a null byte, or with half of a surrogate pair.

    Raises:
        SyntaxError: there is one, in the words that Python has for other such characters.
    """
    found = _UNREADABLE.search(text)
    if found is not None:
        line, column = text.count("\n", 0, found.start()) + 1, found.start() - text.rfind("\n", 0, found.start())
        place = ("paste", line, column, "", line, column + 1)
        raise SyntaxError("invalid non-printable character", place)


def parse_expression(text: str) -> ast.expr:
    """An expression that was not in the paste, such as the entry.

    Raises:
        CannotTell: it is not an expression.
    """
    try:
        return ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise CannotTell(
            "unsupported",
            f"the entry `{text}` is not a Python expression",
            help_="give a name or an expression of the paste, such as `Net` or `Net(10)`",
        ) from error
