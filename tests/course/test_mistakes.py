"""The catalogue of mistakes: each gives the value that was computed by hand, and says so with its numbers."""

import random
import re
from fractions import Fraction

import pytest

from app.checker.engine import check
from app.checker.report import Request
from app.course.layer_rows import LayerRow, layer_rows, stack_facts
from app.course.load import load
from app.course.misreadings import misread, misread_shapes
from app.course.true_sizes import true_size
from app.course.values import as_text, rounded
from app.settings import ROOT

MISTAKES = load(ROOT / "content").mistakes
NAMED = {
    "conv": (
        "no-plus-one subtract-k same-by-default stride-divides-input ignore-stride ignore-padding "
        "padding-sign ceil padding-once plus-one-inside ignore-dilation dilation-times-k even-kernel-padding "
        "same-with-stride big-padding-error"
    ),
    "channels": "kept swapped multiplied weight-without-in",
    "params": "no-bias one-bias no-in k-not-squared times-pixels bias-per-weight ignore-groups pool-weights norm-4c",
    "pool": (
        "ignored default-stride-1 channels-halved ceil quarter half-always adaptive-as-kernel real-cells invariant"
    ),
    "head": (
        "forgot-channels spatial-once forgot-pool batch-included input-image off-by-one view-folds-batch "
        "flatten-merges-batch linear-on-map"
    ),
    "field": "add-k product max ignore-stride",
    "loss": "softmax-first target-type classes-from-one chance-one-over-c argmax-dim-0",
    "loop": "no-zero-grad step-before-backward no-eval whole-batches-only",
    "metrics": (
        "recall-for-precision precision-for-recall transposed accuracy-as-precision share-of-total "
        "one-neighbour f1-mean micro-for-macro macro-for-micro specificity-as-recall any-prevalence"
    ),
    "concepts": (
        "equivariance-as-invariance rotation params-depend-on-image stored-templates convolution-flips "
        "relu-changes-shape softmax-in-model plain-list statistics-from-all augment-test"
    ),
}
"""What must never go, by family: questions and what learners did refer to it."""

TEN, FOUR, COLOUR = (1, 1, 10, 10), (1, 4, 10, 10), (1, 3, 10, 10)
CONV, STRIDED, PADDED, DILATED = (
    f"nn.Conv2d(1, 1, 3{more})" for more in ("", ", stride=2", ", padding=1", ", dilation=2")
)
UP = "nn.ConvTranspose2d(1, 1, 3, stride=2, padding=1, output_padding=1)"
PLAIN_UP = "nn.ConvTranspose2d(1, 1, 3)"
WIDE, WIDE_BARE = "nn.Conv2d(4, 6, 3)", "nn.Conv2d(4, 6, 3, bias=False)"
NORMED = f"nn.Sequential({WIDE_BARE}, nn.BatchNorm2d(6))"
BARE_NORM = f"nn.Sequential({WIDE_BARE}, nn.BatchNorm2d(6, affine=False))"
VIEW = "Net()\nclass Net(nn.Module):\n    def forward(self, x):\n        return x.view(-1, {})\nnet = Net()"


def square(size, channels=1):
    return (1, channels, size, size)


