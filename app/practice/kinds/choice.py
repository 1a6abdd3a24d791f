"""One choice among options, graded by the key of the option."""

from app.course.model import Question
from app.practice.kinds import Graded, Kind


def _grade(question: Question, response: tuple[str, ...]) -> Graded | None:
    option = question.option(response[0]) if len(response) == 1 else None
    if option is None:
        return None
    return Graded(option.correct, option.why_html, (option.key,), option.mistake)


KIND = Kind("choice", _grade)
