"""Generated questions: two hundred seeds of each are sound, and the same seed gives the same question."""

from typing import get_args

import pytest

from app.checker.engine import check, warm
from app.course.load import load
from app.course.model import Difficulty
from app.practice.compose import WRONG_VALUES, compose
from app.practice.grading import KINDS, grade
from app.practice.reference import GENERATORS, Reference
from app.settings import ROOT

COURSE = load(ROOT / "content")
SEEDS = 60  # others than those that every proof draws
FIRST = 1000
HARDNESS = get_args(Difficulty)


@pytest.fixture(scope="module", autouse=True)
def warmed():
    warm()


def made(slug, difficulty, seed, topic="", aim=""):
    dialogue = compose(Reference(slug, difficulty, seed, topic, aim), COURSE.mistakes)
    report = None
    while True:
        try:
            report = check(dialogue.send(report))
        except StopIteration as end:
            return end.value


@pytest.mark.parametrize("difficulty", HARDNESS)
@pytest.mark.parametrize("slug", GENERATORS)
def test_every_seed_gives_a_question_with_a_key_and_distinct_wrong_answers(slug, difficulty):
    for seed in range(FIRST, FIRST + SEEDS // len(HARDNESS)):
        question = made(slug, difficulty, seed)
        assert question.kind in KINDS
        assert question.stem_html
        assert question.check_html
        assert question.hints
        if question.kind == "choice":
            assert len(question.options) == WRONG_VALUES + 1
            assert len(question.keys) == 1
            assert len({option.html for option in question.options}) == len(question.options)
            assert all(option.why_html for option in question.options)
        else:
            assert question.key.accepted
            assert not question.key.accepted & question.replies.keys()
            assert question.key.html


@pytest.mark.parametrize("slug", GENERATORS)
def test_a_seed_reproduces_its_question_and_another_gives_another(slug):
    assert made(slug, "medium", 7) == made(slug, "medium", 7)
    assert (
        len({made(slug, "medium", seed).stem_html + (made(slug, "medium", seed).code or "") for seed in range(8)}) > 4
    )


def test_what_is_no_reference_is_none():
    assert str(Reference.read("~conv-output.easy.17")) == "~conv-output.easy.17"
    for text in (
        "conv-output.easy.17",
        "~nothing.easy.1",
        "~conv-output.simple.1",
        "~conv-output.easy.-1",
        "~conv-output.easy.1 ",
        "",
    ):
        assert Reference.read(text) is None


def test_a_generator_teaches_objectives_that_there_are():
    for generator in GENERATORS.values():
        for slug, objective in generator.teaches:
            assert objective in {each.id for each in COURSE.topic(slug).objectives}, (generator.slug, slug)


def test_a_topic_that_it_teaches_may_be_chosen():
    assert made("conv-output", "easy", 1, "cnn-architecture").objective == "size-head"
    assert made("conv-output", "easy", 1).topic == "conv2d-layers"


def test_a_typed_answer_with_a_mistake_is_told_which():
    question = made("conv-output", "hard", 3)
    value, reply = next(iter(question.replies.items()))
    verdict = grade(question, [str(value)])
    assert (verdict.correct, verdict.feedback_html, verdict.mistakes) == (False, reply.html, reply.mistakes)
