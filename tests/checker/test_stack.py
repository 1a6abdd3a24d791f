"""A stack of typed rows is checked as the code that it stands for, with torch's own names and defaults."""

import inspect

import pytest
from pydantic import ValidationError
from torch import nn

from app.checker.engine import catalogue, check, check_stack
from app.checker.report import Request
from app.checker.stack import StackRequest
from app.checker.stack.request import DEEPEST, PLAIN
from app.checker.tables import tables
from app.kit.refusals import refusals

ROWS = list(PLAIN.values())
LEFT_OUT = {"device", "dtype", "args", "kwargs", "return_indices"}
LENET = [
    {"type": "Conv2d", "in_channels": 1, "out_channels": 6, "kernel_size": 5, "padding": 2},
    {"type": "ReLU"},
    {"type": "MaxPool2d", "kernel_size": 2},
    {"type": "Conv2d", "in_channels": 6, "out_channels": 16, "kernel_size": [5, 5]},
    {"type": "AvgPool2d", "kernel_size": 2},
    {"type": "Flatten"},
    {"type": "Linear", "in_features": 400, "out_features": 10},
]


def stack(rows, sizes=(1, 1, 28, 28), mode=None):
    return StackRequest.model_validate({"input_shape": list(sizes), "layers": rows, "mode": mode})


def test_a_stack_gives_the_report_of_its_code_and_the_code(real_torch):
    report = check_stack(stack(LENET))
    assert (report.verdict, report.output_shapes, report.fc_in_features) == ("runs", [[1, 10]], 400)
    assert report.code is not None
    truth = real_torch.run(report.code, [[1, 1, 28, 28]], "net")
    assert (truth.shapes, truth.params, truth.macs) == (report.output_shapes, report.total_params, report.macs)
    assert check(Request(code=report.code, input_shape=[1, 1, 28, 28], entry="net")).steps == report.steps


def test_line_i_plus_4_of_its_code_is_layer_i():
    report = check_stack(stack(LENET))
    assert report.code is not None
    lines = report.code.split("\n")
    for i, row in enumerate(LENET):
        assert f"nn.{row['type']}(" in lines[i + 3]
    assert [step.created_line for step in report.steps] == [i + 4 for i in range(len(LENET))]


def test_a_fault_is_found_at_the_row_of_its_layer():
    wrong = [*LENET[:6], {"type": "Linear", "in_features": 500, "out_features": 10}]
    report = check_stack(stack(wrong))
    assert (report.verdict, report.findings[0].slug, report.findings[0].span.line) == ("fails", "wrong-in-features", 10)
    assert report.findings[0].fixes


def test_its_mode_counts():
    rows = [{"type": "BatchNorm2d", "num_features": 3}]
    assert check_stack(stack(rows, (1, 3, 1, 1))).verdict == "fails"
    assert check_stack(stack(rows, (1, 3, 1, 1), "eval")).verdict == "runs"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.__name__)
def test_the_arguments_of_a_row_are_those_of_torch(row):
    theirs = inspect.signature(getattr(nn, row.__name__).__init__).parameters
    ours = [name for name in row.model_fields if name != "type"]
    assert [name for name in theirs if name in ours] == ours
    assert {name for name, each in theirs.items() if each.default is each.empty} - {"self"} - LEFT_OUT <= set(ours)
    for name, field in row.model_fields.items():
        if name != "type":
            assert name in theirs
            default = theirs[name].default
            assert field.is_required() == (default is inspect.Parameter.empty)
            assert field.is_required() or field.default == default


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.__name__)
def test_a_row_is_a_layer_of_the_catalogue(row):
    assert row.__name__ in tables().layers
    assert row.__name__ in {layer.name for layer in catalogue().layers}


