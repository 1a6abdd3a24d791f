"""One choice among options, graded by the key of the option."""

from app.course.model import Question
from app.practice.kinds import Graded, Kind


def _grade(question: Question, response: tuple[str, ...]) -> Graded | None:
    option = question.option(response[0]) if len(response) == 1 else None
    if option is None:
        return None
    feedback = option.why_html or question.check_html
    return Graded(option.correct, feedback, (option.key,), option.mistake)


KIND = Kind("choice", _grade)