SHAPES = [
    # id, layer, input, what the mistake makes of it, a layer and input where it is not made
    ("conv.ignore-padding", PADDED, TEN, square(8), CONV, TEN),
    ("conv.same-by-default", CONV, TEN, square(10), PADDED, TEN),
    ("conv.subtract-k", CONV, TEN, square(7), STRIDED, TEN),
    ("conv.no-plus-one", CONV, TEN, square(7), "nn.MaxPool2d(2)", TEN),
    ("conv.plus-one-inside", STRIDED, square(9), square(3), CONV, square(9)),
    ("conv.stride-divides-input", STRIDED, TEN, square(5), CONV, TEN),
    ("conv.ignore-stride", STRIDED, TEN, square(8), CONV, TEN),
    ("conv.padding-sign", PADDED, TEN, square(6), CONV, TEN),
    ("conv.padding-once", PADDED, TEN, square(9), CONV, TEN),
    ("conv.ceil", STRIDED, TEN, square(5), STRIDED, square(9)),
    ("conv.ignore-dilation", DILATED, TEN, square(8), CONV, TEN),
    ("conv.dilation-times-k", DILATED, TEN, square(5), CONV, TEN),
    ("conv.even-kernel-padding", "nn.Conv2d(1, 1, 4, padding=2)", TEN, square(10), PADDED, TEN),
    ("transposed.as-conv", UP, square(5), square(3), CONV, TEN),
    ("transposed.times-stride", "nn.ConvTranspose2d(1, 1, 3, 2, 1)", square(5), square(10), PLAIN_UP, square(5)),
    ("transposed.no-minus-one", UP, square(5), square(12), CONV, TEN),
    ("transposed.padding-sign", UP, square(5), square(14), PLAIN_UP, square(5)),
    ("transposed.ignore-output-padding", UP, square(5), square(9), PLAIN_UP, square(5)),
    ("pool.ignored", "nn.MaxPool2d(2)", TEN, square(10), "nn.MaxPool2d(1)", TEN),
    ("pool.default-stride-1", "nn.MaxPool2d(3)", TEN, square(8), "nn.MaxPool2d(3, 2)", TEN),
    ("pool.channels-halved", "nn.MaxPool2d(2)", FOUR, square(5, 2), "nn.MaxPool2d(2, 1)", FOUR),
    ("pool.ceil", "nn.MaxPool2d(3, 2)", TEN, square(5), "nn.MaxPool2d(2)", TEN),
    ("pool.ignore-ceil-mode", "nn.MaxPool2d(3, 2, ceil_mode=True)", TEN, square(4), "nn.MaxPool2d(3, 2)", TEN),
    ("pool.quarter", "nn.MaxPool2d(2)", TEN, square(2), "nn.MaxPool2d(3)", TEN),
    ("pool.half-always", "nn.MaxPool2d(3)", TEN, square(5), "nn.MaxPool2d(2)", TEN),
    ("pool.adaptive-as-kernel", "nn.AdaptiveAvgPool2d(4)", TEN, square(2), "nn.MaxPool2d(2)", TEN),
    ("channels.kept", "nn.Conv2d(3, 8, 3)", COLOUR, square(8, 3), "nn.Conv2d(3, 3, 3)", COLOUR),
    ("channels.swapped", "nn.Conv2d(3, 8, 3)", COLOUR, square(8, 3), "nn.Conv2d(3, 3, 3)", COLOUR),
    ("channels.multiplied", "nn.Conv2d(3, 8, 3)", COLOUR, square(8, 24), "nn.Conv2d(1, 8, 3)", TEN),
    ("channels.read-from-size", "nn.Conv2d(3, 8, 3)", COLOUR, square(8, 10), "nn.Conv2d(4, 8, 3)", square(4, 4)),
    ("head.view-folds-batch", VIEW.format(12), (4, 3, 2, 3), (4, 12), VIEW.format(18), (4, 3, 2, 3)),
    ("head.flatten-merges-batch", "nn.Flatten()", (2, 3, 4, 4), (96,), "nn.Flatten(0)", (2, 3, 4, 4)),
    ("head.flatten-keeps-batch", "nn.Flatten(0)", (2, 3, 4, 4), (2, 48), "nn.Flatten()", (2, 3, 4, 4)),
    ("head.linear-on-map", "nn.Linear(4, 7)", (2, 3, 5, 4), (2, 7), "nn.Linear(4, 7)", (2, 4)),
]
PARAMS = [
    ("params.no-bias", WIDE, FOUR, 216, WIDE_BARE, FOUR),
    ("params.no-bias", "nn.Linear(20, 5)", (1, 20), 100, "nn.Linear(20, 5, bias=False)", (1, 20)),
    ("params.one-bias", WIDE, FOUR, 217, WIDE_BARE, FOUR),
    ("params.bias-always", WIDE_BARE, FOUR, 222, WIDE, FOUR),
    ("params.bias-per-weight", WIDE, FOUR, 432, WIDE_BARE, FOUR),
    ("params.no-in", WIDE, FOUR, 60, "nn.Conv2d(1, 6, 3)", TEN),
    ("params.k-not-squared", WIDE, FOUR, 78, "nn.Conv2d(4, 6, 1)", FOUR),
    ("params.times-pixels", WIDE, FOUR, 222 * 64, "nn.Conv2d(4, 6, 10)", FOUR),
    ("params.ignore-groups", "nn.Conv2d(4, 6, 3, groups=2)", FOUR, 222, WIDE, FOUR),
    ("params.pool-weights", f"nn.Sequential({WIDE}, nn.MaxPool2d(2))", FOUR, 226, WIDE, FOUR),
    ("params.norm-4c", NORMED, FOUR, 240, BARE_NORM, FOUR),
    ("params.norm-none", NORMED, FOUR, 216, BARE_NORM, FOUR),
]
GROUPED = "nn.Conv2d(4, 6, (3, 5), groups=2)"
WEIGHTS = [
    ("channels.weight-without-in", GROUPED, (6, 2, 3, 5), (6, 3, 5)),
    ("channels.weight-swapped", GROUPED, (6, 2, 3, 5), (2, 6, 3, 5)),
    ("channels.weight-ignore-groups", GROUPED, (6, 2, 3, 5), (6, 4, 3, 5)),
    ("channels.weight-ignore-groups", WIDE, (6, 4, 3, 3), None),
    ("channels.weight-swapped", "nn.Conv2d(4, 4, 3)", (4, 4, 3, 3), None),
]
HEAD = ("nn.Sequential(nn.Conv2d(3, 8, 3), nn.MaxPool2d(2), nn.Flatten())", (2, 3, 10, 12))  # 8 maps of 4 × 5
FIELD = ("nn.Sequential(nn.Conv2d(1, 1, 3, stride=2), nn.Conv2d(1, 1, 5))", (1, 1, 20, 20))  # 1 + 2 + 4·2 = 11
STACKS = [
    ("head.forgot-channels", HEAD, 160, 20),
    ("head.spatial-once", HEAD, 160, 32),
    ("head.forgot-pool", HEAD, 160, 640),
    ("head.batch-included", HEAD, 160, 320),
    ("head.input-image", HEAD, 160, 360),
    ("head.off-by-one", HEAD, 160, 240),
    ("head.off-by-one-less", HEAD, 160, 96),
    ("field.add-k", FIELD, 11, 8),
    ("field.product", FIELD, 11, 15),
    ("field.max", FIELD, 11, 5),
    ("field.ignore-stride", FIELD, 11, 7),
]
CAT = {"tp": 50, "fp": 6, "fn": 5, "tn": 89, "total": 150, "fp1": 4}
PRECISION, RECALL = Fraction(50, 56), Fraction(50, 55)
FALSE_PAIR = {"precision": Fraction(1, 2), "recall": Fraction(1)}
MEANS = {"macro": Fraction(4, 5), "micro": Fraction(9, 10)}
LOADER, SCORES = {"M": 1000, "B": 64}, {"outputs": 10, "N": 64}
RARE = {"accuracy": Fraction(98, 100), "recall": Fraction(12, 100)}
NUMBERS = [
    # id, facts, the right number, the mistaken one, a right number for which it is not made
    ("pool.real-cells", {"sum": 12, "real": 6, "cells": 9}, Fraction(4, 3), 2, 9),
    ("loss.chance-one-over-c", {"outputs": 10}, Fraction("2.303"), Fraction(1, 10), Fraction(1, 10)),
    ("loss.argmax-dim-0", SCORES, 64, 10, 10),
    ("loop.whole-batches-only", LOADER, 16, 15, 15),
    ("loop.whole-batches-only", LOADER, 48, 45, 45),
    ("metrics.recall-for-precision", CAT, PRECISION, RECALL, RECALL),
    ("metrics.precision-for-recall", CAT, RECALL, PRECISION, PRECISION),
    ("metrics.transposed", CAT, 6, 5, 50),
    ("metrics.transposed-precision", CAT, PRECISION, RECALL, RECALL),
    ("metrics.transposed-recall", CAT, RECALL, PRECISION, PRECISION),
    ("metrics.accuracy-as-precision", CAT, PRECISION, Fraction(139, 150), RECALL),
    ("metrics.share-of-total", CAT, RECALL, Fraction(1, 3), Fraction(9, 10)),
    ("metrics.one-neighbour", CAT, PRECISION, Fraction(50, 54), RECALL),
    ("metrics.one-neighbour-count", CAT, 6, 4, 5),
    ("metrics.specificity-as-recall", CAT, RECALL, Fraction(89, 95), PRECISION),
    ("metrics.f1-mean", FALSE_PAIR, Fraction(2, 3), Fraction(3, 4), Fraction(1, 2)),
    ("metrics.micro-for-macro", MEANS, Fraction(4, 5), Fraction(9, 10), Fraction(9, 10)),
    ("metrics.macro-for-micro", MEANS, Fraction(9, 10), Fraction(4, 5), Fraction(4, 5)),
    ("metrics.any-prevalence", RARE, Fraction(2, 88), 1, Fraction(1, 2)),
]
TOLD = {"metrics.f1-mean": ("0.750", "0.667"), "metrics.any-prevalence": ("88", "2.3")}
"""The numbers that stand in place of the wrong value and the true one, where those need other words."""


