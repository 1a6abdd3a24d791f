"""A proof finds what torch says against the content, and keeps what it says for it."""

import json

import pytest

from app.proof.prove import prove
from tests.course.folder import FILES, changed, write

QUIZ, EXPLAIN, PROOF = "topics/first/quiz.yaml", "topics/first/explain.md", "topics/first/proof.json"

QUESTION = """\
- id: {id}
  objective: size
  difficulty: easy
  stem: What?
{body}
  hint: h
  steps: s
  check: c
"""
PRINTED = """\
  code: |
    {code}
  answer: {{{answer}}}
  distractors:
    - {{{first}, why: w}}
    - {{text: 'far away', why: w}}"""
OPTIONS = """\
  code: |
    x = 1
    print(y)
  options:
    - {{{key}, correct: true}}
    - {{{first}, why: w}}
    - {{text: u, replace: [y, z], raises: NameError, why: w}}"""


def printed(id_, code="print(1 + 1)", answer="run: stdout", first="replace: ['+', '-']"):
    return QUESTION.format(id=id_, body=PRINTED.format(code=code, answer=answer, first=first))


def options(id_, key="text: t, replace: [y, x], runs: true", first="text: v, replace: ['1', '2'], raises: NameError"):
    return QUESTION.format(id=id_, body=OPTIONS.format(key=key, first=first))


FAULTS = [
    ("key-raises", printed("q", code="print(nope + 1)"), "print(nope", "wrong-key", "raises NameError"),
    ("key-is-silent", printed("q", code="pass; '1 + 1'"), "code: |", "wrong-key", "prints nothing"),
    ("key-does-not-raise", printed("q", answer="raises: KeyError, text: t"), "code: |", "wrong-key", "code runs"),
    ("same-as-key", printed("q", first="replace: ['1 + 1', '4 - 2']"), "{replace", "same-option", "the key"),
    ("wrong-program-raises", printed("q", first="replace: ['1 +', 'k +']"), "{replace", "wrong-option", "NameError"),
    ("wrong-program-is-silent", printed("q", first="replace: ['print', 'abs']"), "{replace", "wrong-option", "nothing"),
    (
        "claim-is-false",
        printed("q", first="replace: ['+', '-'], claims: ['1 == 2']"),
        "'1 == 2'",
        "wrong-claim",
        "False",
    ),
    (
        "option-raises-otherwise",
        options("q", first="text: v, replace: ['1', '2'], raises: TypeError"),
        "{text: v",
        "wrong-option",
        "NameError",
    ),
    (
        "option-does-not-run",
        options("q", key="text: t, replace: [y, z], runs: true"),
        "{text: t",
        "wrong-option",
        "NameError",
    ),
    (
        "option-is-right-too",
        options("q", first="text: v, replace: [y, '2'], runs: true"),
        "{text: v",
        "wrong-option",
        "right as well",
    ),
    ("key-not-accepted", options("q") + "  accept: x == 2\n", "{text: t", "wrong-key", "False"),
]


@pytest.mark.parametrize(("text", "at", "slug", "words"), [f[1:] for f in FAULTS], ids=[f[0] for f in FAULTS])
def test_torch_s_word_against_a_question_is_a_fault_at_its_place(tmp_path, text, at, slug, words):
    result = prove(write(tmp_path, {QUIZ: text}), write=False)
    (found,) = [problem for problem in result.problems if problem.slug == slug]
    assert words in found.message
    assert text.splitlines()[found.line - 1][found.column - 1 :].startswith(at)
    assert (result.proved, result.cited) == (0, 0)


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("print(2 + 3)", "x = 1\nprint(y)", 13, "raises NameError"),
        ("python run", "python raises KeyError", 11, "this runs"),
        ("python run", "python run {id=x input=1,2}", 11, "no model"),
    ],
)
def test_a_block_that_does_not_do_what_it_says_is_a_fault_at_its_line(tmp_path, old, new, line, words):
    result = prove(write(tmp_path, changed(EXPLAIN, old, new)), write=True)
    (found,) = [problem for problem in result.problems if problem.slug == "wrong-outcome"]
    assert (found.path, found.line) == (f"content/{EXPLAIN}", line)
    assert words in found.message


