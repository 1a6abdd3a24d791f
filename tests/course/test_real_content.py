"""The content of this project: without fault, whole, and free of what a page must not hold."""

import re
from collections import Counter

import pytest

from app.course.load import load
from app.practice import drawing
from app.practice.grading import KINDS
from app.settings import ROOT

COURSE = load(ROOT / "content")
TOPICS = [topic for topic in COURSE.topics if topic.status != "planned"]
HTML = [
    *((f"{topic.slug}/{way.slug}", way.html) for topic in TOPICS for way in topic.ways),
    *((page.slug, page.html) for page in COURSE.findings.values()),
    *((term.slug, term.html) for term in COURSE.glossary.values()),
    *(
        (f"{question.id}/{option.key}", option.html + option.why_html + (option.code_html or ""))
        for topic in TOPICS for question in topic.questions for option in question.options
    ),
]  # fmt: skip


def test_the_content_has_no_fault():
    assert [str(problem) for problem in COURSE.problems] == []


def test_there_are_sixteen_topics_and_the_first_written_one_has_its_ways():
    assert len(COURSE.topics) == 16
    assert [topic.number for topic in COURSE.topics] == list(range(1, 17))
    ways = [way.slug for way in COURSE.topic("cnn-architecture").ways]
    assert ways[:2] == ["why", "explain"]
    assert "metrics" in ways


@pytest.mark.parametrize(("name", "html"), HTML, ids=[name for name, _ in HTML])
def test_no_page_holds_inline_style_script_or_an_unproved_mark(name, html):
    assert not re.search(r"<script|\sstyle=|\son\w+=|class=\"unproved\"|\{\{|mathvariant", html), name


@pytest.mark.parametrize(("name", "html"), HTML, ids=[name for name, _ in HTML])
def test_every_id_of_a_page_is_unique(name, html):
    repeated = [id_ for id_, count in Counter(re.findall(r'\sid="([^"]*)"', html)).items() if count > 1]
    assert repeated == [], name


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.slug)
def test_every_question_explains_each_wrong_option_and_its_parts_are_there(topic):
    assert topic.questions or topic.ways
    for question in topic.questions:
        assert all(option.why_html for option in question.options if not option.correct), question.id
        assert len(question.keys) == 1 or question.kind == "choices" or question.key.accepted
        assert question.hints
        assert question.steps_html
        assert question.check_html
        assert question.mistakes


def test_the_first_topic_has_questions_for_more_than_one_test_in_all_kinds_but_cards():
    questions = COURSE.topic("cnn-architecture").questions
    assert len(questions) >= 20
    levels = Counter(question.difficulty for question in questions)
    assert all(levels[difficulty] >= wanted for difficulty, wanted in drawing.TEST.items())
    assert {question.kind for question in questions} == set(KINDS) - {"card"}


def test_the_shapes_of_the_first_topic_s_question_are_the_expected_ones():
    options = COURSE.topic("cnn-architecture").question("arch-stack-shape").options
    shown = [tuple(map(int, re.findall(r'title="\w+">(\d+)<', option.html))) for option in options]
    assert shown[0] == (1, 8, 16, 16)
    assert set(shown[1:]) == {(1, 8, 32, 32), (1, 3, 16, 16), (1, 8, 15, 15)}
