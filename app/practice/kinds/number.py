"""A number that is typed; as many decimals count as the question says."""

from app.course.model import Question
from app.course.values import rounded
from app.practice.kinds import Graded, Kind, grade_typed
from app.practice.typed import read_number


def _grade(question: Question, response: tuple[str, ...]) -> Graded:
    text = response[0] if response else ""
    value = read_number(text)
    if question.key and question.key.places is not None:
        value = rounded(value, question.key.places)
    return grade_typed(question, value, (text.strip(),))


KIND = Kind("number", "Type the number", _grade)
