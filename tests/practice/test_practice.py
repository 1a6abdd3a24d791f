"""Questions as they are asked: shuffled by a seed, graded by key, so many tries, then the next."""

import itertools
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.course.load import load
from app.learners.store import Answer
from app.practice.drawing import practice as drawn
from app.practice.grading import KINDS, grade
from app.practice.present import present
from app.practice.session import PRACTICE, TEST, Standing
from app.settings import ROOT

COURSE = load(ROOT / "content")
TOPIC = COURSE.topic("cnn-architecture")
QUESTIONS = tuple(question for question in TOPIC.questions if question.kind == "choice")
NAMES = [question.id for question in QUESTIONS]
IDS = tuple(NAMES[:5])


def answer(question: str, try_number: int, correct: bool, response=("k",)) -> Answer:
    return Answer(
        question=question, version=1, try_number=try_number, response=response, correct=correct, mistakes=(), at=None
    )


def standing(answers, rules=PRACTICE, questions=IDS):
    return Standing(rules, tuple(questions), tuple(answers))


WRONG = [answer(IDS[0], 1, correct=False)]
TWICE_WRONG = [*WRONG, answer(IDS[0], 2, correct=False)]
RIGHT_SECOND = [*WRONG, answer(IDS[0], 2, correct=True)]


@pytest.mark.parametrize("question", QUESTIONS, ids=NAMES)
@given(seed=st.integers(0, 2**31))
def test_every_order_holds_all_options_with_letters_from_a(question, seed):
    shown = present(question, seed)
    assert "".join(option.letter for option in shown.options) == "ABCDEF"[: len(question.options)]
    assert {option.key for option in shown.options} == {option.key for option in question.options}
    assert present(question, seed) == shown


@pytest.mark.parametrize("question", QUESTIONS, ids=NAMES)
def test_the_key_stands_at_every_letter_about_equally_often(question):
    (key,) = question.keys
    letters = [present(question, seed).letter(key) for seed in range(400)]
    share = 400 / len(question.options)
    assert all(0.6 * share < letters.count(letter) < 1.4 * share for letter in set(letters))
    assert len(set(letters)) == len(question.options)


@pytest.mark.parametrize("question", QUESTIONS, ids=NAMES)
def test_only_the_key_is_right_and_each_wrong_option_has_feedback_of_its_own(question):
    verdicts = {option.key: grade(question, [option.key]) for option in question.options}
    assert {key for key, verdict in verdicts.items() if verdict.correct} == set(question.keys)
    assert all(verdict.feedback_html and not verdict.malformed for verdict in verdicts.values())
    wrong = [verdict for verdict in verdicts.values() if not verdict.correct]
    assert any(verdict.mistakes for verdict in wrong)
    assert len({verdict.feedback_html for verdict in wrong}) == len(wrong)


@pytest.mark.parametrize("response", [[], ["nothing"], [""], ["A"], ["x", "y"]])
def test_what_is_no_answer_is_malformed_and_not_wrong(response):
    verdict = grade(QUESTIONS[0], response)
    assert (verdict.malformed, verdict.correct, verdict.chosen) == (True, False, ())
    assert verdict.feedback_html


def test_two_keys_at_once_are_no_answer_to_one_choice():
    keys = [option.key for option in QUESTIONS[0].options]
    assert grade(QUESTIONS[0], keys[:2]).malformed


def test_every_kind_of_question_has_its_leaf():
    assert {question.kind for question in QUESTIONS} <= set(KINDS)


@pytest.mark.parametrize(
    ("answers", "said", "following", "shown"),
    [
        ([], "unanswered", 1, False),
        (WRONG, "retry", 2, False),
        (TWICE_WRONG, "wrong", None, True),
        (RIGHT_SECOND, "right", None, True),
        ([answer(IDS[0], 1, correct=True)], "right", None, True),
        ([answer(IDS[0], 1, correct=False, response=())], "wrong", None, True),
        ([*WRONG, *WRONG], "retry", 2, False),
    ],
)
def test_a_question_has_two_tries_and_then_its_key(answers, said, following, shown):
    now = standing(answers)
    assert (now.state(IDS[0]), now.next_try(IDS[0]), now.told(IDS[0])) == (said, following, shown)
    assert now.state(IDS[1]) == "unanswered"


def test_a_test_has_one_try_and_tells_nothing_before_its_end():
    given = [answer(id_, 1, correct=number % 2 == 0) for number, id_ in enumerate(IDS)]
    before, after = standing(given[:-1], TEST), standing(given, TEST)
    assert [before.state(id_) for id_ in IDS] == ["given"] * 4 + ["unanswered"]
    assert not any(before.told(id_) for id_ in IDS)
    assert before.next_try(IDS[0]) is None
    assert [after.state(id_) for id_ in IDS] == ["right", "wrong", "right", "wrong", "right"]
    assert all(after.told(id_) for id_ in IDS)


def test_a_practice_goes_from_easy_to_hard():
    for seed in range(20):
        levels = [TOPIC.question(id_).difficulty for id_ in drawn(COURSE, TOPIC, (), random.Random(seed))]
        assert levels == ["easy", "easy", "medium", "medium", "hard"]


def test_the_next_question_is_the_first_open_one_behind_this_one():
    done = standing([answer(IDS[1], 1, correct=True)])
    assert standing([]).next_question() == IDS[0]
    assert done.next_question(after=IDS[0]) == IDS[2]
    assert done.next_question(after=IDS[-1]) == IDS[0]
    assert done.next_question(after="gone") == IDS[0]


def test_there_is_no_next_question_when_all_are_over():
    assert standing([answer(id_, 1, correct=True) for id_ in IDS]).next_question() is None


def test_progress_counts_what_is_over_what_is_right_and_what_was_right_at_once():
    found = standing([*RIGHT_SECOND, answer(IDS[1], 1, correct=True), answer(IDS[2], 1, correct=False)]).progress
    assert (found.total, found.done, found.right, found.right_first) == (5, 2, 2, 1)
    assert not found.finished


@given(st.lists(st.tuples(st.sampled_from(IDS), st.sampled_from([1, 2]), st.booleans()), max_size=20))
def test_progress_and_the_next_question_agree_whatever_was_stored(stored):
    answers = [answer(*each) for each in stored]
    found = standing(answers).progress
    assert found.finished == (standing(answers).next_question() is None)
    assert 0 <= found.right_first <= found.right <= found.done <= found.total
    for id_, repeated in itertools.product(IDS, [1, 2]):
        assert standing(answers * repeated).state(id_) == standing(answers).state(id_)
