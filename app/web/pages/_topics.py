"""What several pages ask of the course: the topic in the address, and the topics that one builds on."""

from typing import Annotated

from fastapi import Depends, HTTPException, Path

from app.course.model import Course, Topic
from app.web.deps import CourseDep


def _topic(slug: Annotated[str, Path(max_length=80)], course: CourseDep) -> Topic:
    found = course.topic(slug)
    if found is None:
        raise HTTPException(404, "there is no topic of this name")
    return found


TopicDep = Annotated[Topic, Depends(_topic)]


def needs(course: Course, topic: Topic) -> list[Topic]:
    """The topics that this one builds on."""
    return [other for slug in topic.needs if (other := course.topic(slug))]
