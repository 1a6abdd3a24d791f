"""A number that is typed; as many decimals count as the question says."""

from fractions import Fraction

from markupsafe import Markup

from app.course.model import Question
from app.course.values import rounded
from app.practice.kinds import Graded, Kind, grade_typed
from app.practice.typed import read_number


def _grade(question: Question, response: tuple[str, ...]) -> Graded:
    text = response[0] if response else ""
    value = read_number(text)
    if question.key and question.key.places is not None:
        value = rounded(value, question.key.places)
    return grade_typed(question, value, (text.strip(),), _compared(question, value))


def _compared(question: Question, value: Fraction) -> Markup:
    """On which side of the right answer it lies."""
    truth = next(iter(question.key.accepted), None) if question.key else None
    if not isinstance(truth, Fraction):
        return Markup()
    return Markup("<p>That is too {}.</p>").format("large" if value > truth else "small")


KIND = Kind("number", "Type the number", _grade)
