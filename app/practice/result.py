"""What an attempt has shown: by objective, by mistake, and how coarse a measure it is."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from app.course.model import Course, Mistake, Objective, Topic
from app.practice.aims import Marked
from app.practice.places import place
from app.practice.session import Standing

_CONFIDENCE = 1.96  # standard deviations that hold 95 of 100 outcomes


@dataclass(frozen=True, slots=True)
class ObjectiveResult:
    """How many questions on one objective were right at the first try; `learn` is what to read where one was not."""

    topic: Topic
    objective: Objective
    right: int
    of: int
    learn: str | None


@dataclass(frozen=True, slots=True)
class MistakeResult:
    """How often a mistake was made."""

    mistake: Mistake
    times: int


@dataclass(frozen=True, slots=True)
class Result:
    """By objective, the weakest first; by mistake, the commonest first; the range that the score stands for."""

    objectives: tuple[ObjectiveResult, ...]
    mistakes: tuple[MistakeResult, ...]
    low: float
    high: float


def result(course: Course, standing: Standing, answers: Sequence[Marked]) -> Result:
    """The result of the questions that are over; what is retired is left out."""
    first = {each.question for each in answers if each.correct and each.try_number == 1}
    asked: dict[tuple[str, str], list[tuple[bool, str | None]]] = {}
    for question in filter(standing.over, standing.questions):
        if where := place(course, question):
            asked.setdefault((where.topic, where.objective), []).append((question in first, where.learn))
    by_objective = (_objective(course, *key, each) for key, each in asked.items())
    objectives = sorted((each for each in by_objective if each), key=lambda each: each.right / each.of)
    counted = Counter(mistake for each in answers for mistake in each.mistakes if mistake in course.mistakes)
    mistakes = tuple(MistakeResult(course.mistakes[id_], times) for id_, times in counted.most_common())
    low, high = likely_share(sum(each.right for each in objectives), sum(each.of for each in objectives))
    return Result(tuple(objectives), mistakes, low, high)


def _objective(
    course: Course, topic: str, objective: str, asked: list[tuple[bool, str | None]]
) -> ObjectiveResult | None:
    found = course.topic(topic)
    aim = next((each for each in found.objectives if each.id == objective), None) if found else None
    learn = next((each for right, each in asked if not right and each), None)
    return ObjectiveResult(found, aim, sum(right for right, _ in asked), len(asked), learn) if found and aim else None


def likely_share(right: int, of: int) -> tuple[float, float]:
    """Between which shares of right answers a learner's true one lies, in 95 of 100 cases (Wilson 1927)."""
    if not of:
        return 0.0, 1.0
    share, square = right / of, _CONFIDENCE**2
    centre = share + square / (2 * of)
    spread = _CONFIDENCE * math.sqrt(share * (1 - share) / of + square / (4 * of**2))
    return max(0.0, (centre - spread) / (1 + square / of)), min(1.0, (centre + spread) / (1 + square / of))
