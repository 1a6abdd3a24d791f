"""The editable matrix: its tasks can be done and are not done before one begins, and say so where they cannot."""

from fractions import Fraction
from pathlib import Path

import pytest

from app.course.arithmetic import ValueFaultError
from app.course.load import load
from app.course.matrices import Matrix
from app.course.matrix_lab import goals
from tests.course.folder import changed, write

EXPLAIN = "topics/first/explain.md"
TOPIC = "topics/first/topic.yaml"
LAB = "\n\n::::matrix-lab animals\n:::task recall.cat <= 0.5 | few\nFind few.\n:::\n::::\n\n"
FEW = "  few: {classes: [cat, dog, bird], cells: [[10, 42, 3], [4, 45, 1], [2, 3, 40]]}\n"
ANIMALS = Matrix(("cat", "dog", "bird"), ((50, 2, 3), (4, 45, 1), (2, 3, 40)))


def content(folder: Path, lab: str) -> Path:
    text = changed(EXPLAIN, "precision {{", lab + "precision {{")[EXPLAIN]
    topic = changed(TOPIC, "snippets:", FEW + "snippets:")[TOPIC]
    return write(folder, {EXPLAIN: text, TOPIC: topic})


def test_a_figure_with_a_task_that_can_be_done_has_no_fault(tmp_path):
    found = load(content(tmp_path, LAB), dev=True)
    assert [each for each in found.problems if each.slug == "bad-directive"] == []
    way = found.topic("first").way("explain")
    assert way.figures == ("matrix-lab",)
    assert "50 / (50 + 6)" in way.html
    assert "data-goals" in way.html


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("recall.cat <= 0.5", "recall.cat <= 0.95", "so before one begins"),
        ("recall.cat <= 0.5", "recall.cat <= 0.1", "does not do it: recall.cat"),
        ("recall.cat <= 0.5", "recall.cow <= 0.5", "does not do it: recall.cow"),
        ("recall.cat <= 0.5", "recall.cat < 0.5", "is no condition"),
        ("| few", "| many", "no matrix `many`"),
        ("matrix-lab animals", "matrix-lab plants", "no matrix `plants`"),
        ("::::matrix-lab animals\n", "", "stands inside"),
    ],
)
def test_a_task_that_cannot_be_done_or_is_done_already_is_a_fault(tmp_path, old, new, words):
    lab = LAB.replace(old, new)
    found = [each for each in load(content(tmp_path, lab), dev=True).problems if each.slug == "bad-directive"]
    assert any(words in each.message for each in found), found
    assert {each.path for each in found} == {f"content/{EXPLAIN}"}


@pytest.mark.parametrize(
    ("names", "value"),
    [
        (("micro", "f1"), Fraction(135, 150)),
        (("weighted", "recall"), Fraction(135, 150)),
        (("macro", "recall"), (Fraction(50, 55) + Fraction(45, 50) + Fraction(40, 45)) / 3),
        (
            ("weighted", "precision"),
            Fraction(55 * 50, 150 * 56) + Fraction(50 * 45, 150 * 50) + Fraction(45 * 40, 150 * 44),
        ),
    ],
)
def test_averages_are_those_of_the_textbook(names, value):
    assert ANIMALS.look(names) == value


def test_conditions_are_read_and_hold_at_their_bound():
    (goal,) = goals("accuracy >= 0.9")
    assert goal.holds(ANIMALS)
    assert not goals("precision.dog <= 0.89")[0].holds(ANIMALS)
    assert not goals("precision.cat >= 0")[0].holds(Matrix(("cat", "dog"), ((0, 5), (0, 5))))
    with pytest.raises(ValueFaultError, match="no condition"):
        goals("accuracy = 1")
