"""Sizes backwards: what is answered is true in real CPU torch, and what is left out is not."""

import itertools

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from app.checker import engine
from app.checker.solving.models import LayerAnswer, LayerQuestion, NetAnswer, NetQuestion


def ask(**fields) -> LayerAnswer:
    found = engine.solve(LayerQuestion(ask="layer", **fields))
    assert isinstance(found, LayerAnswer)
    return found


def takes(code: str, **fields) -> NetAnswer:
    found = engine.solve(NetQuestion(ask="inputs", code=code, **fields))
    assert isinstance(found, NetAnswer)
    return found


def sequential(*layers: str) -> str:
    return f"import torch.nn as nn\nnet = nn.Sequential({', '.join(layers)})\n"


@pytest.mark.parametrize(("fields", "sentence"), [
    ({"input": 28, "output": "same", "kernel_size": 5, "stride": 1}, "padding 2 keeps 28"),
    ({"kernel_size": 5, "stride": 2, "output": "half"}, "padding 2 halves every even size"),
    ({"kernel_size": 3, "stride": 1, "dilation": 2, "output": "same"}, "padding 2 keeps every size"),
    ({"input": 224, "output": 112, "kernel_size": 7, "stride": 2}, "padding 3 makes 224 into 112"),
    ({"input": 28, "output": "half", "type": "pooling"}, "kernel 2, stride 2, padding 0 makes 28 into 14"),
    ({"output": 14, "kernel_size": 2, "stride": 2, "padding": 0, "type": "pooling"}, "14 comes from 28 to 29"),
    ({"output": "double", "type": "transposed convolution"}, "kernel 2, stride 2, padding 0 doubles every size"),
    ({"input": 27, "output": "half"}, "27 is odd and has no half: ask for 13 or 14"),
])  # fmt: skip
def test_the_customary_answer_comes_first(fields, sentence):
    assert ask(**fields).sentence == sentence


def test_an_even_kernel_cannot_keep_a_size_and_is_told_why():
    found = ask(input=28, output="same", kernel_size=4, stride=1)
    assert not found.solutions
    assert "takes away 3, which is odd" in found.sentence
    assert "padding 1 makes 28 into 27 and padding 2 makes 28 into 29" in found.sentence


def test_a_question_without_any_size_is_told_what_it_lacks():
    assert ask(kernel_size=3).sentence.startswith("give the input, the output")


KINDS = ("convolution", "pooling", "transposed convolution")


@settings(max_examples=150)
@given(
    st.fixed_dictionaries({
        "type": st.sampled_from(KINDS), "input": st.one_of(st.none(), st.integers(1, 60)),
        "output": st.one_of(st.none(), st.integers(1, 60), st.sampled_from(["same", "half", "double"])),
        "kernel_size": st.one_of(st.none(), st.integers(1, 9)), "stride": st.one_of(st.none(), st.integers(1, 4)),
        "padding": st.one_of(st.none(), st.integers(0, 4)), "dilation": st.integers(1, 3),
        "output_padding": st.one_of(st.none(), st.integers(0, 2)), "ceil_mode": st.booleans(),
    })
)  # fmt: skip
def test_what_is_answered_is_what_torch_does(fields):
    found = ask(**fields)
    assert found.sentence
    for solution in found.solutions:
        for name in ("kernel_size", "stride", "padding"):
            assert fields[name] in {None, getattr(solution, name)}
        layer = eval(solution.code.replace("in_channels, out_channels", "1, 1"), {"nn": nn})
        if solution.input is not None:
            assert size_behind(layer, solution.input) == solution.output
        elif solution.inputs is not None:
            ends = (solution.inputs.low, solution.inputs.high)
            assert {size_behind(layer, end) for end in ends} == {solution.output}
            assert ends[0] == 1 or size_behind(layer, ends[0] - 1) != solution.output
            assert size_behind(layer, ends[1] + 1) != solution.output
        else:
            factor = {"same": 1, "half": 0.5, "double": 2}[fields["output"]]
            assert size_behind(layer, 48) == 48 * factor


