"""`/review`: what is due by now, each by a new question."""

from collections.abc import Sequence
from random import Random

from app.practice import drawing
from app.practice.past import Deed
from app.practice.schedule import due
from app.practice.session import REVIEW
from app.web.deps import CourseDep, StoreDep
from app.web.pages._asking import sitting_page
from app.web.pages._sitting import Sitting


def _sitting(course: CourseDep, store: StoreDep) -> Sitting:
    def draw(past: Sequence[Deed], dice: Random) -> tuple[str, ...]:
        return drawing.review(course, due(past, store.clock.now()), past, dice)

    return Sitting(REVIEW, "", "/review", "Review", draw)


PAGE = sitting_page("/review", _sitting)
