"""What the checker's form says: sizes as people write them, and fixes put in."""

import pytest

from app.checker.report import Fix
from app.web.pages._asked import Asked


@pytest.mark.parametrize(
    ("text", "shapes"),
    [
        ("1, 3, 32, 32", [[1, 3, 32, 32]]),
        ("(1, 3, 32, 32)", [[1, 3, 32, 32]]),
        ("[1,3,32,32]", [[1, 3, 32, 32]]),
        ("1x3x32x32", [[1, 3, 32, 32]]),
        ("1 3 32 32", [[1, 3, 32, 32]]),
        ("N × 3 × 32 × 32", [[1, 3, 32, 32]]),
        ("10,", [[10]]),
        ("4, 3; 4, 5", [[4, 3], [4, 5]]),
        ("", []),
        ("  ", []),
    ],
)
def test_sizes_are_read_as_people_write_them(text, shapes):
    assert Asked(input=text).shapes == shapes


@pytest.mark.parametrize("text", ["three", "3,32,32px", "-1, 3", "1.5, 3", "3,,32", "1" * 40, ",".join("1" * 17)])
def test_what_is_no_list_of_sizes_is_refused_in_words(text):
    with pytest.raises(ValueError, match="size"):
        _ = Asked(input=text).shapes


def test_three_numbers_get_a_batch_unless_they_are_meant_literally():
    assert Asked(input="3, 32, 32").request().input_shape == [1, 3, 32, 32]
    assert Asked(input="3, 32, 32", batch="literal").request().input_shape == [3, 32, 32]
    assert Asked(input="3, 32, 32").three == ["3", "32", "32"]
    assert Asked(input="1, 3, 32, 32").three == []


def test_an_empty_form_asks_for_nothing_but_the_code():
    request = Asked(code="x").request()
    assert (request.input_shape, request.entry, request.mode) == (None, None, None)


def test_the_line_ends_of_a_form_become_plain():
    assert Asked(code="a\r\nb\rc\n").code == "a\nb\nc\n"


def test_a_fix_changes_the_code_and_where_it_says_so_the_input():
    fix = Fix(title="", edits=[], code="new\r\n", input_shape=[[2, 3, 8, 8]])
    asked = Asked(code="old", input="3, 8, 8", mode="eval").fixed(fix)
    assert (asked.code, asked.mode) == ("new\n", "eval")
    assert asked.request().input_shape == [2, 3, 8, 8]


def test_arguments_that_were_filled_in_make_the_call():
    asked = Asked(code="x", built="Net", names=["classes", "width", "depth"], values=["10", " ", "[3, 4]"])
    assert asked.request().entry == "Net(classes=10, depth=[3, 4])"
    assert asked.model_copy(update={"entry": "Other"}).request().entry == "Other"
    assert Asked(code="x", built="Net", names=["classes"], values=[""]).request().entry is None


@pytest.mark.parametrize("value", ["10) + (", "1, 2", "a b", "[3", "x=1", "10 #", "lambda: ("])
def test_an_argument_that_is_no_expression_is_refused_in_words(value):
    with pytest.raises(ValueError, match="for classes is not Python"):
        Asked(code="x", built="Net", names=["classes"], values=[value]).request()


@pytest.mark.parametrize("name", ["a b", "x=1, y", "", "1a"])
def test_a_name_that_is_none_is_not_passed_on(name):
    assert Asked(code="x", built="Net", names=[name], values=["1"]).request().entry is None
