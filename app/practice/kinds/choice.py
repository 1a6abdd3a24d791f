"""One choice among options, graded by the key of the option."""

from markupsafe import Markup

from app.course.model import Question
from app.practice.kinds import Graded, Kind
from app.practice.typed import UnclearError


def _grade(question: Question, response: tuple[str, ...]) -> Graded:
    option = question.option(response[0]) if len(response) == 1 else None
    if option is None:
        raise UnclearError(Markup("Choose one of the answers."))
    feedback = option.why_html or question.check_html
    return Graded(option.correct, feedback, (option.key,), option.mistakes)


KIND = Kind("choice", "Choose one answer", _grade)