def rows(code, sizes):
    report = check(Request(code=f"net = {code}" if "class" not in code else code.partition("\n")[2], input_shape=sizes))
    assert report.verdict == "runs", report.findings
    return layer_rows(report)


def made(slug, stack, facts, truth):
    """What one mistake of the catalogue makes of a question; None where it is not made."""
    found = misread(stack, facts, truth if isinstance(truth, tuple) else Fraction(truth), [MISTAKES[slug]])
    return found[0] if found else None


def say(misreading):
    words = str(misreading.mistake.says(misreading.facts))
    assert "{{" not in words
    assert "unproved" not in words
    return words


def test_every_mistake_that_the_course_speaks_of_is_there():
    named = {f"{family}.{name}" for family, names in NAMED.items() for name in names.split()}
    assert named - set(MISTAKES) == set()


def test_every_mistake_with_a_formula_is_computed_by_hand_below():
    tables = (SHAPES, PARAMS, WEIGHTS, STACKS, NUMBERS)
    assert {row[0] for table in tables for row in table} == {slug for slug, each in MISTAKES.items() if each.wrong}


@pytest.mark.parametrize(
    ("slug", "code", "sizes", "wrong", "other", "other_sizes"), SHAPES, ids=lambda it: str(it)[:30]
)
def test_a_wrong_shape_is_the_one_computed_by_hand(slug, code, sizes, wrong, other, other_sizes):
    stack, others = rows(code, sizes), rows(other, other_sizes)
    found = made(slug, stack, {}, stack[-1].output)
    assert found.value == wrong
    assert made(slug, others, {}, others[-1].output) is None


