"""A proof finds what torch says against the content, and keeps what it says for it."""

import json

import pytest

from app.course.load import load
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
    (
        "text-is-not-what-it-prints",
        printed("q1", first="text: '5', replace: ['+', '-']"),
        "{text: '5'",
        "wrong-option",
        "prints 0",
    ),
    ("key-raises", printed("q2", code="print(nope + 1)"), "print(nope", "wrong-key", "raises NameError"),
    ("key-is-silent", printed("q3", code="pass; '1 + 1'"), "code: |", "wrong-key", "prints nothing"),
    ("key-does-not-raise", printed("q4", answer="raises: KeyError, text: t"), "code: |", "wrong-key", "code runs"),
    ("same-as-key", printed("q5", first="replace: ['1 + 1', '4 - 2']"), "{replace", "same-option", "the key"),
    ("wrong-program-raises", printed("q6", first="replace: ['1 +', 'k +']"), "{replace", "wrong-option", "NameError"),
    (
        "wrong-program-is-silent",
        printed("q7", first="replace: ['print', 'abs']"),
        "{replace",
        "wrong-option",
        "nothing",
    ),
    (
        "claim-is-false",
        printed("q8", first="replace: ['+', '-'], claims: ['1 == 2']"),
        "'1 == 2'",
        "wrong-claim",
        "False",
    ),
    (
        "option-raises-otherwise",
        options("q9", first="text: v, replace: ['1', '2'], raises: TypeError"),
        "{text: v",
        "wrong-option",
        "NameError",
    ),
    (
        "option-does-not-run",
        options("q10", key="text: t, replace: [y, z], runs: true"),
        "{text: t",
        "wrong-option",
        "NameError",
    ),
    (
        "option-is-right-too",
        options("q11", first="text: v, replace: [y, '2'], runs: true"),
        "{text: v",
        "wrong-option",
        "right as well",
    ),
    ("key-not-accepted", options("q12") + "  accept: x == 2\n", "{text: t", "wrong-key", "False"),
]


@pytest.fixture(scope="module")
def faults(tmp_path_factory):
    """All the questions above in one quiz, proved once: the result and the lines of each question."""
    content = write(tmp_path_factory.mktemp("faults"), {QUIZ: "".join(fault[1] for fault in FAULTS)})
    result, first = prove(content, write=False), 0
    lines = {}
    for name, text, *_ in FAULTS:
        lines[name] = range(first + 1, first + text.count("\n") + 1)
        first = lines[name].stop - 1
    return result, lines


@pytest.mark.parametrize(("name", "text", "at", "slug", "words"), FAULTS, ids=[fault[0] for fault in FAULTS])
def test_torch_s_word_against_a_question_is_a_fault_at_its_place(faults, name, text, at, slug, words):
    result, lines = faults
    (found,) = [each for each in result.problems if each.line in lines[name] and each.path.endswith("quiz.yaml")]
    assert found.slug == slug
    assert words in found.message
    assert text.splitlines()[found.line - lines[name].start][found.column - 1 :].startswith(at)


def test_nothing_that_torch_speaks_against_counts_as_proved(faults):
    assert (faults[0].proved, faults[0].cited) == (0, 0)


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


def test_a_value_of_python_is_written_as_its_filter_says(tmp_path):
    text = "It is {{ py: 2 / 3 | 3 }} of {{ py: nn.Conv2d(1, 2, 3).weight.shape | sizes }}."
    content = write(tmp_path, changed(EXPLAIN, "Because.", text))
    assert prove(content, write=True).problems == ()
    shown = load(content).topic("first").way("explain").html.striptags()
    assert "It is 0.667 of 2 × 1 × 3 × 3." in shown


def test_a_key_that_says_what_torch_raises_is_proved(tmp_path):
    text = printed("q", code="nn.Linear(3, 16, kernel_size=3 + 1)", answer="raises: TypeError, text: It raises")
    result = prove(write(tmp_path, {QUIZ: text.replace("replace: ['+', '-']", "text: It runs")}), write=True)
    assert result.problems == ()
    assert (result.proved, result.cited) == (1, 0)


def test_a_wrong_program_may_raise_if_it_says_so(tmp_path):
    text = printed("q", first="replace: ['1 +', 'k +'], raises: NameError")
    content = write(tmp_path, {QUIZ: text})
    assert prove(content, write=True).problems == ()
    (question,) = load(content).topic("first").questions
    assert question.options[1].html == "<code>NameError</code>"


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
