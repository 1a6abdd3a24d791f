"""A paste line by line: nothing of it is lost, marks stand where the report says, shapes on their lines."""

import re

from hypothesis import given
from hypothesis import strategies as st

from app.checker.report import Finding, Report, Span, Step
from app.web.pages._listing import lines


def report(steps=(), findings=()):
    return Report(
        verdict="runs",
        entry=None,
        mode="train",
        input_source="given",
        input_shapes=[[1, 3]],
        output_shapes=[],
        steps=list(steps),
        findings=list(findings),
    )


def step(line, output, created=None, status="ok"):
    return Step(
        name="s",
        kind="Conv2d",
        path="s",
        line=line,
        created_line=created,
        input_shapes=[[1]],
        output_shapes=[output],
        status=status,
    )


def finding(line, start, end, severity="error"):
    return Finding(
        slug="x",
        severity=severity,
        message="m",
        label="l",
        help="h",
        span=Span(line=line, column=start, end_column=end),
    )


@given(st.text(alphabet=st.characters(exclude_characters="\r", exclude_categories=["Cs"]), max_size=200))
def test_every_character_of_a_paste_is_shown(code):
    shown = [re.sub(r"<[^>]*>", "", line.html) for line in lines(code, None)]
    assert [_unescaped(text) for text in shown] == code.removesuffix("\n").split("\n")


def _unescaped(text):
    for written, meant in (("&lt;", "<"), ("&gt;", ">"), ("&#34;", '"'), ("&#39;", "'"), ("&amp;", "&")):
        text = text.replace(written, meant)
    return text


def test_markup_in_a_paste_is_text():
    assert "<script>" not in lines("x = '<script>'", None)[0].html


def test_the_mark_of_a_finding_covers_exactly_its_columns():
    marked = lines("net = Linear(100, 10)", report(findings=[finding(1, 14, 17)]))[0]
    assert re.findall(r'mark-error">([^<]*)<', marked.html) == ["100"]
    assert [each.label for each in marked.findings] == ["l"]


def test_a_mark_that_ends_inside_a_token_splits_it():
    marked = lines("abcdef", report(findings=[finding(1, 3, 5)]))[0]
    assert re.findall(r'mark-error">([^<]*)<', marked.html) == ["cd"]


def test_a_line_shows_what_its_last_call_gives():
    first, second = lines("a\nb", report([step(2, [1, 8]), step(2, [1, 16])]))
    assert (first.called, second.called) == ((), ([1, 16],))


def test_the_line_that_builds_a_layer_shows_its_output_if_it_is_always_the_same():
    same = lines("a\nb", report([step(2, [1, 8], created=1), step(2, [1, 8], created=1)]))
    varied = lines("a\nb", report([step(2, [1, 8], created=1), step(2, [1, 4], created=1)]))
    assert (same[0].made, varied[0].made) == (([1, 8],), ())


def test_a_call_that_failed_shows_no_shape():
    assert lines("a", report([step(1, [1, 8], status="failed")]))[0].called == ()


def test_a_very_long_paste_is_shown_plain():
    code = "x = 1\n" * 10_000
    assert "<span" not in lines(code, None)[0].html
