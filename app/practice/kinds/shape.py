"""A shape that is typed."""

from app.course.model import Question
from app.practice.kinds import Graded, Kind, grade_typed
from app.practice.typed import read_shape


def _grade(question: Question, response: tuple[str, ...]) -> Graded:
    accepted = next(iter(question.key.accepted)) if question.key else ()
    batch = accepted[0] if isinstance(accepted, tuple) and accepted else None
    text = response[0] if response else ""
    return grade_typed(question, read_shape(text, batch), (text.strip(),))


KIND = Kind("shape", "Type the shape", _grade)
