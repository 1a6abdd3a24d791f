"""Numbers that are filled into code; one filling is right."""

from markupsafe import Markup

from app.course.model import Question
from app.practice.kinds import Graded, Kind, grade_typed
from app.practice.typed import read_whole

NOT_SO = Markup("<p>Run with these numbers, the code does not do what is asked.</p>")


def grade_filling(question: Question, response: tuple[str, ...]) -> Graded:
    """The verdict on the values of the blanks, in their order."""
    blanks = question.key.blanks if question.key else ()
    texts = (*response, *[""] * len(blanks))[: len(blanks)]
    filled = tuple(read_whole(text, blank.low, blank.high) for text, blank in zip(texts, blanks, strict=True))
    return grade_typed(question, filled, tuple(map(str, filled)), NOT_SO)


KIND = Kind("blanks", "Fill in the blanks", grade_filling)
