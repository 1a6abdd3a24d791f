"""A shape that is typed."""

from markupsafe import Markup

from app.course.model import Question, Value
from app.kit.words import count, listing
from app.practice.kinds import Graded, Kind, grade_typed
from app.practice.typed import read_shape

ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth")


def _grade(question: Question, response: tuple[str, ...]) -> Graded:
    accepted: Value = next(iter(question.key.accepted)) if question.key else ()
    batch = accepted[0] if isinstance(accepted, tuple) and accepted else None
    text = response[0] if response else ""
    sizes = read_shape(text, batch)
    return grade_typed(question, sizes, (text.strip(),), _compared(sizes, accepted))


def _compared(sizes: tuple[int, ...], truth: Value) -> Markup:
    """Which of the sizes are not right; the right ones are not told."""
    if not isinstance(truth, tuple):
        return Markup()
    if len(sizes) != len(truth):
        return Markup("<p>You gave {}; what comes out has more or fewer.</p>").format(count(len(sizes), "size"))
    wrong = [ORDINALS[place] for place, size in enumerate(sizes[: len(ORDINALS)]) if size != truth[place]]
    verb = "size is" if len(wrong) == 1 else "sizes are"
    return Markup("<p>The {} {} not right yet.</p>").format(listing(wrong), verb)


KIND = Kind("shape", "Type the shape", _grade)
