"""What comes next and how well a topic is held: from the answers alone, with a clock that the tests move."""

import random
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest

from app.course.load import load
from app.practice import drawing
from app.practice.aims import follow_up, offers, with_follow_ups
from app.practice.past import deeds
from app.practice.places import place
from app.practice.reference import Reference
from app.practice.schedule import due, memories
from app.practice.session import PRACTICE, TEST
from app.practice.strength import strength
from app.settings import ROOT

COURSE = load(ROOT / "content")
TOPIC = COURSE.topic("cnn-architecture")
IDS = [question.id for question in TOPIC.questions]
START = datetime(2026, 3, 1, 9, tzinfo=UTC)
DAY = timedelta(days=1)
OBJECTIVES = {question.objective: question.id for question in TOPIC.questions}


@dataclass(frozen=True)
class Said:
    question: str
    correct: bool = True
    at: datetime = START
    attempt: str = ""
    kind: str = "practice"
    topic: str = "cnn-architecture"
    try_number: int = 1
    mistakes: tuple[str, ...] = field(default=())
    response: tuple[str, ...] = ("k",)


def past(*answers):
    numbered = (each if each.attempt else replace(each, attempt=f"a{number}") for number, each in enumerate(answers))
    return deeds(COURSE, numbered)


def days(count, kind="practice", correct=True, start=START, questions=None):
    asked = questions or list(OBJECTIVES.values())
    return [Said(asked[n % len(asked)], correct, start + timedelta(minutes=n), kind=kind) for n in range(count)]


def test_the_same_question_in_one_attempt_is_one_deed_and_right_only_at_the_first_try():
    wrong = Said(IDS[0], False, attempt="a", mistakes=("pool.ignored",))
    right = Said(IDS[0], True, START + DAY, attempt="a", try_number=2)
    (deed,) = deeds(COURSE, [right, wrong])
    assert (deed.right, deed.mistakes, deed.at) == (False, ("pool.ignored",), START)


def test_a_retired_question_breaks_nothing_and_a_generated_one_has_its_place():
    assert past(Said("long-gone"), Said("~gone.easy.1")) == ()
    assert place(COURSE, "~conv-output.easy.1@cnn-architecture").objective == "size-head"
    assert place(COURSE, "~conv-output.easy.1").topic == "conv2d-layers"
    assert place(COURSE, "~conv-output.easy.1@nowhere").topic == "conv2d-layers"


def test_a_topic_is_new_then_begun_then_shaky_or_probably_strong():
    assert strength(TOPIC, ()).level == "new"
    assert strength(TOPIC, past(*days(9))).level == "begun"
    assert strength(TOPIC, past(*days(10))).level == "probably strong"
    assert strength(TOPIC, past(*days(7), *days(3, correct=False, start=START + DAY))).level == "shaky"
    assert strength(TOPIC, past(*days(8), *days(2, correct=False, start=START + DAY))).level == "probably strong"


def test_an_objective_that_was_never_right_keeps_a_topic_shaky_and_is_named():
    first, *_ = OBJECTIVES.values()
    found = strength(TOPIC, past(*days(12, questions=[first])))
    assert (found.level, found.right, found.of) == ("shaky", 10, 10)
    assert len(found.missing) == len(OBJECTIVES) - 1


@pytest.mark.parametrize(("after", "right", "level"), [
    (2, 4, "strong"), (2, 3, "strong"), (2, 2, "probably strong"), (1, 4, "probably strong"),
])  # fmt: skip
def test_only_reviews_two_days_later_make_a_topic_strong(after, right, level):
    later = START + after * DAY + timedelta(hours=1)
    reviews = [*days(4 - right, "review", False, later), *days(right, "review", True, later + timedelta(hours=1))]
    found = strength(TOPIC, past(*days(10), *reviews))
    assert found.level == level
    assert (found.since is not None) == (level == "strong")


def test_the_commonest_mistake_comes_first():
    said = [Said(IDS[0], False, mistakes=("pool.ignored",)), Said(IDS[0], False, mistakes=("conv.subtract-k",))]
    found = strength(TOPIC, past(*said, Said(IDS[0], False, mistakes=("pool.ignored",))))
    assert found.mistakes == (("pool.ignored", 2), ("conv.subtract-k", 1))


def test_what_is_right_comes_back_later_each_time_and_what_is_wrong_the_next_day():
    moment, gaps = START, []
    said = []
    for _ in range(4):
        said.append(Said(IDS[0], at=moment))
        (memory,) = memories(past(*said))
        gaps.append(memory.due - moment)
        moment = memory.due
    assert gaps == sorted(gaps)
    assert gaps[0] >= 2 * DAY
    assert gaps[-1] > 30 * DAY
    (memory,) = memories(past(*said, Said(IDS[0], False, at=moment)))
    assert memory.due - moment == DAY


