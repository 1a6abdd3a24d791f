"""A card: the learner says whether it was known, so there is nothing to run and nothing to choose from."""

from markupsafe import Markup

from app.course.forms import Form, require
from app.course.maker import Maker, Parts
from app.course.model import Key
from app.course.problems import Problems
from app.course.question_draft import QuestionDraft


def _read(draft: QuestionDraft, problems: Problems) -> None:
    require(draft, problems, ((False, "a card stands in cards.yaml, with its `front` and `back`", ("kind",)),))


def _nothing(*_: object) -> None:
    """There is no code; the values in its texts are asked for like those of any text."""


def _make(_maker: Maker) -> Parts:
    return Parts(key=Key(frozenset(), Markup()))


FORM = Form(("card",), _read, _nothing, _nothing, _make)
