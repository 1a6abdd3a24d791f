"""Reads `quiz.yaml`: questions as drafts, and the runs that will prove them.

What its fields must be together, and what is run for it, is told by the form of its kind.
"""

from app.course.form_table import FORMS
from app.course.forms import require
from app.course.marked import Marked
from app.course.passage import Passage, passage
from app.course.problems import Problems
from app.course.question_draft import QuestionDraft
from app.course.runbook import RunBook
from app.course.schema import QuestionEntry, validate


def read_quiz(marked: Marked, book: RunBook, problems: Problems) -> list[QuestionDraft]:
    """The questions of a quiz file; a question with faults in its fields is left out, the others stay."""
    if marked.data is None:
        return []
    if not isinstance(marked.data, tuple):
        problems.add(marked.value(), "wrong-value", "a quiz is a list of questions", "begin each with `- id:`")
        return []
    drafts: list[QuestionDraft] = []
    for index, data in enumerate(marked.data):
        entry = validate(QuestionEntry, marked, problems, (index,), data)
        if entry is None:
            continue
        draft = QuestionDraft(entry, marked, (index,))
        require(draft, problems, ((not (entry.hint and entry.hints), "write either `hint` or `hints`", ("hints",)),))
        form = FORMS[entry.kind]
        form.read(draft, problems)
        if not draft.broken:
            form.enter(draft, book)
        _read_texts(draft)
        drafts.append(draft)
    return drafts


def _read_texts(draft: QuestionDraft) -> None:
    entry = draft.entry

    def read(text: str, *path: str | int, inline: bool = False) -> Passage:
        return passage(draft.marked.source, draft.marked.text_line(*path), text, inline=inline)

    draft.texts = {
        "stem": (read(entry.stem, *draft.path, "stem"),),
        "hints": tuple(
            read(hint, *draft.path, *path)
            for hint, path in (
                *(((entry.hint, ("hint",)),) if entry.hint else ()),
                *((hint, ("hints", index)) for index, hint in enumerate(entry.hints)),
            )
        ),
        "steps": (read(entry.steps, *draft.path, "steps"),),
        "check": (read(entry.check, *draft.path, "check", inline=True),),
        "common": tuple(
            read(line, *draft.path, "common", index, inline=True) for index, line in enumerate(entry.common)
        ),
    }
    for option in draft.options:
        if option.entry.text:
            option.text = read(option.entry.text, *option.path, "text", inline=True)
        if option.entry.why:
            option.why = read(option.entry.why, *option.path, "why")
