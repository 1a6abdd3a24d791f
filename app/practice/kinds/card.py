"""A closed-book card: the learner looks at its back and says whether it had come to mind."""

from markupsafe import Markup

from app.course.model import Question
from app.practice.kinds import Graded, Kind
from app.practice.typed import UnclearError


def _grade(_question: Question, response: tuple[str, ...]) -> Graded:
    if response not in {("knew",), ("missed",)}:
        raise UnclearError(Markup("Look at the answer, and say whether you knew it."))
    return Graded(response == ("knew",), Markup(), response)


KIND = Kind("card", "Say whether you knew it", _grade)
