"""The kinds of questions: one leaf each, ending in `KIND`."""

from collections.abc import Callable
from dataclasses import dataclass

from markupsafe import Markup

from app.course.model import Question


@dataclass(frozen=True, slots=True)
class Graded:
    """A response that was understood."""

    correct: bool
    feedback_html: Markup
    chosen: tuple[str, ...]
    mistake: str | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """How one kind of question is graded; `grade` gives None for what is no answer to it."""

    slug: str
    grade: Callable[[Question, tuple[str, ...]], Graded | None]
