"""The wrong line of a program."""

from fractions import Fraction

from markupsafe import Markup

from app.course.model import Question
from app.practice.kinds import Graded, Kind, grade_typed
from app.practice.typed import read_whole

NOT_THIS = Markup("<p>This line may stay as it is.</p>")


def _grade(question: Question, response: tuple[str, ...]) -> Graded:
    lines = len(question.key.lines) if question.key else 0
    line = read_whole(response[0] if response else "", 1, lines)
    return grade_typed(question, Fraction(line), (str(line),), NOT_THIS)


KIND = Kind("bug-line", "Point at the wrong line", _grade)
