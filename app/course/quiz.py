"""Reads `quiz.yaml`: questions as drafts, and the runs that will prove them.

Three ways to answer: what the code prints (or that it raises), a sentence with its source, and
options that are programs. Every wrong option that can be run is a run of its own.
"""

from collections.abc import Iterator

from app.course.marked import Marked
from app.course.passage import Passage, passage
from app.course.problems import Problems
from app.course.proof_file import Run
from app.course.question_draft import OptionDraft, QuestionDraft
from app.course.runbook import RunBook
from app.course.schema import OptionEntry, QuestionEntry, validate


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
        _check_form(draft, problems)
        draft.options = list(_options(draft))
        for option in draft.options:
            _find_code(draft, option, problems)
            _check_option(draft, option, problems)
        _enter_runs(draft, book)
        _read_texts(draft)
        drafts.append(draft)
    return drafts


def _check_form(draft: QuestionDraft, problems: Problems) -> None:
    """What the fields of a question must be together."""
    entry, answer = draft.entry, draft.entry.answer
    listed = "options" if entry.options else "distractors"
    count = len(entry.options or entry.distractors) + bool(answer)
    rules: tuple[tuple[bool, str, tuple[str, ...]], ...] = (
        (bool(answer) != bool(entry.options), "a question has either `answer` and `distractors`, or `options`", ()),
        (not answer or bool(answer.run) != bool(answer.text), "an answer is `run: stdout` or `text`", ("answer",)),
        (
            not answer or bool(entry.code) or not (answer.run or answer.raises),
            "torch has no `code` to run here",
            ("answer",),
        ),
        (
            not answer or draft.provenance == "proved" or bool(entry.source),
            "a key that nothing runs needs a `source`",
            ("answer",),
        ),
        (
            not entry.options or sum(option.correct for option in entry.options) == 1,
            "exactly one of the options is `correct: true`",
            ("options",),
        ),
        (not any(option.correct for option in entry.distractors), "a distractor is never correct", ("distractors",)),
        (3 <= count <= 4, "a question has 3 or 4 options, the key among them", (listed,)),
        (not entry.accept or bool(entry.options), "`accept` judges `options`", ("accept",)),
        (not (entry.hint and entry.hints), "write either `hint` or `hints`", ("hints",)),
    )
    for holds, message, path in rules:
        if not holds:
            draft.broken = True
            problems.add(draft.spot(*path), "bad-question", message)


def _options(draft: QuestionDraft) -> Iterator[OptionDraft]:
    entry = draft.entry
    if entry.answer:
        key = OptionEntry(text=entry.answer.text, why=entry.answer.why, correct=True)
        yield OptionDraft(key, (*draft.path, "answer"), correct=True)
    listed = "options" if entry.options else "distractors"
    for index, option in enumerate(entry.options or entry.distractors):
        yield OptionDraft(option, (*draft.path, listed, index), option.correct)


def _find_code(draft: QuestionDraft, option: OptionDraft, problems: Problems) -> None:
    """The code of an option: its own, or the question's with changes."""
    option.code = option.entry.code
    if option.entry.replace and not option.entry.code:
        code = draft.entry.code or ""
        for old, new in option.entry.replace:
            if old not in code:
                draft.broken = True
                spot = draft.marked.value(*option.path, "replace")
                help_ = "copy it from `code:` as it stands there"
                problems.add(spot, "bad-option", f"the code has no `{old}` to replace", help_)
            code = code.replace(old, new)
        option.code = code


def _check_option(draft: QuestionDraft, option: OptionDraft, problems: Problems) -> None:
    """What the fields of an option must be together; the key of `answer` was checked with it."""
    entry, programs = option.entry, bool(draft.entry.options)
    if option.path[-1] == "answer":
        return
    rules = (
        (bool(entry.text or option.code), "an option needs `text`, `code` or `replace`"),
        (not (entry.code and entry.replace), "an option has either `code` or `replace`"),
        (not entry.claims or bool(option.code), "`claims` are about code: there is none to run"),
        (not programs or bool(option.code), "here every option is run: give it `code` or `replace`"),
        (
            not (programs and option.code) or bool(entry.runs) != bool(entry.raises),
            "say what torch does with this option: `runs: true` or `raises: SomeError`",
        ),
    )
    for holds, message in rules:
        if not holds:
            draft.broken = True
            problems.add(draft.marked.value(*option.path), "bad-option", message)


def _enter_runs(draft: QuestionDraft, book: RunBook) -> None:
    entry = draft.entry
    if entry.code:
        draft.run = f"{draft.label}/key"
        sizes = entry.input if draft.printed else None
        book.add(Run(label=draft.run, code=entry.code, input=sizes), alias=None if entry.id in book else entry.id)
    for number, option in enumerate(draft.options):
        if option.code:
            option.run = f"{draft.label}/{number}"
            setup = (entry.code or "") if option.entry.code else ""
            asks = (*option.entry.claims, *((entry.accept,) if entry.accept else ()))
            book.add(Run(label=option.run, code=option.code, setup=setup, asks=asks))
    if not draft.run:
        draft.run = next((option.run for option in draft.options if option.correct), None)


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
