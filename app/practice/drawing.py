"""Which questions come: of a practice, the test, a drill, a review.

Pure: the course, the past and dice in, ids out. Unseen and weak first, easy before hard.
"""

import random
from collections.abc import Iterable, Sequence
from itertools import zip_longest

from app.course.model import Course, Difficulty, Topic
from app.practice.aims import makers_of, offers
from app.practice.past import Deed
from app.practice.places import place, teaching, written
from app.practice.reference import new_reference
from app.practice.schedule import Memory

MIX: tuple[Difficulty, ...] = ("easy", "easy", "medium", "medium", "hard")
PRACTICE = len(MIX)
DRILL = 5
REVIEW = 10
CARDS = 8
TEST: dict[Difficulty, int] = {"easy": 4, "medium": 4, "hard": 2}
EARLIER_SHARE = 3
"""One question in three comes from earlier topics."""
_RANK: dict[Difficulty, int] = {"easy": 0, "medium": 1, "hard": 2}


def practice(course: Course, topic: Topic, past: Sequence[Deed], dice: random.Random) -> tuple[str, ...]:
    """A mixed practice of one topic: about a third from earlier topics that were practised before."""
    done = {deed.place.topic for deed in past}
    before = [each for each in course.topics if each.number < topic.number and each.slug in done and _askable(each)]
    earlier = [_weakest(dice.choice(before), past, dice) for _ in range(PRACTICE // EARLIER_SHARE if before else 0)]
    fresh, again = _own(topic, past, dice)
    wanted = PRACTICE - len(set(earlier))
    own = [*_mixed(course, fresh, wanted), *again][:wanted]
    return _easy_first(course, (*own, *dict.fromkeys(earlier)))


def test(topic: Topic, past: Sequence[Deed], dice: random.Random) -> tuple[str, ...]:
    """Ten written questions: four easy, four medium, two hard, unseen ones first, over all objectives.

    Empty where the topic has not enough of them.
    """
    chosen: list[str] = []
    for difficulty, wanted in TEST.items():
        pool = [question for question in written(topic, "test") if question.difficulty == difficulty]
        seen = _seen(past)
        asked = {question.id: question.objective for question in pool}
        order = sorted(asked, key=lambda id_: (seen.get(id_, 0), dice.random()))
        spread = _spread(order, asked, wanted)
        if len(spread) < wanted:
            return ()
        chosen += spread
    return tuple(chosen)


def drill(course: Course, mistake: str, dice: random.Random) -> tuple[str, ...]:
    """Questions in which one mistake can be made; of the generated ones some may turn out not to offer it."""
    asked = [each.id for topic in course.topics for each in written(topic) if offers(each, mistake)]
    dice.shuffle(asked)
    makers = makers_of(mistake)
    drawn = [new_reference(slug, "medium", dice, aim=mistake) for slug in (makers * DRILL)[:DRILL]]
    half = asked[: DRILL // 2] if drawn else asked[:DRILL]
    return _easy_first(course, (*half, *drawn[: DRILL - len(half)]))


def cards(topic: Topic, past: Sequence[Deed], dice: random.Random) -> tuple[str, ...]:
    """Closed book: the cards that were seen longest ago, and as many generated questions, in turn."""
    seen = _seen(past)
    written_ = sorted((card.id for card in topic.cards), key=lambda id_: (seen.get(id_, -1), dice.random()))
    makers = teaching(topic.slug)
    difficulty = _fitting(topic, past)
    drawn = [
        new_reference(each.slug, difficulty, dice, topic.slug)
        for each in dice.sample(makers, min(len(makers), CARDS // 2))
    ]
    turn = zip_longest(written_[: CARDS - len(drawn)], drawn)
    return tuple(each for pair in turn for each in pair if each) if written_ else ()


def review(course: Course, memories: Iterable[Memory], past: Sequence[Deed], dice: random.Random) -> tuple[str, ...]:
    """A new question for each objective that is due."""
    found: dict[str, None] = {}
    for memory in memories:
        topic = course.topic(memory.topic)
        fresh = memory.source or (_variant(topic, memory.objective, past, dice) if topic else None)
        question = fresh if fresh and place(course, fresh) else None
        if question and len(found) < REVIEW:
            found[question] = None
    return tuple(found)


def _askable(topic: Topic) -> bool:
    return any(written(topic)) or bool(teaching(topic.slug))


def _own(topic: Topic, past: Sequence[Deed], dice: random.Random) -> tuple[list[str], list[str]]:
    """Unseen written questions of weak objectives first, then generated ones; and what was seen, longest ago first."""
    seen, weak = _seen(past), _weakness(topic, past)
    questions = sorted(written(topic), key=lambda each: (-weak.get(each.objective, 1), dice.random()))
    unseen = [question.id for question in questions if question.id not in seen]
    makers = teaching(topic.slug)
    difficulty = _fitting(topic, past)
    drawn = [new_reference(each.slug, difficulty, dice, topic.slug) for each in dice.sample(makers, len(makers))]
    again = sorted((question.id for question in questions if question.id in seen), key=lambda id_: seen[id_])
    return [*unseen, *drawn], again


def _mixed(course: Course, candidates: Sequence[str], wanted: int) -> list[str]:
    """The first candidates that make the usual mix of difficulties, filled up with whatever comes first."""
    left, chosen = list(candidates), list[str]()
    for difficulty in MIX[:wanted]:
        fitting = (id_ for id_ in left if (found := place(course, id_)) and found.difficulty == difficulty)
        best = next(fitting, left[0] if left else None)
        if best is not None:
            left.remove(best)
            chosen.append(best)
    return chosen


def _weakest(topic: Topic, past: Sequence[Deed], dice: random.Random) -> str:
    weak = _weakness(topic, past)
    objectives = sorted((each.id for each in topic.objectives), key=lambda id_: (-weak.get(id_, 1), dice.random()))
    variants = (_variant(topic, objective, past, dice) for objective in objectives)
    fresh, again = _own(topic, past, dice)
    return next((each for each in variants if each), [*fresh, *again][0])


def _variant(topic: Topic, objective: str, past: Sequence[Deed], dice: random.Random) -> str | None:
    """A question of one objective: an unseen one, a generated one, or the one seen longest ago."""
    seen = _seen(past)
    fitting = (each.id for each in written(topic) if each.objective == objective)
    mine = sorted(fitting, key=lambda id_: seen.get(id_, -1))
    makers = teaching(topic.slug, objective)
    if makers and (not mine or mine[0] in seen):
        return new_reference(dice.choice(makers).slug, _fitting(topic, past), dice, topic.slug)
    return mine[0] if mine else None


def _seen(past: Sequence[Deed]) -> dict[str, int]:
    """Each question answered, with when it was last, as a number that grows."""
    return {deed.question: number for number, deed in enumerate(past, 1)}


def _weakness(topic: Topic, past: Sequence[Deed]) -> dict[str, float]:
    """The share of wrong answers per objective."""
    wrong: dict[str, list[bool]] = {}
    for deed in past:
        if deed.place.topic == topic.slug:
            wrong.setdefault(deed.place.objective, []).append(not deed.right)
    return {objective: sum(each) / len(each) for objective, each in wrong.items()}


def _fitting(topic: Topic, past: Sequence[Deed]) -> Difficulty:
    """Harder as the latest answers of the topic are right."""
    latest = [deed.right for deed in past if deed.place.topic == topic.slug][-PRACTICE:]
    share = sum(latest) / len(latest) if latest else 0
    return "easy" if share < 1 / 2 else "medium" if share < 1 else "hard"


def _spread(order: Sequence[str], objective: dict[str, str], wanted: int) -> list[str]:
    """The first questions of the order, taking each objective once before any twice."""
    left, chosen = list(order), list[str]()
    while left and len(chosen) < wanted:
        used = [objective[id_] for id_ in chosen]
        best = min(left, key=lambda id_: (used.count(objective[id_]), left.index(id_)))
        left.remove(best)
        chosen.append(best)
    return chosen


def _easy_first(course: Course, questions: Iterable[str]) -> tuple[str, ...]:
    def rank(id_: str) -> int:
        found = place(course, id_)
        return _RANK[found.difficulty] if found else 0

    return tuple(sorted(dict.fromkeys(questions), key=rank))
