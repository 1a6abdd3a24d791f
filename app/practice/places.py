"""Which topic and objective a question belongs to, written or generated, asked now or long ago."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.course.links import learn_url
from app.course.model import Course, Difficulty, Question, Topic
from app.practice.generators import Generator
from app.practice.reference import GENERATORS, Reference


@dataclass(frozen=True, slots=True)
class Place:
    """Where a question stands in the course, and its lesson.

    `source` is the written question, the card or the generator.
    """

    topic: str
    objective: str
    difficulty: Difficulty
    source: str
    card: bool = False
    learn: str | None = None


def place(course: Course, question: str) -> Place | None:
    """The place of a question, given its id or the reference of a generated one; None for one that is retired."""
    reference = Reference.read(question)
    if reference is None:
        found = course.question(question)
        if found is None:
            return None
        return Place(found.topic, found.objective, found.difficulty, found.id, found.kind == "card", found.learn)
    learn = learn_url(GENERATORS[reference.generator].learn)
    return Place(*reference.home, reference.difficulty, reference.generator, learn=learn)


def written(topic: Topic, use: str = "practice") -> Iterator[Question]:
    """The written questions of a topic for one use."""
    return (question for question in topic.questions if use in question.use)


def teaching(topic: str, objective: str | None = None) -> tuple[Generator, ...]:
    """The generators that draw for a topic, or for one of its objectives."""
    return tuple(
        generator
        for generator in GENERATORS.values()
        if any(home == topic and objective in {None, aim} for home, aim in generator.teaches)
    )
