"""Each kind of question: what is right, what is wrong and why, and what is no answer; keys are torch's."""

import re
from pathlib import Path

import pytest

from app.course.load import load
from app.practice.grading import KINDS, grade
from app.practice.present import line_key, present
from app.proof.prove import prove
from tests.course.folder import FILES, write

HERE = Path(__file__).parent / "kinds"
MISTAKES, QUIZ = ((HERE / name).read_text(encoding="utf-8") for name in ("mistakes.yaml", "quiz.yaml"))
SLUGS = re.findall(r"^- id: k-(.+)$", QUIZ, re.MULTILINE)


def folder(place: Path, quiz: str) -> Path:
    """The small course with these questions behind its own."""
    quiz = FILES["topics/first/quiz.yaml"] + quiz
    return write(place, {"mistakes/conv.yaml": MISTAKES, "topics/first/quiz.yaml": quiz})


@pytest.fixture(scope="module")
def topic(tmp_path_factory: pytest.TempPathFactory):
    content = folder(tmp_path_factory.mktemp("kinds"), QUIZ)
    assert [str(problem) for problem in prove(content, write=True).problems] == []
    return load(content).topic("first")


def places(question, order):
    return [f"{line_key(question, index)}.{place}" for place, index in enumerate(order, 1)]


RIGHT = {
    "shape": ["(1 x 8 x 16 x 16)"], "number": ["224"], "ratio": ["0.89"], "blanks": ["3"],
    "property": ["5", "2"], "bug-line": ["4"],
}  # fmt: skip
WRONG = {
    "shape": (["1, 8, 15, 15"], ("conv.ignore-padding",), "30 is what you get without padding"),
    "number": (["216"], ("params.no-bias",), "8 biases are missing"),
    "ratio": (["91 %"], ("metrics.swapped",), "0.91 is the recall"),
    "bug-line": (["2"], (), "does what it should"),
    "blanks": (["2"], (), "does not do what is asked"),
    "property": (["5", "1"], (), "does not do what is asked"),
}
UNCLEAR = {
    "shape": ["", "wide"], "number": ["", "many"], "ratio": ["a lot"], "blanks": ["", "0", "6", "2.5"],
    "property": ["5"], "bug-line": ["0", "6", "last"], "order": ["", "1"], "choices": ["nothing"],
    "choice": ["nothing"],
}  # fmt: skip


def test_every_kind_has_its_examples(topic):
    assert {topic.question(f"k-{slug}").kind for slug in SLUGS} | {"card"} == set(KINDS)


@pytest.mark.parametrize("slug", RIGHT)
def test_the_answer_that_torch_gives_is_right(topic, slug):
    verdict = grade(topic.question(f"k-{slug}"), RIGHT[slug])
    assert (verdict.correct, verdict.malformed) == (True, False)


@pytest.mark.parametrize("slug", WRONG)
def test_a_wrong_answer_is_told_the_mistake_that_it_comes_from(topic, slug):
    response, mistakes, words = WRONG[slug]
    verdict = grade(topic.question(f"k-{slug}"), response)
    assert (verdict.correct, verdict.malformed, verdict.mistakes) == (False, False, mistakes)
    assert words in verdict.feedback_html.striptags()


@pytest.mark.parametrize(
    ("slug", "text", "words"),
    [
        ("shape", "1, 9, 16, 17", "The second and fourth sizes are not right yet."),
        ("shape", "N, 8, 16, 20", "The fourth size is not right yet."),
        ("shape", "8, 16, 16", "You gave 3 sizes"),
        ("number", "99999", "too large"),
        ("ratio", "0.1", "too small"),
    ],
)
def test_a_wrong_answer_that_nobody_foresaw_is_told_where_it_is_wrong_and_not_what_is_right(topic, slug, text, words):
    question = topic.question(f"k-{slug}")
    verdict = grade(question, [text])
    assert (verdict.correct, verdict.malformed, verdict.mistakes) == (False, False, ())
    assert words in verdict.feedback_html.striptags()
    assert question.key.html.striptags() not in verdict.feedback_html.striptags()


@pytest.mark.parametrize(("slug", "text"), [(slug, text) for slug, texts in UNCLEAR.items() for text in texts])
def test_what_is_no_answer_says_so_and_is_not_stored(topic, slug, text):
    question = topic.question("first-shape" if slug == "choice" else f"k-{slug}")
    verdict = grade(question, [text])
    assert verdict.malformed
    assert verdict.feedback_html
    assert verdict.chosen == ()


def test_every_filling_with_the_property_is_right_and_no_other(topic):
    question = topic.question("k-property")
    assert question.key.accepted == {(1, 0), (3, 1), (5, 2)}