@pytest.mark.parametrize(
    ("slug", "code", "sizes", "wrong", "other", "other_sizes"), PARAMS, ids=lambda it: str(it)[:30]
)
def test_a_wrong_number_of_parameters_is_the_one_computed_by_hand(slug, code, sizes, wrong, other, other_sizes):
    stack, others = rows(code, sizes), rows(other, other_sizes)
    assert made(slug, stack, {}, sum(row.params for row in stack)).value == wrong
    assert made(slug, others, {}, sum(row.params for row in others)) is None


@pytest.mark.parametrize(("slug", "code", "truth", "wrong"), WEIGHTS, ids=lambda it: str(it)[:30])
def test_a_wrong_shape_of_a_weight_is_the_one_computed_by_hand(slug, code, truth, wrong):
    (row,) = rows(code, FOUR)
    assert row.weight == truth
    found = made(slug, (row,), {}, truth)
    assert (found and found.value) == wrong


@pytest.mark.parametrize(("slug", "stack", "truth", "wrong"), STACKS, ids=lambda it: str(it)[:30])
def test_a_wrong_number_of_a_stack_is_the_one_computed_by_hand(slug, stack, truth, wrong):
    seen = rows(*stack)
    assert made(slug, seen, {}, truth).value == wrong
    assert made(slug, seen, {}, truth + 1000) is None


@pytest.mark.parametrize(("slug", "facts", "truth", "wrong", "other"), NUMBERS, ids=lambda it: str(it)[:30])
def test_a_wrong_number_of_named_facts_is_the_one_computed_by_hand(slug, facts, truth, wrong, other):
    assert made(slug, (), facts, truth).value == wrong
    assert made(slug, (), facts, other) is None


@pytest.mark.parametrize("slug", ["metrics.recall-for-precision", "metrics.one-neighbour", "metrics.share-of-total"])
def test_a_truth_that_was_rounded_is_known_all_the_same(slug):
    assert made(slug, (), CAT, rounded(PRECISION, 2)).value == made(slug, (), CAT, PRECISION).value


