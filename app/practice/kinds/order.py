"""Lines of code to put in order: each is given its place, from 1."""

from markupsafe import Markup

from app.course.model import Question
from app.practice.kinds import Graded, Kind, grade_typed
from app.practice.present import line_key
from app.practice.typed import UnclearError

NOT_SO = Markup("<p>Run in this order, the lines do not do what is asked.</p>")


def _grade(question: Question, response: tuple[str, ...]) -> Graded:
    """Every response is `<key of a line>.<its place>`."""
    count = len(question.key.lines) if question.key else 0
    places = dict(said.rpartition(".")[::2] for said in response)
    found = [places.get(line_key(question, index), "") for index in range(count)]
    if sorted(found) != [str(place) for place in range(1, count + 1)]:
        raise UnclearError(Markup("Give each line a place of its own, from 1 to {}.").format(count))
    order = tuple(sorted(range(count), key=lambda index: int(found[index])))
    chosen = tuple(f"{line_key(question, each)}.{found[each]}" for each in range(count))
    return grade_typed(question, order, chosen, NOT_SO)


KIND = Kind("order", "Put the lines in order", _grade)
