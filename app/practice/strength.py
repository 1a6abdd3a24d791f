"""How well a topic is held, said no more surely than the answers allow."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from app.course.model import Topic
from app.practice.past import Deed

Level = Literal["new", "begun", "shaky", "probably strong", "strong"]
WINDOW = 10
ENOUGH = 8
REVIEWS = 4
REVIEWS_RIGHT = 3
LATER = timedelta(days=2)
_LATEST_MISTAKES = 20


@dataclass(frozen=True, slots=True)
class Strength:
    """What is known of one topic.

    Attributes:
        topic: its slug.
        level: `new`, `begun` (fewer than ten answers), `shaky`, `probably strong`, `strong`.
        right: how many of the last `of` questions were right at the first try.
        since: since when it has been strong.
        missing: objectives that were never right yet.
        mistakes: the mistakes of the latest answers, the commonest first, each with how often.
    """

    topic: str
    level: Level
    right: int
    of: int
    since: datetime | None = None
    missing: tuple[str, ...] = ()
    mistakes: tuple[tuple[str, int], ...] = ()


def strength(topic: Topic, past: Sequence[Deed]) -> Strength:
    """The strength of a topic, from its deeds, oldest first."""
    mine = [deed for deed in past if deed.place.topic == topic.slug]
    latest = mine[-WINDOW:]
    right = sum(deed.right for deed in latest)
    seen = {deed.place.objective for deed in mine if deed.right}
    missing = tuple(each.id for each in topic.objectives if each.id not in seen)
    counted = Counter(mistake for deed in mine[-_LATEST_MISTAKES:] for mistake in deed.mistakes)
    since = _strong_since(topic, mine)
    return Strength(
        topic.slug,
        _level(mine, right, missing, since),
        right,
        len(latest),
        since,
        missing,
        tuple(counted.most_common()),
    )


def _level(mine: Sequence[Deed], right: int, missing: Sequence[str], since: datetime | None) -> Level:
    if not mine:
        return "new"
    if len(mine) < WINDOW:
        return "begun"
    if right < ENOUGH or missing:
        return "shaky"
    return "strong" if since else "probably strong"


def _strong_since(topic: Topic, mine: Sequence[Deed]) -> datetime | None:
    """When three of the last four reviews, two or more days after the topic was held at first, had been right."""
    held = _first_held(topic, mine)
    if held is None:
        return None
    reviews = [deed for deed in mine if deed.kind == "review" and deed.at - held >= LATER]
    since = None
    for end in range(REVIEWS, len(reviews) + 1):
        if sum(deed.right for deed in reviews[end - REVIEWS : end]) >= REVIEWS_RIGHT:
            since = since or reviews[end - 1].at
        else:
            since = None
    return since


def _first_held(topic: Topic, mine: Sequence[Deed]) -> datetime | None:
    wanted = {each.id for each in topic.objectives}
    for end in range(WINDOW, len(mine) + 1):
        right = sum(deed.right for deed in mine[end - WINDOW : end])
        if right >= ENOUGH and wanted <= {deed.place.objective for deed in mine[:end] if deed.right}:
            return mine[end - 1].at
    return None
