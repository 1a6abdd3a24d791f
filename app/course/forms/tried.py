"""Blanks to fill in and lines to put in order: torch has tried every value and every order."""

import math

from markupsafe import Markup

from app.course.forms import Form, require
from app.course.highlight import code_html, lines_html
from app.course.maker import Maker, Parts
from app.course.model import Blank, Key
from app.course.problems import Problems
from app.course.proof_file import Run
from app.course.question_draft import QuestionDraft
from app.course.runbook import RunBook
from app.course.trial import Trial

MOST = 400
"""Programs that one question may cost; each takes a few milliseconds of torch."""


def blank(name: str) -> str:
    """How a blank is written in code."""
    return f"__{name}__"


def _read(draft: QuestionDraft, problems: Problems) -> None:
    entry = draft.entry
    ordered = entry.kind == "order"
    count = math.prod(max(each.max - each.min + 1, 0) for each in entry.blanks.values())
    missing = [name for name in entry.blanks if blank(name) not in (entry.code or "")]
    require(
        draft,
        problems,
        (
            (bool(entry.accept), "`accept` says which answers are right: an expression that is True for them", ()),
            (
                not (entry.answer or entry.options or entry.distractors),
                f"a question of kind {entry.kind} has nothing to choose from",
                (),
            ),
            (ordered == bool(entry.lines) and ordered != bool(entry.blanks), _WANTED[entry.kind], ()),
            (not ordered or len(entry.lines) >= 3, "an order has 3 to 5 `lines`", ("lines",)),
            (ordered or bool(entry.code), "there is no `code` with the blanks", ()),
            (
                ordered or not missing,
                f"the code has no {', '.join(map(blank, missing))} to fill in",
                ("blanks",),
            ),
            (ordered or 2 <= count <= MOST, f"the blanks have {count} fillings; 2 to {MOST} can be tried", ("blanks",)),
        ),
    )


_WANTED = {
    "blanks": "`blanks` say what is filled in: `{padding: {min: 0, max: 9}}`",
    "property": "`blanks` say what is filled in: `{padding: {min: 0, max: 9}}`",
    "order": "`lines` are what is put in order",
}


def _enter(draft: QuestionDraft, book: RunBook) -> None:
    entry = draft.entry
    draft.run = f"{draft.label}/key"
    ranges = tuple((blank(name), each.min, each.max) for name, each in entry.blanks.items())
    accept, code = entry.accept or "", entry.code or ""
    book.add(Run(label=draft.run, code=code, blanks=ranges, lines=entry.lines, accept=accept))


def _judge(trial: Trial) -> None:
    entry = trial.draft.entry
    outcome = trial.outcome(trial.draft.run or "", trial.code_spot())
    if outcome is None:
        return
    spot, right = trial.draft.spot("accept"), len(outcome.accepted)
    if not right:
        trial.against(spot, "wrong-key", "no answer is accepted", "try one by hand")
    elif entry.kind == "order" and tuple(range(len(entry.lines))) not in outcome.accepted:
        help_ = "write the lines in an order that is right"
        trial.against(trial.draft.spot("lines"), "wrong-key", "the order as it stands here is not accepted", help_)
    elif entry.kind == "blanks" and right != 1:
        said = ", ".join(map(str, outcome.accepted[:5]))
        trial.against(spot, "wrong-key", f"{right} fillings are accepted: {said}", "make it `kind: property`")
    elif entry.kind != "order" and right == math.prod(each.max - each.min + 1 for each in entry.blanks.values()):
        trial.against(spot, "wrong-key", "every filling is accepted", "ask for more")


def _make(maker: Maker) -> Parts:
    entry = maker.draft.entry
    outcome = maker.scope.book.outcome(maker.draft.run or "")
    if outcome is None:
        return Parts()
    blanks = tuple(Blank(name, each.min, each.max) for name, each in entry.blanks.items())
    lines = tuple(Markup("\n").join(lines_html(line)) for line in entry.lines)
    key = Key(frozenset(outcome.accepted), _shown(maker, outcome.accepted), blanks=blanks, lines=lines)
    return Parts(key=key)


def _shown(maker: Maker, accepted: tuple[tuple[int, ...], ...]) -> Markup:
    """The right answer as it is told at the end: an example where there are several."""
    entry = maker.draft.entry
    if not accepted or entry.kind == "order":
        return code_html("\n".join(entry.lines), f"{entry.id}-key")
    filled = Markup(", ").join(
        Markup("<code>{} = {}</code>").format(name, value)
        for name, value in zip(entry.blanks, accepted[0], strict=True)
    )
    return filled if len(accepted) == 1 else Markup("for example {}").format(filled)


FORM = Form(("blanks", "property", "order"), _read, _enter, _judge, _make)
