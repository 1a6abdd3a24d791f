"""A question as it is asked: its draft, once torch has spoken."""

from dataclasses import replace

from app.course.auto_steps import auto_steps
from app.course.form_table import FORMS
from app.course.highlight import code_html
from app.course.links import LinkBook
from app.course.maker import Maker, Parts
from app.course.model import Mistake, Question
from app.course.question_draft import QuestionDraft
from app.course.scope import Scope
from app.course.trial import Trial
from app.course.values import Value, from_python


def make_question(
    topic: str, draft: QuestionDraft, scope: Scope, links: LinkBook, mistakes: dict[str, Mistake]
) -> tuple[Question, bool]:
    """The question, and whether torch stands behind all of it."""
    trial = Trial(draft, replace(scope, own=draft.asked), mistakes)
    form = FORMS[draft.entry.kind]
    if not draft.broken:
        form.judge(trial)
    maker = Maker(topic, trial, links, trial.scope)
    maker.with_facts()
    if (key := _key(trial)) is not None:
        maker.know(key=key)
    parts = form.make(maker) if trial.proved and not draft.broken else Parts()
    return _question(maker, parts), trial.proved and maker.proved and not draft.broken


def _key(trial: Trial) -> Value | None:
    """What `{{ key }}` says: what torch printed."""
    outcome = trial.scope.book.outcome(trial.draft.run) if trial.draft.printed and trial.draft.run else None
    return from_python(outcome.raised or outcome.stdout) if outcome else None


def _question(maker: Maker, parts: Parts) -> Question:
    draft = maker.draft
    entry = draft.entry
    code = entry.code.rstrip("\n") if entry.code else None
    steps = auto_steps(maker.rows()) if draft.auto_steps else maker.texts("steps")[0]
    return Question(
        id=entry.id, version=entry.version, topic=maker.topic, objective=entry.objective,
        difficulty=entry.difficulty, kind=entry.kind, use=entry.use,
        stem_html=maker.texts("stem")[0], code=code,
        code_html=code_html(code, f"{entry.id}-code") if code else None,
        options=parts.options, hints=maker.texts("hints"), steps_html=steps,
        check_html=maker.texts("check")[0], mistakes=maker.texts("common"),
        checker=maker.checker(entry.checker, code or _key_code(draft)), learn=maker.learn(),
        provenance=draft.provenance, source=entry.source, line=draft.spot().line, key=parts.key, replies=parts.replies,
    )  # fmt: skip


def _key_code(draft: QuestionDraft) -> str | None:
    return next((option.code for option in draft.options if option.correct), None)