def test_lines_in_an_order_that_runs_are_right_and_others_are_not(topic):
    question = topic.question("k-order")
    assert grade(question, places(question, [0, 1, 2, 3])).correct
    wrong = grade(question, places(question, [1, 0, 2, 3]))
    assert (wrong.correct, wrong.malformed) == (False, False)
    shown = [line.key for line in present(question, 7).lines]
    assert sorted(shown) == sorted(line_key(question, index) for index in range(4))
    assert all(
        [each.key for each in present(question, seed).lines] != [line_key(question, i) for i in range(4)]
        for seed in range(50)
    )


def test_all_that_is_right_must_be_ticked_and_nothing_else(topic):
    question = topic.question("k-choices")
    keys = {option.html.striptags(): option.key for option in question.options}
    both, one, other = keys["It has 8 channels"], keys["It is 6 wide"], keys["It is 8 wide"]
    assert grade(question, [both, one]).correct
    missed, wrong = grade(question, [both]), grade(question, [both, one, other])
    assert (missed.correct, wrong.correct) == (False, False)
    assert "1 right answer is not ticked" in missed.feedback_html
    assert "no padding" in wrong.feedback_html


def test_two_mistakes_with_one_value_share_an_option_and_are_both_named(topic):
    options = topic.question("k-drawn").options
    assert [option.mistakes for option in options] == [(), ("pool.ignored", "pool.half-always"), ("channels.kept",)]
    assert "halves 32" in options[1].why_html
    assert "takes 32" in options[1].why_html
    assert "8 kernels make 8 channels, not 3" in options[2].why_html


CARD = """
- id: card-one
  objective: size
  front: How wide?
  back: "{{ 32 - 3 + 1 }} cells."
"""


def test_a_card_is_known_or_not_and_anything_else_is_no_answer(tmp_path: Path):
    content = write(tmp_path, {"topics/first/cards.yaml": CARD})
    assert prove(content, write=True).problems == ()
    (card,) = load(content).topic("first").cards
    assert load(content).question("card-one") == card
    assert (card.stem_html.striptags(), card.steps_html.striptags()) == ("How wide?", "30 cells.")
    assert grade(card, ["knew"]).correct
    missed = grade(card, ["missed"])
    assert (missed.correct, missed.malformed) == (False, False)
    assert grade(card, []).malformed
    assert grade(card, ["knew", "missed"]).malformed


@pytest.mark.parametrize(
    ("old", "new", "slug"),
    [
        ("objective: size", "objective: sice", "unknown-objective"),
        ("card-one", "first-shape", "repeated-id"),
        ("  back:", "  bakc:", "unknown-field"),
        ("How wide?", "What of Option B?", "letter-in-prose"),
    ],
)
def test_a_planted_fault_in_a_card_is_named(tmp_path: Path, old, new, slug):
    content = write(tmp_path, {"topics/first/cards.yaml": CARD.replace(old, new)})
    problems = prove(content, write=True).problems
    assert slug in {problem.slug for problem in problems}
    assert {problem.path for problem in problems} == {"content/topics/first/cards.yaml"}


def test_steps_are_read_off_the_layers(topic):
    steps = topic.question("k-shape").steps_html
    assert steps.count("<li>") == 2
    assert "⌊(32 + 2·1 − 1·(3−1) − 1) / 1⌋ + 1 = 32" in steps


@pytest.mark.parametrize(
    ("slug", "old", "new", "said"),
    [
        ("shape", ".shape)", ")", "this is no shape"),
        ("ratio", "animals.precision.cat", "animals.precision.cow", "no class `cow`"),
        ("ratio", "tp: animals.tp.cat", "tp: animals.nothing", "a matrix has no `nothing`"),
        ("blanks", "== 8", "== 99", "no answer is accepted"),
        ("blanks", "== 8", "> 5", "4 fillings are accepted"),
        ("property", "== 28", "> 0", "every filling is accepted"),
        ("property", "__kernel__", "5", "the code has no __kernel__"),
        ("bug-line", "7 * 7", "6 * 6", "the checker finds no fault"),
        ("order", "x.flatten(1)", "x.flatten(2)", "no answer is accepted"),
        ("choices", "== 6", "== 7", "this is not true"),
        ("choices", "shape[3] == 8", "shape[3] == 6", "this is not false"),
        ("drawn", "channels.kept", "conv.ignore-paddin", "there is no mistake"),
        ("drawn", "padding=1", "padding=0", ""),
        ("drawn", "{mistake: channels.kept}", "{mistake: params.no-bias}", "changes nothing here"),
    ],
)
def test_a_planted_fault_is_named(tmp_path: Path, slug, old, new, said):
    question = next(
        part for part in re.split(r"^(?=- )", QUIZ, flags=re.MULTILINE) if part.startswith(f"- id: k-{slug}\n")
    )
    assert old in question
    content = folder(tmp_path, question.replace(old, new))
    problems = [problem for problem in prove(content, write=True).problems if problem.path.endswith("quiz.yaml")]
    assert [problem.message for problem in problems if said not in problem.message] == []
    assert bool(problems) == bool(said)
