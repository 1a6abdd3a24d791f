"""The kinds of questions: one leaf each, ending in `KIND`."""

from collections.abc import Callable
from dataclasses import dataclass

from markupsafe import Markup

from app.course.model import Question, Value


@dataclass(frozen=True, slots=True)
class Graded:
    """A response that was understood; `chosen` is how it is stored."""

    correct: bool
    feedback_html: Markup
    chosen: tuple[str, ...]
    mistakes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of question.

    Attributes:
        slug: its name in `quiz.yaml`, and that of its template part.
        asks: what the learner is to do, for screen readers and headings.
        grade: the verdict on what a form sent; raises `UnclearError` for what is no answer.
    """

    slug: str
    asks: str
    grade: Callable[[Question, tuple[str, ...]], Graded]


def grade_typed(question: Question, value: Value, chosen: tuple[str, ...], otherwise: Markup) -> Graded:
    """The verdict on a typed answer: right, a mistake that was foreseen, or one of which `otherwise` is said."""
    key = question.key
    if key is not None and value in key.accepted:
        return Graded(True, question.check_html, chosen)
    reply = question.replies.get(value)
    if reply is None:
        return Graded(False, otherwise, chosen)
    return Graded(False, reply.html, chosen, reply.mistakes)
