"""The proof of the generators: what is unsound is named, and nothing is drawn twice for nothing."""

import json
import shutil

import pytest
import torch

from app.course.load import load
from app.practice.reference import GENERATORS
from app.proof import draw, generators
from app.proof.generators import FILE_NAME, prove_generators
from app.settings import ROOT

TOPICS = {"cnn-architecture"}


@pytest.fixture
def content(tmp_path):
    shutil.copytree(ROOT / "content/mistakes", tmp_path / "content/mistakes")
    shutil.copy(ROOT / "content" / FILE_NAME, tmp_path / "content" / FILE_NAME)
    return tmp_path / "content"


@pytest.fixture
def asked(monkeypatch):
    """What would be drawn from, without drawing."""
    seen = []
    monkeypatch.setattr(generators, "_drawn", lambda _content, slugs: seen.extend(slugs) or [])
    return seen


def version() -> str:
    return torch.__version__.partition("+")[0]


def test_the_committed_proof_is_of_the_generators_as_they_are(content, asked):
    topics = [topic.slug for topic in load(ROOT / "content").topics]
    assert prove_generators(content, topics, version(), write=True) == []
    assert asked == []
    assert set(json.loads((content / FILE_NAME).read_text())) == set(GENERATORS)


def test_a_changed_mistake_or_another_torch_draws_anew_and_a_check_draws_always(content, asked):
    mine = [slug for slug, each in GENERATORS.items() if "cnn-architecture" in dict(each.teaches)]
    (stale,) = prove_generators(content, TOPICS, "9.9.9", write=False)
    assert (stale.slug, asked) == ("stale-proof", mine)
    asked.clear()
    (content / "mistakes/pool.yaml").write_text((content / "mistakes/pool.yaml").read_text() + "# seen\n")
    prove_generators(content, TOPICS, version(), write=True)
    assert asked == mine
    asked.clear()
    assert prove_generators(content, TOPICS, version(), write=True) == []
    assert asked == []


def test_a_course_without_their_topics_draws_nothing(content, asked):
    assert prove_generators(content, {"first"}, version(), write=True) == []
    assert asked == []


def test_an_unsound_generator_is_named_with_its_seed(monkeypatch):
    monkeypatch.setattr(draw, "SEEDS", 3)
    draw.warm()
    found = list(draw.faults("conv-output", {}))
    assert len(found) == 3
    assert found[0].startswith("~conv-output.easy.0: ")
    assert list(draw.faults("conv-output", load(ROOT / "content").mistakes)) == []
