"""Questions that are about one mistake: which offer it, which generators can make one, and which follows it."""

import random
from collections.abc import Sequence
from typing import Protocol

from app.course.model import Course, Question
from app.practice.places import place, written
from app.practice.reference import GENERATORS, Reference, new_reference
from app.practice.session import Answered, Rules, Standing


class Marked(Answered, Protocol):
    """An answer with the mistakes behind it."""

    @property
    def mistakes(self) -> Sequence[str]:
        """Empty for a right one."""


def offers(question: Question, mistake: str) -> bool:
    """Whether one of the wrong answers to a question comes from this mistake."""
    wrong = [each.mistakes for each in question.options] + [each.mistakes for each in question.replies.values()]
    return any(mistake in mistakes for mistakes in wrong)


def makers_of(mistake: str) -> list[str]:
    """The generators whose questions may offer a mistake: they name it, or its family."""
    named = {mistake, mistake.partition(".")[0]}
    return [slug for slug, each in GENERATORS.items() if named & set(each.mistakes)]


def follow_up(course: Course, question: str, mistake: str, seed: int) -> str | None:
    """A fresh question on the mistake that was made at another one: the same each time for the same seed."""
    asked = place(course, question)
    if asked is None:
        return None
    dice = random.Random(f"{seed}:{question}")  # noqa: S311 a question, not a secret
    reference = Reference.read(question)
    makers = [reference.generator] if reference else makers_of(mistake)
    at_home = [slug for slug in makers if asked.topic in dict(GENERATORS[slug].teaches)]
    if makers := at_home or makers:
        return new_reference(dice.choice(makers), asked.difficulty, dice, asked.topic, mistake)
    others = [each.id for topic in course.topics for each in written(topic) if offers(each, mistake)]
    return next((each for each in sorted(others, key=lambda _: dice.random()) if each != question), None)


def with_follow_ups(
    course: Course, rules: Rules, questions: Sequence[str], answers: Sequence[Marked], seed: int
) -> dict[str, str]:
    """The questions of an attempt in their order, each with the mistake that it follows, or nothing.

    Behind a question that is over comes a fresh one on its first mistake. One that was answered stays,
    even where the course would draw another now.
    """
    standing = Standing(rules, tuple(questions), tuple(answers))
    found: dict[str, str] = {}
    for question in questions:
        found.setdefault(question, "")
        made = [each.mistakes[0] for each in answers if each.question == question and each.mistakes]
        if rules.follows and made and standing.over(question):
            fresh = follow_up(course, question, made[0], seed)
            if fresh and fresh not in questions:
                found.setdefault(fresh, made[0])
    return {**found, **{each.question: "" for each in answers if each.question not in found}}
