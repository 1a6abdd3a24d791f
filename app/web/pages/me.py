"""`/me`: how well each topic is held, which mistakes were made, what is due. Known by the cookie alone."""

from dataclasses import dataclass

from fastapi import APIRouter, Response

from app.course.model import Course, Mistake, Objective, Topic
from app.learners.tables import now
from app.practice.schedule import memories
from app.practice.strength import Strength, strength
from app.web.pages._sitting import ReadingDep
from app.web.render import render

PAGE = APIRouter(prefix="/me")
MISTAKES = 3


@dataclass(frozen=True, slots=True)
class Held:
    """One topic as it is held: what was never right yet, the commonest mistakes, and until when it should last."""

    topic: Topic
    strength: Strength
    missing: tuple[Objective, ...]
    mistakes: tuple[tuple[Mistake, int], ...]
    days: int | None


@PAGE.get("")
async def show(desk: ReadingDep) -> Response:
    """What this browser's learner has done."""
    past = await desk.past()
    remembered, today = memories(past), now()
    days = {
        topic.slug: min((memory.due - today).days for memory in remembered if memory.topic == topic.slug)
        for topic in desk.course.topics
        if any(memory.topic == topic.slug for memory in remembered)
    }
    held = [_held(desk.course, topic, strength(topic, past), days.get(topic.slug)) for topic in desk.course.topics]
    context = {
        "held": [each for each in held if each.strength.level != "new"],
        "due": sum(memory.due <= today for memory in remembered),
        "next_due": min((memory.due for memory in remembered if memory.due > today), default=None),
        "today": today,
    }
    return render(desk.request, "pages/me.html", context)


def _held(course: Course, topic: Topic, found: Strength, days: int | None) -> Held:
    missing = tuple(each for each in topic.objectives if each.id in found.missing)
    known = [(course.mistakes[id_], times) for id_, times in found.mistakes if id_ in course.mistakes]
    return Held(topic, found, missing, tuple(known[:MISTAKES]), days)