def test_a_value_that_python_cannot_compute_is_a_fault(tmp_path):
    result = prove(write(tmp_path, changed(EXPLAIN, "Because.", "It is {{ py: nn.Nope }}.")), write=True)
    (found,) = result.problems
    assert (found.slug, found.line, found.column) == ("no-value", 20, 7)
    assert "AttributeError" in found.message


def test_a_key_that_says_what_torch_raises_is_proved(tmp_path):
    text = printed("q", code="nn.Linear(3, 16, kernel_size=3 + 1)", answer="raises: TypeError, text: It raises")
    result = prove(write(tmp_path, {QUIZ: text.replace("replace: ['+', '-']", "text: It runs")}), write=True)
    assert result.problems == ()
    assert (result.proved, result.cited) == (1, 0)


def test_a_proof_counts_what_is_proved_and_what_is_cited(tmp_path):
    content = write(tmp_path)
    result = prove(content, write=True)
    assert result.problems == ()
    assert (result.proved, result.cited) == (2, 1)
    assert result.changed == (content / PROOF,)


def test_a_proof_is_the_same_each_time_and_small(tmp_path):
    content = write(tmp_path)
    prove(content, write=True)
    first = (content / PROOF).read_bytes()
    assert prove(content, write=True).changed == ()
    (content / PROOF).unlink()
    prove(content, write=True)
    assert (content / PROOF).read_bytes() == first
    assert len(first) < 4_000


def test_a_check_writes_nothing_and_passes_where_nothing_has_changed(tmp_path):
    content = write(tmp_path)
    prove(content, write=True)
    before = {path: path.read_bytes() for path in content.rglob("*") if path.is_file()}
    result = prove(content, write=False)
    assert (result.problems, result.changed) == ((), ())
    assert {path: path.read_bytes() for path in content.rglob("*") if path.is_file()} == before


def stale(content):
    result = prove(content, write=False)
    assert result.changed == (content / PROOF,)
    (found,) = [problem for problem in result.problems if problem.slug == "stale-proof"]
    assert found.path == f"content/{PROOF}"
    return found.message


def test_a_missing_proof_file_is_named(tmp_path):
    assert "no such file" in stale(write(tmp_path))


def test_a_proof_of_other_content_is_stale(tmp_path):
    content = write(tmp_path)
    prove(content, write=True)
    (content / EXPLAIN).write_text(FILES[EXPLAIN].replace("2 + 3", "3 + 2"), encoding="utf-8")
    assert "changed" in stale(content)


def test_a_proof_by_another_torch_is_stale_and_is_proved_anew(tmp_path):
    content = write(tmp_path)
    prove(content, write=True)
    text = (content / PROOF).read_text(encoding="utf-8")
    version = json.loads(text)["torch"]
    (content / PROOF).write_text(text.replace(version, "1.0.0").replace("1, 8, 32", "9, 9, 99"), encoding="utf-8")
    assert "torch 1.0.0" in stale(content)
    prove(content, write=True)
    assert (content / PROOF).read_text(encoding="utf-8") == text


def test_a_proof_that_was_edited_by_hand_is_found_out(tmp_path):
    content = write(tmp_path)
    prove(content, write=True)
    text = (content / PROOF).read_text(encoding="utf-8")
    (content / PROOF).write_text(text.replace("1, 8, 32, 32", "1, 8, 31, 31"), encoding="utf-8")
    assert "quiz/first-shape/key" in stale(content)


def test_a_topic_with_nothing_to_run_has_no_proof_file(tmp_path):
    bare = FILES["topics/second/topic.yaml"].replace("[first]", "[]")
    content = write(tmp_path, {PROOF: "{}", QUIZ: None, EXPLAIN: None, "topics/first/topic.yaml": bare})
    prove(content, write=True)
    assert not (content / PROOF).exists()
