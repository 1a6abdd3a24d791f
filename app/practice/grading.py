"""Grades a response: right, wrong with feedback for the mistake made, or no answer at all."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from app.course.model import Question
from app.kit.discover import discover
from app.practice.kinds import Kind


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of a response.

    `malformed` means that it was no answer to this question (nothing chosen, an unknown key): it
    must not be stored and costs no try. `chosen` are the keys that were recognised, `mistake` the
    misconception behind a wrong one.
    """

    correct: bool
    malformed: bool
    feedback_html: Markup
    chosen: tuple[str, ...]
    mistake: str | None = None


KINDS = {kind.slug: kind for kind in discover("app.practice.kinds", "KIND", Kind)}


def grade(question: Question, response: Sequence[str]) -> Verdict:
    """Grade `response`, the option keys that a form sent."""
    graded = KINDS[question.kind].grade(question, tuple(response))
    if graded is None:
        return Verdict(False, True, Markup("Choose one of the answers."), ())
    return Verdict(graded.correct, False, graded.feedback_html, graded.chosen, graded.mistake)
