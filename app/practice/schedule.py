"""When something learnt comes back: FSRS over the answers themselves, so that nothing has to be kept in step.

What is remembered is an objective of a topic, asked by a new question each time, or a card.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from fsrs import Card, Rating, Scheduler

from app.practice.past import Deed

RETENTION = 0.9
# No steps of minutes: a practice asks several questions of an objective in one sitting as it is. What was
# wrong comes back the next day.
_SCHEDULER = Scheduler(
    desired_retention=RETENTION, learning_steps=(), relearning_steps=(timedelta(days=1),), enable_fuzzing=False
)


@dataclass(frozen=True, slots=True)
class Memory:
    """What is due when: an objective of a topic; `source` is the card, where it is one."""

    topic: str
    objective: str
    source: str
    due: datetime
    last: datetime


def memories(past: Sequence[Deed]) -> tuple[Memory, ...]:
    """Everything that was answered at least once, the most overdue first.

    Right at the first try is Good, everything else Again.
    """
    cards: dict[tuple[str, str, str], Card] = {}
    last: dict[tuple[str, str, str], datetime] = {}
    for number, deed in enumerate(past):
        key = (deed.place.topic, deed.place.objective, deed.place.source if deed.place.card else "")
        card = cards.get(key) or Card(card_id=number, due=deed.at)
        rating = Rating.Good if deed.right else Rating.Again
        cards[key], _ = _SCHEDULER.review_card(card, rating, deed.at)
        last[key] = deed.at
    made = (Memory(*key, due=card.due, last=last[key]) for key, card in cards.items())
    return tuple(sorted(made, key=lambda memory: memory.due))


def due(past: Sequence[Deed], now: datetime) -> tuple[Memory, ...]:
    """What should be reviewed by now."""
    return tuple(memory for memory in memories(past) if memory.due <= now)
