"""What an attempt has shown: objectives and mistakes counted, what to read, and how little ten questions say."""

import pytest

from app.course.load import load
from app.practice.result import likely_share, result
from app.practice.session import TEST, Standing
from app.settings import ROOT
from tests.practice.test_progress import Said

COURSE = load(ROOT / "content")
ASKED = ("arch-conv-role", "arch-three-roles", "arch-in-features", "~conv-output.easy.3@cnn-architecture", "long-gone")


def shown(*answers):
    standing = Standing(TEST, ASKED, answers)
    return result(COURSE, standing, answers)


def test_objectives_are_counted_at_the_first_try_the_weakest_first_with_what_to_read():
    found = shown(
        Said("arch-conv-role", True),
        Said("arch-three-roles", False),
        Said("arch-in-features", False, mistakes=("head.forgot-pool",)),
        Said("~conv-output.easy.3@cnn-architecture", False, mistakes=("head.forgot-pool", "conv.ceil")),
        Said("long-gone", False, mistakes=("gone.gone",)),
    )
    counted = [(each.objective.id, each.right, each.of) for each in found.objectives]
    assert counted == [("size-head", 0, 2), ("layer-roles", 1, 2)]
    assert [each.learn for each in found.objectives] == [
        "/topics/cnn-architecture/ways/explain#the-head",
        "/topics/cnn-architecture/ways/explain#a-block-look-bend-shrink",
    ]
    assert [(each.mistake.id, each.times) for each in found.mistakes] == [("head.forgot-pool", 2), ("conv.ceil", 1)]


def test_what_was_right_needs_no_reading():
    (found,) = shown(Said("arch-conv-role", True)).objectives
    assert (found.right, found.of, found.learn) == (1, 1, None)


@pytest.mark.parametrize(
    ("right", "of", "low", "high"),
    [(7, 10, 0.397, 0.892), (0, 10, 0.0, 0.278), (10, 10, 0.722, 1.0), (0, 0, 0.0, 1.0)],
)
def test_the_range_is_that_of_wilson(right, of, low, high):
    assert likely_share(right, of) == (pytest.approx(low, abs=0.001), pytest.approx(high, abs=0.001))
