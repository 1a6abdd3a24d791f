"""What `app new` writes is right as it stands, proved by torch; and it never overwrites."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from app.course.load import load
from app.course.schema_files import schema_files, write_schemas
from app.course.starters import KINDS, StarterError, new_finding, new_question, new_topic
from app.practice.grading import KINDS as ASKED
from app.proof.prove import prove
from app.settings import ROOT
from tests.course.folder import write


@pytest.fixture
def content(tmp_path: Path) -> Path:
    mistakes = {
        path.relative_to(ROOT / "content").as_posix(): path.read_text() for path in ROOT.glob("content/mistakes/*")
    }
    return write(tmp_path, {**mistakes, "topics/first/quiz.yaml": ""})


def quiz_faults(folder: Path) -> list[str]:
    return [str(each) for each in prove(folder, write=True).problems if each.path.endswith("quiz.yaml")]


def test_there_is_a_question_to_begin_with_for_every_kind_but_cards():
    assert set(KINDS) == set(ASKED) - {"card"}


def test_a_question_of_each_kind_is_proved_as_it_is_written(content):
    for kind in KINDS:
        new_question(content, "first", f"new-{kind}", kind)
    assert quiz_faults(content) == []
    assert {question.kind for question in load(content).topic("first").questions} == set(KINDS)


def test_a_new_topic_is_listed_last_and_takes_questions(content):
    new_topic(content, "brand-new")
    new_question(content, "brand-new", "new-one", "choice")
    course = load(content)
    assert course.topics[-1].slug == "brand-new"
    assert course.topics[-1].title == "Brand new"
    assert quiz_faults(content) == []
    assert [question.id for question in load(content).topic("brand-new").questions] == ["new-one"]


@pytest.mark.parametrize(
    ("work", "words"),
    [
        (lambda content: new_topic(content, "first"), "exists"),
        (lambda content: new_topic(content, "Two Words"), "small letters"),
        (lambda content: new_topic(content, "../up"), "small letters"),
        (lambda content: new_question(content, "frist", "q", "choice"), "did you mean first"),
        (lambda content: new_question(content, "first", "q", "essay"), "there is no kind essay"),
        (lambda content: new_question(content, "first", "Q 1", "choice"), "small letters"),
        (lambda content: new_finding(content, content, "wrong-in-features"), "already"),
    ],
)
def test_what_cannot_be_begun_says_why_and_changes_nothing(content, work, words):
    before = {path: path.read_bytes() for path in content.rglob("*") if path.is_file()}
    with pytest.raises(StarterError, match=words):
        work(content)
    assert {path: path.read_bytes() for path in content.rglob("*") if path.is_file()} == before


def test_a_question_with_a_taken_id_is_refused(content):
    new_question(content, "first", "new-one", "shape")
    prove(content, write=True)
    with pytest.raises(StarterError, match="for ever"):
        new_question(content, "first", "new-one", "shape")


def test_a_new_finding_has_a_page_without_fault_and_a_leaf_that_python_reads(content, tmp_path):
    leaf, page = new_finding(content, tmp_path / "leaves", "brand-new")
    compile(leaf.read_text(), str(leaf), "exec")
    assert 'slug = "brand-new"' in leaf.read_text()
    assert "BrandNew" in leaf.read_text()
    assert "brand-new" in load(content, dev=True).findings
    assert page.name == "brand-new.md"


def test_the_schemas_beside_the_content_are_those_of_the_code(tmp_path):
    kept = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "content/schema").glob("*.json")}
    assert kept == schema_files()
    written = write_schemas(tmp_path)
    assert {path.name for path in written} == set(kept)
    quiz = json.loads(kept["quiz.json"])
    assert set(quiz["$defs"]["QuestionEntry"]["required"]) == {
        "id",
        "objective",
        "difficulty",
        "stem",
        "steps",
        "check",
    }


def test_the_commands_write_say_where_and_end_with_1_on_a_refusal(content):
    def run(*words: str) -> "subprocess.CompletedProcess[str]":
        environment = {"STRIDE_CONTENT": str(content), "PATH": ""}
        return subprocess.run(
            [sys.executable, "-m", "app", *words],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

    assert "quiz.yaml" in run("new", "question", "first", "new-one", "--kind", "number").stdout
    refused = run("new", "question", "first", "new-two", "--kind", "essay")
    assert (refused.returncode, "it is one of" in refused.stderr) == (1, True)
    covered = run("coverage").stdout
    assert "size: 1 written" in covered
    assert "conv.ignore-padding" in covered
