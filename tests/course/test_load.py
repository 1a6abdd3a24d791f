"""What the loader makes of good content: pages, questions, and only what torch has proved."""

import logging
import re
import subprocess
import sys

import pytest

from app.course.load import load
from app.settings import ROOT
from tests.course.folder import FILES, changed

QUIZ, EXPLAIN = "topics/first/quiz.yaml", "topics/first/explain.md"


def test_values_in_prose_are_torchs_and_the_matrix_s(content):
    html = load(content).topic("first").way("explain").html
    assert 'aria-label="batch N, channels 8, height 30, width 30"' in html
    assert "precision 0.89." in html
    assert "<mn>2</mn>" in html


def test_a_term_links_to_the_glossary_and_a_heading_to_itself(content):
    course = load(content)
    way = course.topic("first").way("explain")
    assert '<a class="term" href="/glossary#feature-map">feature map</a>' in way.html
    assert '<h2 id="one">One <a class="permalink" href="#one" aria-label="Link to One">#</a></h2>' in way.html
    assert [(heading.id, heading.text, heading.level) for heading in way.contents] == [("one", "One", 2)]
    assert 'href="/glossary#kernel"' in course.glossary["feature-map"].html


def test_an_empty_output_is_filled_with_what_torch_printed(content):
    (content / EXPLAIN).write_text(FILES[EXPLAIN].replace("```output\n5\n", "```output\n"), encoding="utf-8")
    course = load(content)
    assert course.problems == ()
    assert 'aria-label="Output"><code>5</code></pre>' in course.topic("first").way("explain").html


def test_the_key_and_a_wrong_program_show_what_torch_printed(content):
    question = load(content).topic("first").question("first-shape")
    key, without, typed = question.options
    assert (key.correct, without.correct, typed.correct) == (True, False, False)
    assert 'aria-label="batch 1, channels 8, height 32, width 32"' in key.html
    assert 'aria-label="batch 1, channels 8, height 30, width 30"' in without.html
    assert 'aria-label="batch 1, channels 3, height 32, width 32"' in typed.html
    assert question.provenance == "proved"


def test_feedback_speaks_of_this_option_and_of_the_key(content):
    options = load(content).topic("first").question("first-shape").options
    assert "Padding adds cells on both sides." in options[1].why_html
    assert options[2].why_html.count('class="shape"') == 2


def test_a_sentence_with_a_source_is_cited(content):
    question = load(content).topic("first").question("first-said")
    assert (question.provenance, question.source) == ("cited", "a book")


def test_no_option_key_tells_which_is_right(content):
    for question in load(content).topic("first").questions:
        assert all(re.fullmatch(r"[0-9a-f]{8}", option.key) for option in question.options)
        assert len({option.key for option in question.options}) == len(question.options)


def test_an_edited_question_is_withheld_until_it_is_proved(content, caplog):
    (content / QUIZ).write_text(FILES[QUIZ].replace("zeros(1, 3, 32", "zeros(2, 3, 32"), encoding="utf-8")
    with caplog.at_level(logging.WARNING):
        course = load(content)
    assert [question.id for question in course.topic("first").questions] == ["first-said", "first-run"]
    assert "not proved, withheld: first-shape" in caplog.text
    assert "first-shape" in [question.id for question in load(content, dev=True).topic("first").questions]


def test_an_edited_block_withholds_its_way_and_new_words_do_not(content):
    (content / EXPLAIN).write_text(FILES[EXPLAIN].replace("print(2 + 3)", "print(3 + 2)"), encoding="utf-8")
    assert load(content).topic("first").way("explain") is None
    assert load(content, dev=True).topic("first").way("explain") is not None
    (content / EXPLAIN).write_text(FILES[EXPLAIN].replace("Because.", "For this reason."), encoding="utf-8")
    assert "For this reason." in load(content).topic("first").way("explain").html


def test_an_outcome_that_speaks_against_a_key_withholds_it(content):
    proof = content / "topics/first/proof.json"
    text = proof.read_text(encoding="utf-8")
    old, new = '"stdout": "torch.Size([1, 8, 32, 32])', '"raised": "ValueError", "stdout": "'
    assert old in text
    proof.write_text(text.replace(old, new), encoding="utf-8")
    assert "first-shape" not in [question.id for question in load(content).topic("first").questions]


def test_the_matrix_is_a_table_with_named_rows_and_columns(content):
    text = changed(EXPLAIN, "Because.", "So.\n:::\n\n:::matrix animals\nLook.")[EXPLAIN]
    (content / EXPLAIN).write_text(text, encoding="utf-8")
    html = load(content).topic("first").way("explain").html
    assert '<tr><th scope="row">cat</th><td class="hit">50</td><td>2</td><td>3</td></tr>' in html


def test_a_finding_page_has_both_pastes(content):
    page = load(content).findings["wrong-in-features"]
    assert (page.wrong, page.wrong_input) == ("nn.Linear(1, 2)\n", (1, 3, 8, 8))
    assert (page.right, page.right_input) == ("nn.Linear(3, 2)\n", None)


def test_raw_html_is_shown_as_text_and_tables_have_classes_instead_of_style(content):
    text = changed(EXPLAIN, "Because.", "<script>x</script>\n\n| a | b |\n|--:|---|\n| 1 | 2 |")[EXPLAIN]
    (content / EXPLAIN).write_text(text, encoding="utf-8")
    html = load(content).topic("first").way("explain").html
    assert "<script>" not in html
    assert '<td class="align-right">1</td>' in html
    assert "style=" not in html


@pytest.mark.parametrize("module", ["app.course.load", "app.practice.grading", "app.practice.session"])
def test_lessons_and_practice_never_import_torch(module):
    code = f"import sys, {module}; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