def size_behind(layer: nn.Module, n: int) -> int:
    try:
        return layer(torch.zeros(1, 1, n, n)).shape[-1]
    except RuntimeError:
        return 0


NETS = {
    sequential("nn.Conv2d(1, 6, 3)", "nn.MaxPool2d(2)", "nn.Conv2d(6, 16, 3)", "nn.MaxPool2d(2)", "nn.Flatten()",
               "nn.Linear(576, 10)"): "this net takes 30 to 33 px, with 1 channel",
    sequential("nn.Conv2d(3, 4, 3)", "nn.Conv2d(4, 4, 3, 2)", "nn.AdaptiveAvgPool2d(1)", "nn.Flatten()",
               "nn.Linear(4, 2)"): "this net takes every size from 5 px up, with 3 channels",
    sequential("nn.Conv1d(2, 4, 5, padding=2)", "nn.MaxPool1d(4)", "nn.Flatten()", "nn.Linear(40, 2)"):
        "this net takes 40 to 43 px, with 2 channels",
    sequential("nn.Conv2d(3, 8, (3, 5))", "nn.MaxPool2d((2, 1))", "nn.Flatten()", "nn.Linear(3360, 2)")
    + "import torch\n\nnet(torch.randn(1, 3, 32, 32))\n":
        "this net takes 32 px, with 3 channels; with a width of 32, a height of 32 to 33 px",
    sequential("nn.Conv2d(3, 8, 3)", "nn.MaxPool2d(2)", "nn.Flatten()", "nn.Linear(8 * 16 * 16, 10)"):
        "this net takes 34 to 35 px, with 3 channels",
    sequential("nn.ConvTranspose2d(8, 4, 4, 2, 1)", "nn.Upsample(scale_factor=2)", "nn.ZeroPad2d(1)", "nn.Flatten()",
               "nn.Linear(4 * 18 * 18, 1)"): "this net takes 4 px, with 8 channels",
    sequential("nn.Linear(20, 10)"): "this net takes 20 features per sample",
}  # fmt: skip
HALVES = """
import torch
import torch.nn as nn

class Halves(nn.Module):
    def __init__(self):
        super().__init__()
        self.down = nn.Conv2d(3, 3, 2, 2)
        self.up = nn.ConvTranspose2d(3, 3, 2, 2)

    def forward(self, x):
        return torch.cat([x, self.up(self.up(self.down(self.down(x))))], 1)
"""
NETS[HALVES] = "this net takes multiples of 4 px, with 3 channels, as far as 512 sizes show"


@pytest.mark.parametrize(("code", "sentence"), NETS.items())
def test_a_net_is_told_with_the_sizes_it_takes(code, sentence):
    assert takes(code).sentence == sentence


@pytest.mark.parametrize("code", NETS)
def test_the_sizes_are_those_that_torch_takes(code):
    found = takes(code)
    names: dict[str, object] = {"torch": torch}
    exec(code, names)
    net = names.get("net") or names["Halves"]()
    for each in found.axes[:1]:
        for side in range(1, 60):
            inside = any(r.low <= side <= (r.high or side) and (side - r.low) % r.step == 0 for r in each.ranges)
            shape = (*found.lead, *itertools.repeat(side, 1 if "Conv1d" in code else 2))
            assert inside == runs(net, shape), side


def runs(net: nn.Module, shape: tuple[int, ...]) -> bool:
    try:
        net(torch.zeros(shape))
    except RuntimeError:
        return False
    return True


def test_a_net_that_no_size_mends_is_told_what_is_wrong():
    found = takes(sequential("nn.Conv2d(3, 16, 3)", "nn.Conv2d(8, 16, 3)"))
    assert (found.verdict, found.axes) == ("none", [])
    assert "expects 8" in found.sentence or "8 channels" in found.sentence


