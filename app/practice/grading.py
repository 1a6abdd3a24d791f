"""Grades a response: right, wrong with feedback for the mistake made, or no answer at all."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from app.course.model import Question
from app.kit.discover import discover
from app.practice.kinds import Kind
from app.practice.typed import UnclearError


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of a response.

    `malformed` means that it was no answer to this question (nothing chosen, no number): it must not
    be stored and costs no try. `chosen` is what was recognised, `mistakes` the
    misconceptions behind a wrong one.
    """

    correct: bool
    malformed: bool
    feedback_html: Markup
    chosen: tuple[str, ...]
    mistakes: tuple[str, ...] = ()


KINDS = {kind.slug: kind for kind in discover("app.practice.kinds", "KIND", Kind)}


def grade(question: Question, response: Sequence[str]) -> Verdict:
    """Grade `response`, the values that a form sent."""
    try:
        graded = KINDS[question.kind].grade(question, tuple(response))
    except UnclearError as unclear:
        return Verdict(False, True, unclear.message, ())
    return Verdict(graded.correct, False, graded.feedback_html, graded.chosen, graded.mistakes)
