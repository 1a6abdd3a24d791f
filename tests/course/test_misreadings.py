"""True sizes are torch's; a mistake makes of a stack what its formula says, with the numbers of its place."""

from fractions import Fraction

import pytest
from markupsafe import Markup

from app.checker.engine import check
from app.checker.report import Request
from app.course.arithmetic import Formula, ValueFaultError, named
from app.course.layer_rows import layer_rows
from app.course.maker import reply
from app.course.misreadings import alike, misread_number, misread_params, misread_shapes
from app.course.model import Mistake
from app.course.true_sizes import true_shape

STACK = "nn.Sequential(nn.Conv2d(3, 8, 3, padding=1), nn.MaxPool2d(2, 2), nn.Flatten(), nn.Linear(2048, 5))"


def rows(code, sizes):
    report = check(Request(code=f"net = {code}", input_shape=list(sizes)))
    assert report.verdict == "runs", report.findings
    return layer_rows(report)


def mistake(wrong, gives="size", at=("conv",), applies=None):
    read = Formula.read
    says = lambda facts: Markup(",".join(f"{name}={facts[name]}" for name in ("wrong", "truth")))  # noqa: E731
    return Mistake("test.it", "It", says, None, gives, at, read(wrong), read(applies) if applies else None)


@pytest.mark.parametrize(
    "layer",
    [
        "nn.Conv2d(4, 6, 3)",
        "nn.Conv2d(4, 6, (5, 3), stride=(2, 1), padding=(0, 2), dilation=(1, 2))",
        "nn.ConvTranspose2d(4, 6, 3, stride=2, padding=1, output_padding=1)",
        "nn.MaxPool2d(3, stride=2)",
        "nn.MaxPool2d(3, stride=2, padding=1, ceil_mode=True)",
        "nn.AvgPool2d(4, ceil_mode=True)",
        "nn.AdaptiveAvgPool2d((3, 5))",
        "nn.BatchNorm2d(4)",
        "nn.Flatten()",
        "nn.Linear(23, 7)",
    ],
)
@pytest.mark.parametrize("size", [9, 12, 17, 22, 31])
def test_the_size_of_another_input_is_the_one_that_torch_gives(layer, size):
    first = rows(layer, (2, 4, 20, 23))[0]
    other = (2, 4, size, 23)
    assert true_shape(first, other) == rows(layer, other)[-1].output


def test_a_mistake_in_one_layer_is_carried_through_the_layers_behind_it():
    ignored = mistake("(n - d*(k-1) - 1)//s + 1", applies="p > 0")
    (found,) = misread_shapes(rows(STACK, (1, 3, 32, 32))[:2], [ignored])
    assert found.value == (1, 8, 15, 15)
    assert (found.facts["n"], found.facts["wrong"], found.facts["truth"]) == (32, 30, 32)


TWO = "nn.Sequential(nn.Conv2d(3, 8, 3, padding=1), nn.MaxPool2d(2), nn.Conv2d(8, 16, 3, padding=1))"


def test_the_words_name_the_layer_where_they_speak_of_another_number_than_the_one_that_was_given():
    found = rows(TWO, (1, 3, 32, 32))
    (size,) = misread_shapes(found, [mistake("n - d*(k-1)")])
    assert (size.value, size.facts["wrong"], size.place) == ((1, 16, 13, 13), 30, "the first Conv2d")
    (kept,) = misread_shapes(found, [mistake("Ci", gives="channels")])
    assert (kept.value, kept.facts["wrong"], kept.place) == ((1, 3, 16, 16), 3, "")
    (doubled,) = misread_shapes(found, [mistake("2*Co", gives="channels")])
    assert (doubled.value[1], doubled.facts["wrong"], doubled.place) == (32, 32, "")
    (params,) = misread_params(found, [mistake("Co", gives="params")])
    assert (params.value, params.facts["wrong"], params.place) == (24, 8, "the first Conv2d")
    said = reply([size]).html
    assert said.startswith("<p>At the first <code>Conv2d</code>: ")


def test_channels_can_be_mistaken_and_so_can_a_whole_shape():
    kept = mistake("Ci", gives="channels", applies="Ci != Co")
    merged = mistake("N*C*H*W", gives="shape", at=("flatten",))
    stack = rows(STACK, (1, 3, 32, 32))
    assert [each.value for each in misread_shapes(stack[:2], [kept])] == [(1, 3, 16, 16)]
    assert [each.value for each in misread_shapes(stack[:3], [merged])] == [(2048,)]


@pytest.mark.parametrize("wrong", ["n", "(n + 2*p - d*(k-1) - 1)//s + 1", "n - 40", "unknown + 1", "n // (p - 1)"])
def test_a_mistake_that_changes_nothing_or_has_no_value_is_not_made(wrong):
    assert misread_shapes(rows("nn.Conv2d(3, 8, 3, padding=1)", (1, 3, 32, 32)), [mistake(wrong)]) == ()


def test_weights_are_summed_with_the_mistaken_ones():
    biasless = mistake("Co*Ci*kk", gives="params")
    (found,) = misread_params(rows(STACK, (1, 3, 32, 32)), [biasless])
    assert found.value == 8 * 3 * 9 + 2048 * 5 + 5
    assert found.mistake.says(found.facts) == "wrong=216,truth=224"


def test_two_mistakes_with_one_value_stand_together():
    facts = {"tp": 50, "fp": 6, "fn": 5}
    both = [mistake(text, gives="number", at=()) for text in ("tp/(tp+fn)", "50/55")]
    found = alike(misread_number(facts, Fraction(50, 56), both))
    assert [len(each) for each in found.values()] == [2]
    assert list(found) == [Fraction(50, 55)]


@pytest.mark.parametrize(
    ("text", "value"),
    [("n % 5 == 2 and s > 0", 1), ("not s", 0), ("1 < s <= 2 or n", 1), ("s == 0 or n // s > 3", 1), ("-n // 2", -16)],
)
def test_a_comparison_is_one_or_nought_and_stops_where_python_would(text, value):
    assert Formula.read(text).value(named({"n": 32, "s": 2})) == value


@pytest.mark.parametrize(
    "text", ["n.real", "n()", "n[0]", "lambda: 1", "n if s else 1", "'a'", "10**40*10", "9**99", "1 in n", ""]
)
def test_anything_else_is_no_arithmetic(text):
    with pytest.raises(ValueFaultError):
        Formula.read(text).value(named({"n": 32, "s": 2}))
