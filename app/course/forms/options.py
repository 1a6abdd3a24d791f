"""Options to choose from, one of them or several: printed by torch, said with a source, or programs.

Every wrong option that can be run is a run of its own; one that only names a mistake shows what that
mistake makes of the question's layers.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import replace

from markupsafe import Markup

from app.course.forms import Form, Rule, require
from app.course.forms._options_judged import judge_options
from app.course.highlight import code_html
from app.course.maker import Maker, Parts, reply
from app.course.misreadings import Misreading, alike
from app.course.model import Option
from app.course.problems import Problems
from app.course.proof_file import Run
from app.course.question_draft import OptionDraft, QuestionDraft
from app.course.runbook import RunBook
from app.course.schema import OptionEntry
from app.course.shown import Shown, printed
from app.course.values import as_html, from_python


def _read(draft: QuestionDraft, problems: Problems) -> None:
    require(draft, problems, (*_answer_rules(draft), *_option_rules(draft)))
    draft.options = list(_options(draft))
    for option in draft.options:
        _find_code(draft, option, problems)
        _check_option(draft, option, problems)


def _answer_rules(draft: QuestionDraft) -> tuple[Rule, ...]:
    """What `answer` must be, with or without the rest."""
    entry, answer = draft.entry, draft.entry.answer
    either = "a question has either `answer` and `distractors`, or `options`"
    if answer is None:
        return ((bool(entry.options), either, ()),)
    runs = bool(answer.run or answer.raises)
    return (
        (not entry.options, either, ()),
        (bool(answer.run) != bool(answer.text), "an answer is `run: stdout` or `text`", ("answer",)),
        (bool(entry.code) or not runs, "torch has no `code` to run here", ("answer",)),
        (
            draft.provenance == "proved" or bool(entry.source),
            "a key that nothing runs needs a `source`",
            ("answer",),
        ),
    )


def _option_rules(draft: QuestionDraft) -> tuple[Rule, ...]:
    """How many options there are, and how many of them are right."""
    entry, several = draft.entry, draft.entry.kind == "choices"
    listed = "options" if entry.options else "distractors"
    count = len(entry.options or entry.distractors) + bool(entry.answer)
    right = sum(option.correct for option in entry.options)
    some = "some of the `options` are `correct: true`, and some are not"
    none_right = not any(option.correct for option in entry.distractors)
    number = "a question has 3 to 6 options" if several else "a question has 3 or 4 options, the key among them"
    return (
        (several or not entry.options or right == 1, "exactly one of the options is `correct: true`", ("options",)),
        (not several or 1 <= right < len(entry.options), some, (listed,)),
        (none_right, "a distractor is never correct", ("distractors",)),
        (3 <= count <= (6 if several else 4), number, (listed,)),
        (not entry.accept or bool(entry.options), "`accept` judges `options`", ("accept",)),
    )


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
    entry, listed = option.entry, bool(draft.entry.options)
    if option.path[-1] == "answer":
        return
    statement = draft.entry.kind == "choices" and bool(entry.text) and not option.code
    rules = (
        (
            bool(entry.text or option.code or (entry.mistake and draft.printed)),
            "an option needs `text`, `code` or `replace`",
        ),
        (not (entry.code and entry.replace), "an option has either `code` or `replace`"),
        (not entry.claims or bool(option.code or statement), "`claims` are about code: there is none to run"),
        (not entry.claims or not statement or bool(draft.entry.code), "`claims` are about code: there is none to run"),
        (
            not statement or bool(entry.claims) or bool(draft.entry.source),
            "a statement that nothing runs needs `claims`, or the question a `source`",
        ),
        (not listed or bool(option.code) or statement, "here every option is run: give it `code` or `replace`"),
        (
            not (listed and option.code) or bool(entry.runs) != bool(entry.raises),
            "say what torch does with this option: `runs: true` or `raises: SomeError`",
        ),
    )
    for holds, message in rules:
        if not holds:
            draft.broken = True
            problems.add(draft.marked.value(*option.path), "bad-option", message)


def _enter(draft: QuestionDraft, book: RunBook) -> None:
    entry = draft.entry
    if entry.code:
        draft.run = f"{draft.label}/key"
        traced = any(option.entry.mistake and not (option.entry.text or option.code) for option in draft.options)
        asks = tuple(claim for option in draft.options if not option.code for claim in option.entry.claims)
        sizes = entry.input if draft.printed else None
        run = Run(label=draft.run, code=entry.code, input=sizes, asks=asks, check=traced)
        book.add(run, alias=None if entry.id in book else entry.id)
    for number, option in enumerate(draft.options):
        if option.code:
            option.run = f"{draft.label}/{number}"
            setup = (entry.code or "") if option.entry.code else ""
            asks = (*option.entry.claims, *((entry.accept,) if entry.accept else ()))
            book.add(Run(label=option.run, code=option.code, setup=setup, asks=asks))
    if not draft.run:
        draft.run = next((option.run for option in draft.options if option.correct), None)


def _make(maker: Maker) -> Parts:
    shown = Shown(maker.trial)
    truth = shown.truth()
    together = alike(maker.trial.misreadings(truth)) if truth is not None else {}
    found: dict[str, Option] = {}
    for index, option in enumerate(maker.draft.options):
        made = _option(maker, shown, index, option)
        if misreading := shown.drawn(option):
            first = printed(misreading.value)
            named = tuple(each for each in together[misreading.value] if _listed(maker.draft, each))
            said = reply(named)
            why = made.why_html if option.why and len(named) == 1 else said.html
            found.setdefault(first, replace(made, why_html=why, mistakes=said.mistakes))
        else:
            found[made.key] = made
    return Parts(options=tuple(found.values()))


def _listed(draft: QuestionDraft, misreading: Misreading) -> bool:
    return any(option.entry.mistake == misreading.mistake.id for option in draft.options)


def _option(maker: Maker, shown: Shown, index: int, option: OptionDraft) -> Option:
    entry = maker.draft.entry
    key = hashlib.sha256(f"{entry.id}:{index}".encode()).hexdigest()[:8]
    text = shown.text(option)
    printed = bool(text) and (text != option.entry.text or maker.draft.printed)
    value = from_python(text) if text and printed else ""
    scope = maker.scope.with_words(option.run or maker.draft.asked, **({"this": value} if value != "" else {}))
    html = as_html(value) if value != "" else Markup()
    if option.text and isinstance(value, str):
        html = maker.render(option.text, scope, f"{key}-text")
    why = maker.render(option.why, scope, f"{key}-why") if option.why else _says(maker, option)
    code = option.entry.code
    return Option(
        key=key, html=html, code_html=code_html(code, f"{entry.id}-{key}") if code else None,
        correct=option.correct, why_html=why,
        mistakes=(option.entry.mistake,) if option.entry.mistake else (),
        checker=maker.checker(option.entry.checker, option.code),
    )  # fmt: skip


def _says(maker: Maker, option: OptionDraft) -> Markup:
    """The words of the option's mistake, with the numbers of the question where it has a formula."""
    mistake = maker.trial.mistakes.get(option.entry.mistake or "")
    if mistake is None:
        return Markup()
    if mistake.wrong is None:
        return Markup("<p>{}</p>").format(mistake.says({}))
    truth = Shown(maker.trial).truth()
    made = () if truth is None else maker.trial.misreadings(truth)
    return next((reply([each]).html for each in made if each.mistake.id == mistake.id), Markup())


FORM = Form(("choice", "choices"), _read, _enter, judge_options, _make)