CASES = [
    *((slug, code, sizes, {}, None) for slug, code, sizes, *_ in (*SHAPES, *PARAMS)),
    *((slug, code, FOUR, {}, truth) for slug, code, truth, wrong in WEIGHTS if wrong),
    *((slug, *stack, {}, truth) for slug, stack, truth, _ in STACKS),
    *((slug, "", (), facts, truth) for slug, facts, truth, *_ in NUMBERS),
]


@pytest.mark.parametrize(("slug", "code", "sizes", "facts", "truth"), CASES, ids=[f"{case[0]}" for case in CASES])
def test_a_mistake_is_told_with_the_numbers_of_its_question(slug, code, sizes, facts, truth):
    stack = rows(code, sizes) if code else ()
    if truth is None:
        asked = MISTAKES[slug].gives == "params"
        truth = sum(row.params for row in stack) if asked else stack[-1].output
    found = made(slug, stack, facts, truth)
    words = say(found)
    named = () if MISTAKES[slug].gives in {"shape", "weight"} else ("wrong", "truth")
    numbers = TOLD.get(slug) or [as_text(Fraction(found.facts[name])) for name in named]
    told = [number.rstrip(".,") for number in re.findall(r"\d[\d.,]*", words)]
    assert told
    assert set(numbers) - set(told) == set()


@pytest.mark.parametrize("slug", sorted(slug for slug, each in MISTAKES.items() if each.wrong is None))
def test_a_mistake_without_a_formula_is_told_without_numbers(slug):
    assert len(str(MISTAKES[slug].says({}))) > 60


@pytest.mark.parametrize(
    ("layers", "field"),
    [
        ("nn.Conv2d(1, 1, 3), nn.Conv2d(1, 1, 3)", 5),
        ("nn.Conv2d(1, 1, 3), nn.Conv2d(1, 1, 3), nn.Conv2d(1, 1, 3)", 7),
        ("nn.Conv2d(1, 1, 3), nn.MaxPool2d(2), nn.Conv2d(1, 1, 3)", 8),
        ("nn.Conv2d(1, 1, 3, dilation=2), nn.ReLU(), nn.Conv2d(1, 1, 3)", 7),
    ],
)
def test_the_receptive_field_of_a_stack_is_the_known_one(layers, field):
    assert stack_facts(rows(f"nn.Sequential({layers})", (1, 1, 20, 20)))["field"] == field


def test_what_would_be_flattened_is_known_without_the_flatten_too():
    bare = rows(HEAD[0].replace(", nn.Flatten()", ""), HEAD[1])
    names = ("C", "H", "W", "Hp", "Wp")
    assert [stack_facts(bare)[name] for name in names] == [stack_facts(rows(*HEAD))[name] for name in names]


def test_nine_of_ten_convolutions_leave_three_wrong_sizes(record_property):
    sizes = [each for each in MISTAKES.values() if each.gives == "size"]
    dice, enough, valid = random.Random(0), 0, 0
    while valid < 1500:
        row = _convolution(dice)
        if row is not None:
            valid += 1
            enough += len({each.value for each in misread_shapes((row,), sizes)}) >= 3
    share = enough / valid
    record_property("share", share)
    assert share >= 0.85, f"{share:.1%}"


def _convolution(dice):
    """A convolution of any arguments, made to fit; None where it does not."""
    said = {"kernel_size": dice.randint(1, 7), "stride": dice.randint(1, 3), "padding": dice.randint(0, 3)}
    said |= {"dilation": dice.choice((1, 1, 1, 2, 3))}
    size = dice.randint(5, 64)
    shape = (1, 3, size, size)
    given = {name: (value,) for name, value in said.items()}
    row = LayerRow(kind="Conv2d", lines=(1,), input=shape, output=shape, arguments=given)
    out = true_size(row, size, 0)
    return row.model_copy(update={"output": (1, 8, out, out)}) if out > 0 else None


def test_every_mistake_names_its_lesson_and_is_shown_with_it_once_it_is_written():
    texts = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "content/mistakes").glob("*.yaml"))
    assert texts.count("\n  learn: ") == texts.count("- id: ") == len(MISTAKES)
    assert MISTAKES["loss.target-type"].learn is None
    assert MISTAKES["pool.ignored"].learn.startswith("/topics/cnn-architecture/ways/explain#")
