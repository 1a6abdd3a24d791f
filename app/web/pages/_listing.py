"""A paste line by line: highlighted, the spans of findings marked, and the shape that each line makes."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from markupsafe import Markup
from pygments.lexers.python import PythonLexer
from pygments.token import STANDARD_TYPES, _TokenType

from app.checker.report import Finding, Report, Shape, Span, Step

HIGHLIGHT_LIMIT = 40_000  # characters; a longer paste is shown plain rather than slowly
_LEXER = PythonLexer(stripnl=False, ensurenl=False)


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its number, its HTML, the shapes made there, the findings whose cause it is.

    `called` shapes come out of the last call on this line, of `calls` altogether, where they differ; `made`
    ones out of the layer built here.
    """

    number: int
    html: Markup
    called: tuple[Shape, ...] = ()
    made: tuple[Shape, ...] = ()
    calls: int = 1
    assumed: bool = False
    findings: tuple[Finding, ...] = ()


@dataclass(slots=True)
class _Marks:
    """The spans to underline, by line: (first column, past the last, CSS class), from 0."""

    by_line: dict[int, list[tuple[int, int, str]]] = field(default_factory=dict)

    def add(self, span: Span | None, name: str) -> None:
        if span:
            end = max(span.end_column - 1, span.column)
            self.by_line.setdefault(span.line, []).append((span.column - 1, end, name))

    def cuts(self, line: int) -> list[int]:
        return sorted({edge for start, end, _ in self.by_line.get(line, ()) for edge in (start, end)})

    def names(self, line: int, column: int) -> list[str]:
        return [name for start, end, name in self.by_line.get(line, ()) if start <= column < end]


def lines(code: str, report: Report | None) -> tuple[Line, ...]:
    """The lines of `code`, whose lines end in a bare line feed, with what `report` says of each."""
    marks = _Marks()
    findings = report.findings if report else []
    for finding in findings:
        marks.add(finding.call_span, "mark mark-call")
        marks.add(finding.span, f"mark mark-{finding.severity}")
    called, made = _steps_by_line(report.steps if report else [])
    return tuple(
        Line(
            number,
            html,
            called=_outputs(called.get(number, ())),
            calls=_times(called.get(number, ())),
            made=_settled(made.get(number, ())),
            assumed=any(step.status == "assumed" for step in called.get(number, ())),
            findings=tuple(f for f in findings if f.span and f.span.line == number),
        )
        for number, html in enumerate(_html(code.removesuffix("\n"), marks), 1)
    )


def _steps_by_line(steps: list[Step]) -> tuple[dict[int, list[Step]], dict[int, list[Step]]]:
    called: dict[int, list[Step]] = {}
    made: dict[int, list[Step]] = {}
    for step in steps:
        if step.status != "failed":
            called.setdefault(step.line, []).append(step)
            if step.created_line and step.created_line != step.line:
                made.setdefault(step.created_line, []).append(step)
    return called, made


def _outputs(steps: tuple[Step, ...] | list[Step]) -> tuple[Shape, ...]:
    """What the last call of a line gives."""
    return tuple(steps[-1].output_shapes) if steps else ()


def _times(steps: tuple[Step, ...] | list[Step]) -> int:
    """How often the last thing that a line does was done, where it gave other shapes before."""
    last = [step.output_shapes for step in steps if (step.span, step.kind) == (steps[-1].span, steps[-1].kind)]
    return len(last) if any(shapes != last[0] for shapes in last) else 1


def _settled(steps: tuple[Step, ...] | list[Step]) -> tuple[Shape, ...]:
    """What the layer built on a line gives, unless it gives different shapes at different calls."""
    outputs = [step.output_shapes for step in steps]
    same = bool(outputs) and all(shapes == outputs[0] for shapes in outputs)
    return tuple(outputs[0]) if same else ()


def _html(code: str, marks: _Marks) -> Iterator[Markup]:
    """Each line as spans that carry both the highlighter's class and the marks."""
    number, column = 1, 0
    parts: list[Markup] = []
    for name, text in _tokens(code):
        for index, piece in enumerate(text.split("\n")):
            if index:
                yield Markup("").join(parts)
                number, column, parts = number + 1, 0, []
            parts.extend(_pieces(piece, name, number, column, marks))
            column += len(piece)
    yield Markup("").join(parts)


def _tokens(code: str) -> Iterator[tuple[str, str]]:
    if len(code) > HIGHLIGHT_LIMIT:
        yield "", code
        return
    for _, kind, text in _LEXER.get_tokens_unprocessed(code):
        yield _short(kind), text


def _short(kind: _TokenType) -> str:
    """Pygments' short class of a token, or of the nearest family that has one."""
    while kind not in STANDARD_TYPES and kind.parent:
        kind = kind.parent
    return STANDARD_TYPES.get(kind, "")


def _pieces(text: str, name: str, line: int, column: int, marks: _Marks) -> Iterator[Markup]:
    edges = [edge - column for edge in marks.cuts(line) if column < edge < column + len(text)]
    for start, end in zip([0, *edges], [*edges, len(text)], strict=True):
        classes = " ".join(filter(None, [name, *marks.names(line, column + start)]))
        if start == end:
            continue
        span = Markup('<span class="{}">{}</span>').format(classes, text[start:end])
        yield span if classes else Markup.escape(text[start:end])
