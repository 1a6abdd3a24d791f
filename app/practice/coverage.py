"""What the course covers: objectives, questions, mistakes and ways, with the gaps in plain sight."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.course.model import Course, Mistake, Objective, Topic
from app.course.ways import WAYS
from app.practice.aims import makers_of, offers
from app.practice.places import teaching


@dataclass(frozen=True, slots=True)
class ObjectiveCoverage:
    """How often an objective is asked: by written questions, by generators, by cards."""

    objective: Objective
    written: int
    generators: int
    cards: int


@dataclass(frozen=True, slots=True)
class TopicCoverage:
    """One topic: its objectives, and which of the ways it has."""

    topic: Topic
    objectives: tuple[ObjectiveCoverage, ...]
    ways: tuple[str, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MistakeCoverage:
    """In how many written questions a mistake can be chosen, and how many generators may offer it."""

    mistake: Mistake
    written: int
    generators: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """The whole course."""

    topics: tuple[TopicCoverage, ...]
    mistakes: tuple[MistakeCoverage, ...]


def coverage(course: Course) -> Coverage:
    """What there is, topic by topic and mistake by mistake."""
    asked = [question for topic in course.topics for question in topic.questions]
    mistakes = (
        MistakeCoverage(each, sum(offers(question, each.id) for question in asked), len(makers_of(each.id)))
        for each in course.mistakes.values()
    )
    return Coverage(tuple(map(_topic, course.topics)), tuple(mistakes))


def _topic(topic: Topic) -> TopicCoverage:
    have = [way.slug for way in topic.ways]
    objectives = tuple(
        ObjectiveCoverage(
            each,
            sum(question.objective == each.id for question in topic.questions),
            len(teaching(topic.slug, each.id)),
            sum(card.objective == each.id for card in topic.cards),
        )
        for each in topic.objectives
    )
    return TopicCoverage(topic, objectives, tuple(have), tuple(slug for slug in WAYS if slug not in have))


def as_lines(found: Coverage) -> Iterator[str]:
    """The report for a terminal; `!` marks what is asked fewer than twice, or nowhere."""
    for each in found.topics:
        yield f"{each.topic.slug} ({each.topic.status}): {len(each.topic.questions)} questions"
        for aim in each.objectives:
            mark = " " if aim.written >= 2 else "!"
            yield f"  {mark} {aim.objective.id}: {aim.written} written, {aim.generators} generators, {aim.cards} cards"
        yield f"    ways: {', '.join(each.ways) or 'none'}; missing: {', '.join(each.missing) or 'none'}"
    yield "mistakes"
    for made in found.mistakes:
        mark = " " if made.written or made.generators else "!"
        yield f"  {mark} {made.mistake.id}: {made.written} questions, {made.generators} generators"
