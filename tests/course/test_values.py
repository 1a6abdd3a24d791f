"""Numbers in prose are exact, and every measure of a confusion matrix is the textbook's."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.course.arithmetic import ValueFaultError
from app.course.matrices import Matrix
from app.course.values import as_html, as_text, compute, from_python, split_filter

ANIMALS = Matrix(("cat", "dog", "bird"), ((50, 2, 3), (4, 45, 1), (2, 3, 40)))
LAYERS = Matrix(("cat", "dog"), ((50, 5), (3, 42)))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("animals.total", "150"),
        ("animals.correct", "135"),
        ("animals.accuracy | percent", "90\u00a0%"),
        ("animals.tp.cat", "50"),
        ("animals.fp.cat", "6"),
        ("animals.fn.cat", "5"),
        ("animals.tn.cat", "89"),
        ("animals.precision.cat", "0.89"),
        ("animals.recall.cat", "0.91"),
        ("animals.cell.cat.bird", "3"),
        ("layers.precision.cat | 3", "0.943"),
        ("layers.recall.cat | 3", "0.909"),
        ("layers.precision.dog | 3", "0.894"),
        ("layers.recall.dog | 3", "0.933"),
        ("layers.f1.cat | 3", "0.926"),
        ("layers.f1.dog | 3", "0.913"),
        ("layers.macro.recall | 3", "0.921"),
        ("animals.tp.cat + animals.fp.cat", "56"),
        ("20*13*13", "3,380"),
        ("20*13*13 | plain", "3380"),
        ("0.02 / 0.88 | percent2", "2.27\u00a0%"),
        ("(32 - 2) // 2 + 1", "16"),
        ("2 ** 10", "1,024"),
        ("-7 // 2", "-4"),
        ("1 / 8 | 2", "0.13"),
        ("1 / 3", "0.33"),
        ("3 | 2", "3.00"),
        ("1999.999 | 2", "2,000.00"),
    ],
)
def test_a_number_is_computed_and_rounded_half_up(text, shown):
    expression, filter_ = split_filter(text)
    assert as_text(compute(expression, {"animals": ANIMALS, "layers": LAYERS}), filter_) == shown


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "animals.precision",
        "animals.precision.cow",
        "animals.size",
        "1 / 0",
        "9 ** 99",
        "f(1)",
        "'a'",
        "1 +",
        "True",
    ],
)
def test_what_has_no_value_is_a_fault(text):
    with pytest.raises(ValueFaultError):
        compute(text, {"animals": ANIMALS})


cells = st.integers(2, 4).flatmap(
    lambda n: st.lists(st.lists(st.integers(1, 99), min_size=n, max_size=n), min_size=n, max_size=n)
)


@given(cells)
def test_f1_is_the_harmonic_mean_and_the_four_counts_make_the_total(rows):
    classes = tuple("abcd"[: len(rows)])
    matrix = Matrix(classes, tuple(map(tuple, rows)))
    for name in classes:
        precision, recall = matrix.look(["precision", name]), matrix.look(["recall", name])
        assert matrix.look(["f1", name]) == 2 / (1 / precision + 1 / recall)
        assert sum(matrix.look([count, name]) for count in ("tp", "fp", "fn", "tn")) == matrix.total
    assert matrix.look(["accuracy"]) == Fraction(sum(rows[i][i] for i in range(len(rows))), matrix.total)


def test_a_shape_is_drawn_as_a_shape_and_a_word_as_code():
    assert 'class="shape"' in as_html(from_python("torch.Size([1, 8, 16, 16])"))
    assert as_html(from_python("<b>")) == "<code>&lt;b&gt;</code>"
    assert as_html(from_python("0.8931")) == "0.8931"