def test_nothing_is_due_before_its_time():
    done = past(*days(5))
    assert due(done, START + DAY) == ()
    assert {memory.objective for memory in due(done, START + 4 * DAY)} == set(OBJECTIVES)


def test_a_practice_asks_unseen_questions_first_easy_before_hard():
    first = drawing.practice(COURSE, TOPIC, (), random.Random(1))
    assert len(first) == drawing.PRACTICE
    assert set(first) <= set(IDS)
    ranks = [("easy", "medium", "hard").index(place(COURSE, each).difficulty) for each in first]
    assert ranks == sorted(ranks)
    seen = past(*(Said(each) for each in IDS))
    assert not set(drawing.practice(COURSE, TOPIC, seen, random.Random(1))) & set(IDS)


def test_a_third_comes_from_earlier_topics_that_were_practised():
    done = past(Said("~conv-output.easy.1", topic="conv2d-layers"))
    asked = drawing.practice(COURSE, TOPIC, done, random.Random(2))
    topics = [place(COURSE, each).topic for each in asked]
    assert len(asked) == drawing.PRACTICE
    assert topics.count("conv2d-layers") == drawing.PRACTICE // drawing.EARLIER_SHARE


def test_a_topic_without_written_questions_is_practised_with_generated_ones():
    asked = drawing.practice(COURSE, COURSE.topic("pooling"), (), random.Random(3))
    assert asked
    assert all(Reference.read(each) for each in asked)


def test_the_same_dice_draw_the_same_questions():
    first, second = (drawing.practice(COURSE, TOPIC, (), random.Random(5)) for _ in range(2))
    assert first == second


def test_a_drill_asks_where_its_mistake_can_be_made():
    asked = drawing.drill(COURSE, "pool.ignored", random.Random(4))
    assert len(asked) == drawing.DRILL
    for question in asked:
        reference = Reference.read(question)
        assert reference.aim == "pool.ignored" if reference else offers(COURSE.question(question), "pool.ignored")


def test_a_review_asks_a_question_of_each_objective_that_is_due_and_none_that_was_answered():
    done = past(*days(5))
    found = drawing.review(COURSE, due(done, START + 9 * DAY), done, random.Random(6))
    assert len(found) == len(OBJECTIVES)
    assert {place(COURSE, each).objective for each in found} == set(OBJECTIVES)
    assert not set(found) & {deed.question for deed in done}


def test_a_mistake_is_followed_by_a_fresh_question_on_it_once_the_question_is_over():
    wrong = [
        Said("arch-stack-shape", False, attempt="a", try_number=number, mistakes=("pool.ignored",)) for number in (1, 2)
    ]
    asked = ("arch-stack-shape", "arch-conv-role")
    assert list(with_follow_ups(COURSE, PRACTICE, asked, wrong[:1], 7)) == list(asked)
    (_, fresh, _), mistakes = zip(*with_follow_ups(COURSE, PRACTICE, asked, wrong, 7).items(), strict=True)
    assert mistakes == ("", "pool.ignored", "")
    assert Reference.read(fresh).aim == "pool.ignored"
    assert place(COURSE, fresh).topic == "cnn-architecture"
    assert list(with_follow_ups(COURSE, TEST, asked, wrong, 7)) == list(asked)


def test_the_follow_up_of_a_generated_question_comes_from_the_same_generator():
    fresh = Reference.read(follow_up(COURSE, "~conv-output.hard.3@cnn-architecture", "conv.padding-sign", 7))
    assert (fresh.generator, fresh.difficulty, fresh.aim) == ("conv-output", "hard", "conv.padding-sign")
    assert fresh.seed != 3
    assert follow_up(COURSE, "retired", "conv.padding-sign", 7) is None


def test_cards_are_half_written_and_half_generated_and_the_longest_unseen_come_first():
    first = drawing.cards(TOPIC, (), random.Random(1))
    written = [each for each in first if not Reference.read(each)]
    assert (len(first), len(written)) == (drawing.CARDS, drawing.CARDS // 2)
    again = drawing.cards(TOPIC, past(*(Said(each, kind="cards") for each in written)), random.Random(2))
    assert not set(again) & set(written)


def test_a_card_has_a_memory_of_its_own_and_comes_back_as_itself():
    done = past(Said("card-arch-formula", kind="cards"), Said("arch-stack-shape"))
    assert {(memory.objective, memory.source) for memory in memories(done)} == {
        ("size-head", "card-arch-formula"),
        ("size-head", ""),
    }
    asked = drawing.review(COURSE, due(done, START + 9 * DAY), done, random.Random(1))
    assert "card-arch-formula" in asked
    assert len(asked) == 2
