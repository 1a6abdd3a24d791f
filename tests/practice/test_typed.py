"""What people type is read as they meant it; what cannot be read says how to write it."""

import contextlib
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.practice.typed import UnclearError, read_number, read_shape, read_whole

SHAPE = (1, 8, 16, 16)


@pytest.mark.parametrize(
    "text",
    [
        "1,8,16,16", "1, 8, 16, 16", " (1 x 8 x 16 x 16) ", "(1x8x16x16)", "torch.Size([1, 8, 16, 16])", "N,8,16,16",
        "[1, 8, 16, 16]", "1 8 16 16", "1×8×16×16", "n x 8 x 16 x 16", "Size([1, 8, 16, 16])", "(1, 8, 16, 16,)",
        "1;8;16;16", "batch, 8, 16, 16", "-1, 8, 16, 16", "1*8*16*16", "torch.size(1, 8, 16, 16)",
    ],
)  # fmt: skip
def test_a_shape_is_read_in_every_usual_writing(text):
    assert read_shape(text, batch=1) == SHAPE


@pytest.mark.parametrize("text", ["()", "[]", "torch.Size([])"])
def test_a_scalar_has_the_empty_shape(text):
    assert read_shape(text) == ()


@pytest.mark.parametrize("text", ["", "eight", "1, 8, , 16", "1,8,16,h", "1.5, 2", "8, N", "1" * 200, "-2, 8"])
def test_what_is_no_shape_says_how_to_write_one(text):
    with pytest.raises(UnclearError) as unclear:
        read_shape(text, batch=1)
    assert "1, 8, 16, 16" in unclear.value.message


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=6))
def test_a_shape_that_torch_printed_is_read_back(sizes):
    assert read_shape(f"torch.Size({sizes})") == tuple(sizes)
    assert read_shape(" x ".join(map(str, sizes))) == tuple(sizes)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3380", 3380), ("3,380", 3380), ("22,125,600", 22125600), ("3 380", 3380), ("0.89", Fraction(89, 100)),
        (".5", Fraction(1, 2)), ("89 %", Fraction(89, 100)), ("89%", Fraction(89, 100)), ("50/56", Fraction(50, 56)),
        ("-2", -2), ("−2", -2), ("+7", 7), (" 12 ", 12), ("2.27%", Fraction(227, 10000)),
    ],
)  # fmt: skip
def test_a_number_is_read_in_every_usual_writing(text, value):
    assert read_number(text) == value


@pytest.mark.parametrize("text", ["", "many", "1,2", "3..4", "1/0", "2e5", "0x10", "1" * 300, "%", "/", "5 apples"])
def test_what_is_no_number_says_how_to_write_one(text):
    with pytest.raises(UnclearError) as unclear:
        read_number(text)
    assert "3380" in unclear.value.message


@pytest.mark.parametrize("text", ["", "1.5", "10", "-1", "two"])
def test_a_blank_takes_whole_numbers_of_its_range(text):
    with pytest.raises(UnclearError, match="from 0 to 9"):
        read_whole(text, 0, 9)


@given(st.text(max_size=200))
def test_any_text_is_read_or_unclear(text):
    for read in (read_shape, read_number):
        with contextlib.suppress(UnclearError):
            assert read(text) is not None
