"""Questions as they are asked: shuffled by a seed, graded by key, two tries, then the next."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.course.load import load
from app.learners.store import Answer
from app.practice.grading import KINDS, grade
from app.practice.present import present
from app.practice.session import draw, next_question, next_try, progress, revealed, state
from app.settings import ROOT

TOPIC = load(ROOT / "content").topic("cnn-architecture")
QUESTIONS = TOPIC.questions
IDS = tuple(question.id for question in QUESTIONS)


def answer(question: str, try_number: int, correct: bool) -> Answer:
    return Answer(
        question=question, version=1, try_number=try_number, response=("k",), correct=correct, mistake=None, at=None
    )


WRONG = [answer(IDS[0], 1, correct=False)]
TWICE_WRONG = [*WRONG, answer(IDS[0], 2, correct=False)]
RIGHT_SECOND = [*WRONG, answer(IDS[0], 2, correct=True)]


@pytest.mark.parametrize("question", QUESTIONS, ids=IDS)
@given(seed=st.integers(0, 2**31))
def test_every_order_holds_all_options_with_letters_from_a(question, seed):
    shown = present(question, seed)
    assert "".join(option.letter for option in shown.options) == "ABCD"[: len(question.options)]
    assert {option.key for option in shown.options} == {option.key for option in question.options}
    assert present(question, seed) == shown


@pytest.mark.parametrize("question", QUESTIONS, ids=IDS)
def test_the_key_stands_at_every_letter_about_equally_often(question):
    (key,) = question.keys
    letters = [present(question, seed).letter(key) for seed in range(400)]
    share = 400 / len(question.options)
    assert all(0.6 * share < letters.count(letter) < 1.4 * share for letter in set(letters))
    assert len(set(letters)) == len(question.options)


@pytest.mark.parametrize("question", QUESTIONS, ids=IDS)
def test_only_the_key_is_right_and_each_wrong_option_has_feedback_of_its_own(question):
    verdicts = {option.key: grade(question, [option.key]) for option in question.options}
    assert {key for key, verdict in verdicts.items() if verdict.correct} == set(question.keys)
    assert all(verdict.feedback_html and not verdict.malformed for verdict in verdicts.values())
    wrong = [verdict for verdict in verdicts.values() if not verdict.correct]
    assert all(verdict.mistakes for verdict in wrong)
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
        ([*WRONG, *WRONG], "retry", 2, False),
    ],
)
def test_a_question_has_two_tries_and_then_its_key(answers, said, following, shown):
    assert state(IDS[0], answers) == said
    assert next_try(IDS[0], answers) == following
    assert revealed(IDS[0], answers) is shown
    assert state(IDS[1], answers) == "unanswered"


def test_a_practice_goes_from_easy_to_hard():
    levels = [TOPIC.question(id_).difficulty for id_ in draw(TOPIC)]
    assert levels == ["easy", "easy", "medium", "medium", "hard"]


def test_the_next_question_is_the_first_open_one_behind_this_one():
    done = [answer(IDS[1], 1, correct=True)]
    assert next_question(IDS, []) == IDS[0]
    assert next_question(IDS, done, after=IDS[0]) == IDS[2]
    assert next_question(IDS, done, after=IDS[-1]) == IDS[0]
    assert next_question(IDS, done, after="gone") == IDS[0]


def test_there_is_no_next_question_when_all_are_over():
    assert next_question(IDS, [answer(id_, 1, correct=True) for id_ in IDS]) is None


def test_progress_counts_what_is_over_what_is_right_and_what_was_right_at_once():
    answers = [*RIGHT_SECOND, answer(IDS[1], 1, correct=True), answer(IDS[2], 1, correct=False)]
    found = progress(IDS, answers)
    assert (found.total, found.done, found.right, found.right_first) == (5, 2, 2, 1)
    assert not found.finished


@given(st.lists(st.tuples(st.sampled_from(IDS), st.sampled_from([1, 2]), st.booleans()), max_size=20))
def test_progress_and_the_next_question_agree_whatever_was_stored(stored):
    answers = [answer(*each) for each in stored]
    found = progress(IDS, answers)
    assert found.finished == (next_question(IDS, answers) is None)
    assert 0 <= found.right_first <= found.right <= found.done <= found.total
    for id_, repeated in itertools.product(IDS, [1, 2]):
        assert state(id_, answers * repeated) == state(id_, answers)
