"""Rows become code that runs in real torch, and code becomes the rows again."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from app.checker.engine import check_stack, unstack
from app.checker.report import Request
from app.checker.stack import StackRequest, as_code
from app.checker.stack.code import written
from app.checker.stack.link import compact, expand
from app.checker.stack.preset import Preset
from app.kit.discover import discover
from tests.checker.stacks import layers, running, stacks

PRESETS = {preset.slug: preset for preset in discover("app.checker.stack.presets", "PRESET", Preset)}
SIZES = [2, 3, 12, 12]
HEAD = "import torch\nimport torch.nn as nn\nimport torch.nn.functional as F\n\n"


def request(rows, sizes=SIZES):
    return StackRequest.model_validate({"input_shape": sizes, "layers": rows})


def read(code, sizes=SIZES):
    return unstack(Request(code=code, input_shape=sizes))


def rows(found):
    assert found.layers is not None, found
    return [layer.model_dump(exclude_defaults=True) for layer in found.layers]


@given(rows=stacks(layers()))
@settings(max_examples=60)
def test_what_was_written_from_rows_comes_back_to_them_whether_it_runs_or_not(rows):
    stack = request(rows)
    found = read(as_code(stack))
    assert found.layers == stack.layers


@given(rows=running())
@settings(max_examples=40)
def test_code_that_runs_is_read_by_its_tensors_however_it_is_written(rows):
    stack = request(rows)
    code = as_code(stack).replace("net = ", "LAYERS = None\nmodel = ")
    assert read(code).layers == stack.layers


@given(rows=running() | some.lists(layers(), min_size=1, max_size=2))
@settings(max_examples=100)
def test_the_code_of_rows_gives_in_real_torch_what_the_report_says(rows, real_torch):
    report = check_stack(request(rows))
    truth = real_torch.run(report.code, [SIZES], "net")
    assert (report.verdict == "runs") == (not truth.raised)
    if not truth.raised:
        assert (truth.shapes, truth.params) == (report.output_shapes, report.total_params)


@given(rows=stacks(layers()))
@settings(max_examples=60)
def test_an_address_holds_the_rows(rows):
    stack = request(rows)
    assert request(expand(compact(stack.layers))).layers == stack.layers


@given(text=some.text(max_size=60) | some.sampled_from(["[", "[Conv2d(", "[" * 3000, "[ReLU()(1)]", "[ReLU(*[1])]"]))
@settings(max_examples=80)
def test_an_address_that_holds_none_is_refused(text):
    try:
        found = expand(text)
    except ValueError:
        return
    assert isinstance(found, list)


@pytest.mark.parametrize("preset", PRESETS.values(), ids=PRESETS)
def test_a_preset_comes_back_from_its_code_by_text_and_by_tensors(preset):
    code = as_code(preset.request)
    for text in (code, code.replace("net = ", "model = ")):
        found = read(text, preset.input_shape)
        assert (found.layers, found.input_shape) == (preset.layers, preset.input_shape)


def test_a_class_of_the_same_name_that_does_something_else_is_not_taken_for_a_row():
    code = as_code(request([{"type": "Residual", "body": [{"type": "ReLU"}]}]))
    assert read(code).layers is not None
    assert read(code.replace("out + kept", "out * kept")).layers is None


def test_a_changed_number_in_written_code_is_a_changed_row_even_where_it_cannot_be_built():
    conv = {"type": "Conv2d", "in_channels": 3, "out_channels": 4, "kernel_size": 3}
    found = read(as_code(request([conv])).replace("(3, 4, 3)", "(3, 4, 3, groups=2)"))
    assert found.layers == request([{**conv, "groups": 2}]).layers


def test_each_row_stands_on_the_line_that_is_said():
    found = written(PRESETS["resnet-18"].layers)
    lines = found.code.split("\n")
    assert lines[found.lines["0"] - 1].strip() == "nn.Conv2d(3, 64, 7, stride=2, padding=3, bias=False),"
    assert lines[found.lines["4"] - 1].strip() == "Residual("
    assert lines[found.lines["8.shortcut.0"] - 1].strip() == "nn.Conv2d(64, 128, 1, stride=2, bias=False),"


class TestCodeOfOthers:
    def test_a_class_with_functions_in_its_forward_is_read(self):
        found = read(
            HEAD + "class Net(nn.Module):\n"
            "    def __init__(self, wide=8):\n"
            "        super().__init__()\n"
            "        self.conv = nn.Conv2d(3, wide, 3, padding=(1, 1))\n"
            "        self.fc = nn.Linear(wide * 36, 10)\n"
            "    def forward(self, x):\n"
            "        x = F.max_pool2d(F.relu(self.conv(x)), 2)\n"
            "        x = F.dropout(x, 0.3, training=self.training)\n"
            "        return F.log_softmax(self.fc(x.view(x.size(0), -1)), dim=1)\n"
        )
        assert rows(found) == [
            {"type": "Conv2d", "in_channels": 3, "out_channels": 8, "kernel_size": 3, "padding": 1},
            {"type": "ReLU"},
            {"type": "MaxPool2d", "kernel_size": 2},
            {"type": "Dropout", "p": 0.3},
            {"type": "Flatten"},
            {"type": "Linear", "in_features": 288, "out_features": 10},
            {"type": "LogSoftmax", "dim": 1},
        ]

    @pytest.mark.parametrize(
        ("flat", "row"),
        [
            ("x.flatten(1)", {"type": "Flatten", "start_dim": 1}),
            ("torch.flatten(x, start_dim=1)", {"type": "Flatten", "start_dim": 1}),
            ("torch.flatten(x)", {"type": "Flatten", "start_dim": 0}),
            ("x.reshape(2, -1)", {"type": "Flatten"}),
            ("x.view(-1, 432)", {"type": "Flatten"}),
        ],
    )
    def test_every_way_of_flattening_is_a_flatten(self, flat, row):
        found = read(HEAD + f"class Net(nn.Module):\n    def forward(self, x):\n        return {flat}\n")
        assert request(rows(found)).layers == request([row]).layers

    def test_a_sum_and_joins_of_several_branches_are_rows_in_rows(self):
        found = read(
            HEAD + "class Net(nn.Module):\n"
            "    def __init__(self):\n"
            "        super().__init__()\n"
            "        self.a, self.b = nn.Conv2d(3, 3, 3, padding=1), nn.Conv2d(3, 4, 1)\n"
            "    def forward(self, x):\n"
            "        x = x + torch.relu(self.a(x))\n"
            "        return torch.cat([x, self.b(x), torch.tanh(x)], dim=1)\n"
        )
        conv = {"type": "Conv2d", "in_channels": 3, "out_channels": 3, "kernel_size": 3, "padding": 1}
        narrow = {"type": "Conv2d", "in_channels": 3, "out_channels": 4, "kernel_size": 1}
        inner = {"type": "Concat", "body": [narrow]}
        assert request(rows(found)).layers == request([
            {"type": "Residual", "body": [conv, {"type": "ReLU"}]},
            {"type": "Concat", "body": [{"type": "Tanh"}], "shortcut": [inner]},
        ]).layers  # fmt: skip

    @pytest.mark.parametrize(
        ("line", "why"),
        [
            ("x = x * 2", "* is no layer"),
            ("x = x.mean(1)", "Tensor.mean is no layer"),
            ("x = self.conv(self.conv(x))", "called again"),
            ("y = self.act(x)", "not part of the chain"),
            ("x = x.transpose(2, 3)", "is no layer"),
            ("x = x + x", "adds a tensor to itself"),
            ("x = x.view(2, 4, -1)", "is no flatten"),
            ("x = F.max_pool2d(x, x.shape[2])", "worked out by the code"),
        ],
    )
    def test_where_it_is_no_stack_the_line_is_named(self, line, why):
        found = read(
            HEAD + "class Net(nn.Module):\n"
            "    def __init__(self):\n"
            "        super().__init__()\n"
            "        self.conv, self.act = nn.Conv2d(3, 3, 3), nn.ReLU()\n"
            "    def forward(self, x):\n"
            f"        {line}\n"
            "        return self.act(x)\n"
        )
        assert (found.layers, found.line) == (None, 10)
        assert why in found.problem

    @pytest.mark.parametrize(
        "code", ["", "x = 1", "class (", "import os\nos.remove('x')", "net = nn.LSTM(3, 4)", "\x00"]
    )
    def test_what_is_no_model_is_told(self, code):
        found = read(code)
        assert found.layers is None
        assert found.problem

    @pytest.mark.parametrize(
        ("chain", "sizes"),
        [
            ("nn.Conv2d(5, 8, 3), nn.ReLU()", [1, 5, 32, 32]),
            ("nn.ReLU(), nn.MaxPool2d(2)", [1, 3, 32, 32]),
            ("nn.BatchNorm2d(64), nn.ReLU()", [1, 64, 32, 32]),
            ("nn.BatchNorm2d(17), nn.ReLU()", [1, 3, 32, 32]),
            ("nn.Flatten(), nn.Linear(784, 10)", [1, 784]),
        ],
    )
    def test_code_needs_no_input_to_become_rows(self, chain, sizes):
        found = read(HEAD + f"model = nn.Sequential({chain})\n", None)
        assert (found.input_shape, len(found.layers or [])) == (sizes, 2)

    def test_a_layer_that_is_no_row_is_named_where_it_is_made(self):
        for sizes in (None, [1, 3, 8, 8], [5, 3]):
            found = read(HEAD + "net = nn.LSTM(3, 4)\n", sizes)
            assert (found.problem, found.line) == ("LSTM is no row of a stack", 5) or "one tensor" in found.problem

    def test_more_rows_than_a_stack_may_have_are_told(self):
        found = read(HEAD + "net = nn.Sequential(*[nn.ReLU() for _ in range(201)])\n")
        assert found.layers is None
        assert "200" in found.problem

    def test_a_fault_that_the_reading_goes_past_is_a_row_too(self):
        found = read(HEAD + "model = nn.Sequential(nn.Conv2d(3, 8, 3), nn.Flatten(), nn.Linear(7, 10))\n")
        assert rows(found)[-1] == {"type": "Linear", "in_features": 7, "out_features": 10}