def test_every_layer_that_takes_one_tensor_and_gives_one_is_a_row():
    no_rows = {"attention", "container", "embedding", "loss", "pair", "unpooling", "recurrent"}
    of_one = {name for name, layer in tables().layers.items() if layer.family not in no_rows}
    learns_its_sizes = {name for name in of_one if name.startswith("Lazy")}
    assert of_one - learns_its_sizes - set(PLAIN) == {"SyncBatchNorm", "CrossMapLRN2d"}  # on CUDA only; an old name


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ({"type": "Nothing"}, "layers"),
        ({"type": "Conv2d", "in_channels": 3}, "out_channels"),
        ({"type": "Linear", "in_features": "3", "out_features": 2}, "in_features"),
        ({"type": "Linear", "in_features": 3, "out_features": 2.5}, "out_features"),
        ({"type": "ReLU", "inplace": "yes"}, "inplace"),
        ({"type": "MaxPool2d", "kernel_size": [2, 2, 2]}, "kernel_size"),
        ({"type": "Flatten", "axis": 1}, "axis"),
        ({"type": "Upsample", "mode": "'); import os; ('"}, "mode"),
        ({"type": "Softmax", "dim": True}, "dim"),
    ],
)
def test_what_is_no_row_is_refused_and_names_its_field(row, field):
    with pytest.raises(ValidationError, match=field):
        stack([row])


def test_a_stack_has_one_to_two_hundred_rows():
    for count in (0, 201):
        with pytest.raises(ValidationError):
            stack([{"type": "ReLU"}] * count)
    assert check_stack(stack([{"type": "ReLU"}] * 200)).verdict == "runs"


RESIDUAL = {"type": "Residual", "body": [{"type": "Conv2d", "in_channels": 3, "out_channels": 3, "kernel_size": 3}]}


def test_rows_in_rows_count_and_may_not_stand_too_deep():
    nested = {"type": "ReLU"}
    for _ in range(DEEPEST):
        nested = {"type": "Residual", "body": [nested]}
    assert check_stack(stack([nested])).verdict == "runs"
    with pytest.raises(ValidationError, match="deep"):
        stack([{"type": "Residual", "body": [nested]}])
    with pytest.raises(ValidationError, match="200 or fewer"):
        stack([{"type": "Residual", "body": [{"type": "ReLU"}] * 100}] * 2)


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ({"type": "Residual", "body": []}, "layers.0.body"),
        ({"type": "Residual"}, "layers.0.body"),
        ({"type": "Concat", "body": [{"type": "Conv2d", "in_channels": 3}]}, "layers.0.body.0.out_channels"),
        ({"type": "Concat", "body": [{"type": "ReLU"}], "shortcut": [{"type": "Nope"}]}, "layers.0.shortcut.0.type"),
        ({"type": "Residual", "body": [{"type": "ReLU", "slope": 1}]}, "layers.0.body.0.slope"),
        ({"type": "Residual", "body": "ReLU"}, "layers.0.body"),
    ],
)
def test_what_is_no_row_inside_a_row_names_its_field(row, field):
    sent = {"input_shape": [1, 3, 8, 8], "layers": [row]}
    with pytest.raises(ValidationError) as refused:
        StackRequest.model_validate(sent)
    assert field in refusals(refused.value.errors(), sent)


def test_a_sum_that_does_not_fit_fails_at_its_row():
    report = check_stack(stack([{"type": "ReLU"}, RESIDUAL], (1, 3, 8, 8)))
    assert (report.verdict, report.steps[-1].path, report.steps[-1].status) == ("fails", "1", "failed")


def test_a_join_adds_the_channels_of_body_and_shortcut():
    conv = {**RESIDUAL["body"][0], "out_channels": 5, "padding": 1}
    row = {"type": "Concat", "body": [conv]}
    assert check_stack(stack([row], (1, 3, 8, 8))).output_shapes == [[1, 8, 8, 8]]
    assert check_stack(stack([{**row, "shortcut": [conv]}], (1, 3, 8, 8))).output_shapes == [[1, 10, 8, 8]]


@pytest.mark.parametrize(
    ("rows", "needed"),
    [
        (LENET, 400),
        (LENET[:5], 400),
        (LENET[:6], 400),
        ([{"type": "Flatten"}], 784),
        ([{"type": "Concat", "body": [{"type": "ReLU"}]}, {"type": "Flatten"}, {"type": "ReLU"}], 1568),
        ([{"type": "ReLU"}], None),
    ],
)
def test_the_size_for_a_linear_is_said_also_where_there_is_none_yet(rows, needed):
    assert check_stack(stack(rows)).fc_in_features == needed