STEPPED = """
import torch
import torch.nn as nn

class Stepped(nn.Module):
    def __init__(self):
        super().__init__()
        self.down = nn.Sequential(*[nn.Conv2d(3, 3, 3, 3) for _ in range(3)])
        self.body = nn.Sequential(*[nn.Conv2d(3, 3, 3, padding=1) for _ in range(60)])
        self.up = nn.Sequential(*[nn.ConvTranspose2d(3, 3, 3, 3) for _ in range(3)])

    def forward(self, x):
        return x + self.up(self.body(self.down(x)))
"""
PLACED = """
import torch
import torch.nn as nn

class Placed(nn.Module):
    def __init__(self):
        super().__init__()
        self.patches = nn.Conv2d(3, 8, 16, 16)
        self.places = nn.Parameter(torch.zeros(1, 196, 8))
        self.body = nn.Sequential(*[nn.Linear(8, 8) for _ in range(60)])

    def forward(self, x):
        return self.body(self.patches(x).flatten(2).transpose(1, 2) + self.places)
"""


@pytest.mark.parametrize(("code", "side", "ranges"), [
    (STEPPED, 54, [(27, None, 27)]),
    (PLACED, 224, [(224, 239, 1)]),
])  # fmt: skip
def test_the_pattern_of_a_deep_net_is_found_by_few_runs(code, side, ranges):
    found = takes(code, input_shape=[1, 3, side, side])
    assert [(each.low, each.high, each.step) for each in found.axes[0].ranges] == ranges
    assert found.by == "search"
    assert len(found.sizes_run) < 100
    assert found.verified.startswith("run in PyTorch: ")


def test_what_was_run_is_told():
    found = takes(sequential("nn.Conv2d(1, 2, 3)", "nn.Flatten()", "nn.Linear(2 * 28 * 28, 2)"))
    assert found.verified == "run in PyTorch: 30 px works, 29 and 31 px do not"


def test_code_that_looks_at_values_cannot_be_told():
    code = (
        "import torch.nn as nn\n\nclass Net(nn.Module):\n    def forward(self, x):\n        return x[: int(x.sum())]\n"
    )
    found = takes(code, input_shape=[1, 3, 8, 8])
    assert found.verdict == "cannot-tell"
    assert "depends on the numbers in a tensor" in found.sentence


@pytest.mark.parametrize(("layers", "batches"), [
    (("nn.Conv2d(3, 4, 3)",), [1, 2, 3]),
    (("nn.Conv2d(3, 4, 3)", "nn.AdaptiveAvgPool2d(1)", "nn.BatchNorm2d(4)"), [2, 3]),
])  # fmt: skip
def test_the_batches_that_work_are_told(layers, batches):
    assert takes(sequential(*layers)).batches == batches


def test_one_image_without_a_batch_has_its_axes_at_the_end():
    found = takes(sequential("nn.Conv2d(3, 4, 5)"), input_shape=[3, 32, 32])
    assert found.sentence == "this net takes every size from 5 px up, with 3 channels"


def test_several_inputs_cannot_be_told():
    code = (
        "import torch\nimport torch.nn as nn\n\nclass Two(nn.Module):\n"
        "    def forward(self, a, b):\n        return a + b\n\n"
        "Two()(torch.zeros(1, 3, 8, 8), torch.zeros(1, 3, 8, 8))\n"
    )
    found = takes(code)
    assert found.verdict == "cannot-tell"
    assert "several inputs" in found.sentence


def test_a_deep_net_is_answered_within_its_budget():
    blocks = ", ".join(
        f"nn.Conv2d({3 if i == 0 else 8}, 8, 3, padding=1), nn.BatchNorm2d(8), nn.ReLU()" for i in range(60)
    )
    found = takes(sequential(blocks, "nn.MaxPool2d(2)", "nn.Flatten()", "nn.Linear(8 * 7 * 7, 10)"))
    assert found.sentence == "this net takes 14 to 15 px, with 3 channels"
    assert len(found.sizes_run) < 10
