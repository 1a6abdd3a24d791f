"""Which topic and objective a question belongs to, written or generated, asked now or long ago."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.course.model import Course, Difficulty, Question, Topic
from app.practice.compose import GENERATORS, Reference
from app.practice.generators import Generator


@dataclass(frozen=True, slots=True)
class Place:
    """Where a question stands in the course; `source` is the written question or the generator."""

    topic: str
    objective: str
    difficulty: Difficulty
    source: str


def place(course: Course, question: str, asked_in: str = "") -> Place | None:
    """The place of a question that was asked in a practice of a topic; None for one that is retired.

    Args:
        course: what is taught now.
        question: its id, or the reference of a generated one.
        asked_in: the topic of the attempt, where a generator teaches several.
    """
    reference = Reference.read(question)
    if reference is None:
        written = course.question(question)
        return Place(written.topic, written.objective, written.difficulty, written.id) if written else None
    generator = GENERATORS[reference.generator]
    objectives = dict(generator.teaches)
    home = asked_in if asked_in in objectives else generator.teaches[0][0]
    return Place(home, objectives[home], reference.difficulty, generator.slug)


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
