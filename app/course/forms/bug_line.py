"""One line of the code is wrong: the checker names it."""

from fractions import Fraction

from markupsafe import Markup

from app.course.forms import Form, require
from app.course.highlight import lines_html
from app.course.layer_rows import LayerRow
from app.course.maker import Maker, Parts
from app.course.model import Key, Reply
from app.course.problems import Problems
from app.course.proof_file import Run
from app.course.question_draft import QuestionDraft
from app.course.runbook import RunBook
from app.course.trial import Trial
from app.kit.shapes import shape_html


def _read(draft: QuestionDraft, problems: Problems) -> None:
    entry = draft.entry
    require(
        draft,
        problems,
        (
            (bool(entry.code), "there is no `code` with a wrong line", ()),
            (
                not (entry.answer or entry.options or entry.distractors),
                "the checker names the line: take the answer away",
                ("answer",),
            ),
        ),
    )


def _enter(draft: QuestionDraft, book: RunBook) -> None:
    entry = draft.entry
    draft.run = f"{draft.label}/key"
    book.add(Run(label=draft.run, code=entry.code or "", input=entry.input, check=True))


def _judge(trial: Trial) -> None:
    outcome = trial.outcome(trial.draft.run or "", trial.code_spot())
    if outcome is not None and not outcome.fault_line:
        trial.against(trial.code_spot(), "wrong-key", "the checker finds no fault in this code")


def _make(maker: Maker) -> Parts:
    outcome = maker.scope.book.outcome(maker.draft.run or "")
    code = maker.draft.entry.code or ""
    if outcome is None or not outcome.fault_line:
        return Parts()
    shown = lines_html(code)
    key = Key(
        frozenset({Fraction(outcome.fault_line)}),
        Markup("line {}: <code>{}</code>").format(outcome.fault_line, shown[outcome.fault_line - 1]),
        lines=shown,
    )
    innocent = {line: row for row in outcome.rows for line in row.lines if line != outcome.fault_line}
    return Parts(key=key, replies={Fraction(line): _innocent(row) for line, row in innocent.items()})


def _innocent(row: LayerRow) -> Reply:
    """Why a line that runs is not the one."""
    text = Markup("<p>This line does what it should: {} comes out of it where {} goes in.</p>")
    return Reply(text.format(shape_html(row.output), shape_html(row.input)))


FORM = Form(("bug-line",), _read, _enter, _judge, _make)
