"""What several pages ask of the course: the topic in the address, what it builds on, and where it is practised."""

from functools import partial
from random import Random
from typing import Annotated

from fastapi import Depends, HTTPException, Path

from app.course.model import Course, Topic
from app.practice import drawing
from app.practice.session import CARDS, PRACTICE, TEST
from app.web.deps import CourseDep
from app.web.pages._sitting import Sitting


def _topic(slug: Annotated[str, Path(max_length=80)], course: CourseDep) -> Topic:
    found = course.topic(slug)
    if found is None:
        raise HTTPException(404, "there is no topic of this name")
    return found


TopicDep = Annotated[Topic, Depends(_topic)]


def needs(course: Course, topic: Topic) -> list[Topic]:
    """The topics that this one builds on."""
    return [other for slug in topic.needs if (other := course.topic(slug))]


def practice_sitting(course: Course, topic: Topic) -> Sitting:
    """The practice of a topic."""
    draw = partial(drawing.practice, course, topic)
    return Sitting(PRACTICE, topic.slug, f"/topics/{topic.slug}/practice", "Practice", draw, topic)


def test_sitting(topic: Topic) -> Sitting:
    """The test of a topic."""
    draw = partial(drawing.test, topic)
    return Sitting(TEST, topic.slug, f"/topics/{topic.slug}/test", "Test", draw, topic)


def cards_sitting(topic: Topic) -> Sitting:
    """The cards of a topic."""
    draw = partial(drawing.cards, topic)
    return Sitting(CARDS, topic.slug, f"/topics/{topic.slug}/cards", "Cards", draw, topic)


def size(sitting: Sitting) -> int:
    """How many questions it has for somebody new."""
    return len(sitting.draw((), Random(0)))  # noqa: S311 counted, not asked
