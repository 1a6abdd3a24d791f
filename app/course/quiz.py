"""Reads `quiz.yaml`: questions as drafts, and the runs that will prove them.

Three ways to answer: what the code prints (or that it raises), a sentence with its source, and
options that are programs. Every wrong option that can be run is a run of its own.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from app.course.marked import Marked, Path
from app.course.model import Provenance
from app.course.passage import Passage, passage
from app.course.problems import Problems, Spot
from app.course.proof_file import Run
from app.course.runbook import RunBook
from app.course.schema import OptionEntry, QuestionEntry, validate


@dataclass
class OptionDraft:
    """One option before torch has spoken; `run` is the label of its run, `code` what is run."""

    entry: OptionEntry
    path: Path
    correct: bool
    code: str | None = None
    run: str | None = None
    text: Passage | None = None
    why: Passage | None = None


@dataclass
class QuestionDraft:
    """One question before torch has spoken; `run` is the label of the run of its own code."""

    entry: QuestionEntry
    marked: Marked
    path: Path
    options: list[OptionDraft] = field(default_factory=list)
    texts: dict[str, tuple[Passage, ...]] = field(default_factory=dict)
    run: str | None = None
    broken: bool = False

    @property
    def provenance(self) -> Provenance:
        """Cited where the key is a sentence that nothing runs."""
        answer = self.entry.answer
        return "cited" if answer and answer.text and not answer.raises else "proved"

    @property
    def printed(self) -> bool:
        """The key is what torch prints."""
        return bool(self.entry.answer and self.entry.answer.run)

    def spot(self, *path: str | int) -> Spot:
        """Where a part of the question stands."""
        return self.marked.value(*self.path, *path)

    @property
    def asked(self) -> str:
        """The run that a bare `py:` asks: the question's code, or one that has only torch."""
        return self.run or f"quiz/{self.entry.id}/values"

    def passages(self) -> Iterator[tuple[Passage, str]]:
        """Every text, with the run that a bare `py:` asks in it."""
        for texts in self.texts.values():
            yield from ((text, self.asked) for text in texts)
        for option in self.options:
            for text in filter(None, (option.text, option.why)):
                yield text, option.run or self.asked


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
        _draft_options(draft, book, problems)
        _draft_texts(draft)
        drafts.append(draft)
    return drafts


def _check_form(draft: QuestionDraft, problems: Problems) -> None:
    entry, answer = draft.entry, draft.entry.answer

    def fault(message: str, *path: str, help_: str = "") -> None:
        draft.broken = True
        problems.add(draft.spot(*path), "bad-question", message, help_)

    if bool(answer) == bool(entry.options):
        fault("a question has either `answer` and `distractors`, or `options`", help_="keep one of the two")
    if answer and bool(answer.run) == bool(answer.text):
        fault("an answer is either `run: stdout` or `text`", "answer")
    if answer and (answer.run or answer.raises) and not entry.code:
        fault("there is no `code` to run", "answer", help_="add `code:` to the question")
    if draft.provenance == "cited" and answer and not entry.source:
        fault("a key that nothing runs needs a `source`", "answer", help_="name the book or page that says so")
    if entry.options and sum(option.correct for option in entry.options) != 1:
        fault("exactly one of the options is `correct: true`", "options")
    if any(option.correct for option in entry.distractors):
        fault("a distractor is never correct", "distractors")
    if not 3 <= len(entry.options or entry.distractors) + bool(answer) <= 4:
        fault("a question has 3 or 4 options, the key among them", "options" if entry.options else "distractors")
    if entry.hint and entry.hints:
        fault("write either `hint` or `hints`", "hints")


def _draft_options(draft: QuestionDraft, book: RunBook, problems: Problems) -> None:
    entry = draft.entry
    label = f"quiz/{entry.id}"
    if entry.code:
        draft.run = f"{label}/key"
        book.add(Run(label=draft.run, code=entry.code, input=entry.input if _whole(draft) else None))
    if entry.answer:
        key = OptionEntry(text=entry.answer.text, why=entry.answer.why, correct=True)
        draft.options.append(OptionDraft(key, (*draft.path, "answer"), correct=True))
    field_ = "options" if entry.options else "distractors"
    for index, option in enumerate(entry.options or entry.distractors):
        made = OptionDraft(option, (*draft.path, field_, index), option.correct)
        _draft_code(draft, made, problems)
        if made.code:
            made.run = f"{label}/{index + 1}"
            setup = entry.code if option.code and entry.code else ""
            asks = (*option.claims, *((entry.accept,) if entry.accept else ()))
            book.add(Run(label=made.run, code=made.code, setup=setup or "", asks=asks))
        draft.options.append(made)
    if not draft.run:
        draft.run = next((option.run for option in draft.options if option.correct), None)


def _whole(draft: QuestionDraft) -> bool:
    """Only a program that runs has a model to trace; a key that raises has none."""
    return draft.provenance == "proved" and draft.printed


def _draft_code(draft: QuestionDraft, option: OptionDraft, problems: Problems) -> None:
    entry = option.entry

    def fault(message: str, help_: str = "", *path: str | int) -> None:
        draft.broken = True
        problems.add(draft.marked.value(*option.path, *path), "bad-option", message, help_)

    if not (entry.text or entry.code or entry.replace):
        fault("an option needs `text`, `code` or `replace`")
    if entry.code and entry.replace:
        fault("an option has either `code` or `replace`")
    option.code = entry.code
    if entry.replace and not entry.code:
        option.code = draft.entry.code
        for index, (old, new) in enumerate(entry.replace):
            if old not in (option.code or ""):
                fault(f"the code has no `{old}` to replace", "copy it from `code:` as it stands there", "replace")
                continue
            option.code = (option.code or "").replace(old, new)
            del index
    if draft.entry.options and option.code and bool(entry.runs) == bool(entry.raises):
        fault("say what torch does with this option: `runs: true` or `raises: SomeError`")
    if draft.entry.options and not option.code:
        fault("here every option is run: give it `code` or `replace`")


def _draft_texts(draft: QuestionDraft) -> None:
    entry = draft.entry

    def read(text: str | None, *path: str | int, inline: bool = False) -> Passage | None:
        if text is None:
            return None
        return passage(draft.marked.source, draft.marked.text_line(*path), text, inline=inline)

    named: dict[str, tuple[tuple[str | None, Path, bool], ...]] = {
        "stem": ((entry.stem, ("stem",), False),),
        "hints": (
            (entry.hint, ("hint",), False),
            *((hint, ("hints", index), False) for index, hint in enumerate(entry.hints)),
        ),
        "steps": ((entry.steps, ("steps",), False),),
        "check": ((entry.check, ("check",), True),),
        "common": tuple((line, ("common", index), True) for index, line in enumerate(entry.common)),
    }
    for name, parts in named.items():
        made = (read(text, *draft.path, *path, inline=inline) for text, path, inline in parts)
        draft.texts[name] = tuple(each for each in made if each)
    for option in draft.options:
        option.text = read(option.entry.text, *option.path, "text", inline=True)
        option.why = read(option.entry.why, *option.path, "why")
