"""Faults of wording: letters for options, "all of the above", negative stems, a key that gives itself away."""

import re
from collections.abc import Iterable

from app.course.passage import Passage
from app.course.problems import Problems, Spot
from app.course.question_draft import QuestionDraft

_LETTER = re.compile(r"\b(?:[Oo]ptions?|[Aa]nswers?|[Cc]hoices?) \(?[A-H]\)?(?![\w'’])")
_ABOVE = re.compile(r"\b(?:all|none|both|any) of the (?:above|others?|options|answers)\b", re.IGNORECASE)
_NEGATIVE = re.compile(r"\b[Ww]hich\b[^.?!]*\b(?:not|never|except)\b|\bexcept\?|\bNOT\b")
_TAG = re.compile(
    r"</?(?:a|b|br|code|details|div|em|h[1-6]|i|img|li|p|pre|script|span|strong|sub|sup|table|ul)\b[^<]*>"
)
_UNREAD = re.compile(r"\{\{|\}\}")
_FORMATTING = {"strong_open": "bold", "em_open": "italics", "code_inline": "code", "math_inline": "mathematics"}
_LONGER = 1.6
_LONGER_BY = 25


def lint_prose(passage: Passage, problems: Problems) -> None:
    """Look through the plain text of a passage."""
    for token in passage.walk():
        if token.type != "text":
            continue
        for pattern, slug, message, help_ in (
            (_LETTER, "letter-in-prose", "`{}` speaks of a letter", "options are shuffled: say what it says"),
            (_ABOVE, "all-of-the-above", "`{}` speaks of other options", "options are shuffled: name them"),
            (_UNREAD, "unread-value", "`{}` stands here as it is", "in a table the bar of a filter is written `\\|`"),
            (_TAG, "raw-html", "`{}` would be shown as it stands", "write Markdown; HTML is off"),
        ):
            for found in pattern.finditer(token.content):
                problems.add(passage.spot(token, found[0]), slug, message.format(found[0]), help_)


def lint_question(draft: QuestionDraft, problems: Problems) -> None:
    """What gives a key away, or asks the wrong way round."""
    for stem in draft.texts["stem"]:
        found = _NEGATIVE.search(stem.text)
        if found:
            spot = stem.source.find(found[0], stem.first_line)
            help_ = "ask for what is right: a `not` is overlooked"
            problems.add(spot, "negative-stem", "the stem asks for what is not", help_)
    wrong = [option.text for option in draft.options if not option.correct and option.text]
    for option in draft.options:
        if option.correct and option.text and wrong:
            spot = draft.marked.value(*option.path, "text")
            _lint_key(spot, option.text, wrong, problems)
    for option in draft.options:
        if not option.correct and not (option.entry.why or option.entry.mistake):
            problems.add(
                draft.marked.value(*option.path),
                "missing-why",
                "nothing is said to who chooses this",
                "add `why:` with this question's numbers, or a `mistake:`",
            )


def _lint_key(spot: Spot, key: Passage, wrong: list[Passage], problems: Problems) -> None:
    longest = max(len(text.text) for text in wrong)
    if len(key.text) > longest * _LONGER and len(key.text) > longest + _LONGER_BY:
        help_ = "shorten it, or say more in the others"
        problems.add(spot, "key-longest", "the key is much longer than the rest", help_)
    alone = _formatting([key]) - _formatting(wrong)
    if alone:
        message = f"only the key has {', '.join(sorted(alone))}"
        problems.add(spot, "key-formatted", message, "format all options alike")


def _formatting(passages: Iterable[Passage]) -> set[str]:
    return {_FORMATTING[t.type] for passage in passages for t in passage.walk() if t.type in _FORMATTING}
