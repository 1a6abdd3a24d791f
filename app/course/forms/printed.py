"""A shape or a number that the learner types: what torch prints, or a computed value."""

from dataclasses import replace
from fractions import Fraction

from app.course.arithmetic import ValueFaultError
from app.course.forms import Form, require
from app.course.maker import Maker, Parts, reply
from app.course.misreadings import alike
from app.course.model import Key, Value
from app.course.problems import Problems
from app.course.proof_file import Run
from app.course.question_draft import QuestionDraft
from app.course.runbook import RunBook
from app.course.trial import Trial
from app.course.values import as_html, from_python, rounded


def _read(draft: QuestionDraft, problems: Problems) -> None:
    entry, answer = draft.entry, draft.entry.answer
    require(
        draft,
        problems,
        (
            (
                bool(answer) and not entry.options and not entry.distractors,
                f"a question of kind {entry.kind} has an `answer` and nothing to choose from",
                (),
            ),
            (
                not answer or (bool(answer.run) != bool(answer.value) and not (answer.text or answer.raises)),
                "this answer is `run: stdout` or `value`",
                ("answer",),
            ),
            (not answer or not answer.run or bool(entry.code), "torch has no `code` to run here", ("answer",)),
            (
                not answer or not answer.value or entry.kind == "number",
                "a shape is what torch prints: `run: stdout`",
                ("answer",),
            ),
            (
                not answer or answer.places is None or entry.kind == "number",
                "only a number has `places`",
                ("answer",),
            ),
        ),
    )


def _enter(draft: QuestionDraft, book: RunBook) -> None:
    entry = draft.entry
    if entry.code:
        draft.run = f"{draft.label}/key"
        run = Run(label=draft.run, code=entry.code, input=entry.input, check=True)
        book.add(run, alias=None if entry.id in book else entry.id)


def _judge(trial: Trial) -> None:
    outcome = trial.own()
    if trial.proved and (outcome or not trial.draft.printed):
        truth = _truth(trial)
        wanted = tuple if trial.draft.entry.kind == "shape" else Fraction
        if trial.proved and not isinstance(truth, wanted):
            said = outcome.stdout.strip() if outcome else truth
            what = "shape" if wanted is tuple else "number"
            spot = trial.code_spot() if outcome else trial.draft.spot("answer")
            trial.against(spot, "wrong-key", f"this is no {what}: {said or 'nothing is printed'}")


def _truth(trial: Trial) -> Value | None:
    answer = trial.draft.entry.answer
    assert answer is not None  # noqa: S101 - `_read` has seen it
    if answer.value:
        try:
            found = trial.scope.value(answer.value).value
        except ValueFaultError as fault:
            trial.against(trial.draft.spot("answer", "value"), "no-value", str(fault))
            return None
    else:
        outcome = trial.scope.book.outcome(trial.draft.run or "")
        found = from_python(outcome.stdout, "plain") if outcome else ""
    return None if isinstance(found, str) else found


def _make(maker: Maker) -> Parts:
    answer, truth = maker.draft.entry.answer, _truth(maker.trial)
    if truth is None or answer is None:
        return Parts()
    places = answer.places
    right = _told(truth, places)
    told = tuple(replace(each, value=_told(each.value, places)) for each in maker.trial.misreadings(truth))
    wrong = alike(each for each in told if each.value != right)
    return Parts(
        key=Key(frozenset({right}), as_html(truth, "" if places is None else str(places)), places),
        replies={value: reply(each) for value, each in wrong.items()},
    )


def _told(value: Value, places: int | None) -> Value:
    """The value as it is compared: a number with its places."""
    return value if isinstance(value, tuple) or places is None else rounded(value, places)


FORM = Form(("shape", "number"), _read, _enter, _judge, _make)
