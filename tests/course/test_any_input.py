"""No Markdown and no YAML crashes the loader; whatever is written, a course comes out."""

import string
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.course.load import load
from app.course.matrices import ValueFaultError
from app.course.values import as_html, as_text, compute, from_python, split_filter
from tests.course.folder import FILES, write

PIECES = [
    ":::",
    "::::",
    ":::ask Why?",
    ":::matrix animals",
    "::::before-after",
    "```",
    "```python run",
    "```output",
    "{{ shape:tiny }}",
    "{{",
    "}}",
    "{{ 9**64**64 }}",
    "{{ py: 1 }}",
    "[[kernel]]",
    "[[",
    "]]",
    "$",
    "$$",
    "$$\\frac{$$",
    "{shape}`1, 2`",
    "|a|b|\n|:-:|--|\n|1|2|",
    "# x",
    "## y",
    "---",
    "> ",
    "- ",
    "1. ",
    "    ",
    "\t",
    "\\",
    "<b>",
    "&amp;",
    "[a](b)",
    "[a](/topics/)",
    "\n",
    "\r\n",
    "\x00",
    "\u2028",
    "é",
    "𝔸",
    "tagline: x",
    "- id: x",
    "answer:",
    "  text: y",
    "options: [{code: x}]",
    "{",
    "}",
    "[",
    "]",
    "'",
    '"',
    "*a",
    "&b",
    "!c",
    "%",
    "@",
    "`",
    "?",
    "? - a",
    ": ",
    "|",
    ">",
]
text = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=8)), max_size=30).map("".join)
lines = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=8)), max_size=30).map("\n".join)


@pytest.mark.parametrize("name", [name for name in FILES if not name.startswith("topics/second")])
@given(added=st.one_of(text, lines), at=st.integers(0, 10**6), whole=st.booleans())
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_text_in_a_file_crashes_the_loader(name, added, at, whole):
    old = FILES[name]
    cut = at % (len(old) + 1)
    with tempfile.TemporaryDirectory() as folder:
        content = write(Path(folder))
        new = added if whole else old[:cut] + added + old[cut:]
        (content / name).write_text(new, encoding="utf-8", errors="replace", newline="")
        course = load(content, dev=True)
        for problem in course.problems:
            assert problem.line >= 1
            assert problem.column >= 1
            assert problem.path.startswith("content/")


@given(st.binary(max_size=200))
@settings(max_examples=60)
def test_no_bytes_in_a_file_crash_the_loader(data):
    with tempfile.TemporaryDirectory() as folder:
        content = write(Path(folder))
        for name in ("course.yaml", "topics/first/quiz.yaml", "topics/first/explain.md", "topics/first/proof.json"):
            (content / name).write_bytes(data)
        load(content)


@given(st.text(alphabet=string.printable, max_size=40))
def test_an_expression_has_a_value_or_a_fault(text):
    expression, filter_ = split_filter(text)
    try:
        value = compute(expression, {})
    except ValueFaultError:
        return
    assert as_text(value, filter_)
    assert as_html(value, filter_)


@given(st.lists(st.integers(0, 10**6), min_size=2, max_size=6))
def test_a_printed_size_is_read_as_a_shape(sizes):
    joined = ", ".join(map(str, sizes))
    assert from_python(f"torch.Size([{joined}])\n") == tuple(sizes)
    assert from_python(f"({joined})") == tuple(sizes)
