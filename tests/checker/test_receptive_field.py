"""The receptive field of a row is what the gradients of real CPU torch reach, through branches and resampling too."""

import pytest
import torch
from torch import nn

from app.checker.engine import check
from app.checker.report import Request
from tests.checker.asking import forward

SIDE = 28
STACKS = [
    "nn.Conv2d(1, 1, 3), nn.Conv2d(1, 1, 3, stride=2), nn.Conv2d(1, 1, 3)",
    "nn.Conv2d(1, 1, 3, dilation=2), nn.MaxPool2d(2), nn.Conv2d(1, 1, (5, 1))",
    "nn.AvgPool2d(3, 2, padding=1), nn.Conv2d(1, 1, 2, dilation=3)",
    "nn.Conv2d(1, 1, 3, padding='same'), nn.LPPool2d(2, 2)",
    "nn.Conv2d(1, 1, 3, stride=2), nn.ConvTranspose2d(1, 1, 2, stride=2), nn.Conv2d(1, 1, 3)",
    "nn.Conv2d(1, 1, 3, stride=2), nn.ConvTranspose2d(1, 1, 4, stride=2, padding=1)",
    "nn.ConvTranspose2d(1, 1, 3, stride=1), nn.ConvTranspose2d(1, 1, 3, stride=2, output_padding=1)",
    "nn.ConvTranspose2d(1, 1, 4, stride=2, dilation=3)",
    "nn.AvgPool2d(4), nn.Upsample(scale_factor=2), nn.Conv2d(1, 1, 3)",
    "nn.AvgPool2d(4), nn.Upsample(scale_factor=2, mode='bilinear')",
    "nn.AvgPool2d(4), nn.Upsample(scale_factor=2, mode='bicubic')",
    "nn.Conv2d(1, 4, 3, stride=2), nn.PixelShuffle(2), nn.Conv2d(1, 1, 3)",
    "nn.PixelUnshuffle(2), nn.Conv2d(4, 1, 3)",
    "nn.AdaptiveAvgPool2d(14), nn.Conv2d(1, 1, 3)",
    "nn.AdaptiveAvgPool2d(7)",
    "nn.Upsample(size=(13, 11), mode='area')",
]


def reached(stack: str) -> list[int]:
    """Over how many rows and columns of the input the gradient of an output goes, at most, with all weights one."""
    net: nn.Module = eval(f"nn.Sequential({stack})")
    for parameter in net.parameters():
        nn.init.ones_(parameter)
    image = torch.rand(1, 1, SIDE, SIDE, requires_grad=True)
    largest = [0, 0]
    made = net(image + 1)[0, 0]
    rows, columns = (size // 2 for size in made.shape)
    for output in (*made[rows - 1 : rows + 2].flatten(), *made[:, columns - 1 : columns + 2].flatten()):
        (gradient,) = torch.autograd.grad(output, image, retain_graph=True)
        places = gradient.nonzero()[:, 2:]
        if len(places):
            spread = places.max(0).values - places.min(0).values + 1
            largest = [max(a, int(b)) for a, b in zip(largest, spread, strict=True)]
    return largest


@pytest.mark.parametrize("stack", STACKS)
def test_it_is_what_gradients_reach(stack):
    code = f"from torch import nn\nnet = nn.Sequential({stack})\n"
    report = check(Request(code=code, input_shape=[1, 1, SIDE, SIDE], entry="net"))
    truth = reached(stack) if "MaxPool" not in stack else reached(stack.replace("Max", "Avg"))
    assert report.steps[-1].receptive_field == truth


def last_of(body: str, init: str = "self.c = nn.Conv2d(3, 4, 3)") -> object:
    report = forward(body, [2, 3, 12, 12], init=init)
    assert report.verdict == "runs"
    return report.steps[-1].receptive_field


@pytest.mark.parametrize(
    "body",
    [
        "return self.c(x).mean([2, 3])",
        "return self.c(x).mean((-1, -2), keepdim=True)",
        "return self.c(x).amax(dim=(2, 3))",
        "return self.c(x).flatten(2).mean(-1) if False else self.c(x).sum()",
        "return F.adaptive_avg_pool2d(self.c(x), 1).flatten(1)",
        "return F.avg_pool2d(self.c(x), 10)",
        "return F.max_pool2d(self.c(x), kernel_size=(10, 10)).squeeze()",
        "return torch.cat([self.c(x), self.c(x).mean((2, 3), keepdim=True).expand(-1, -1, 10, 10)], 1)",
    ],
)
def test_behind_global_pooling_it_is_the_whole_input(body):
    assert last_of(body) == "whole input"


def test_a_linear_layer_behind_a_flatten_sees_the_whole_input():
    init = "self.c = nn.Conv2d(3, 4, 3)\nself.f = nn.Linear(400, 2)"
    assert last_of("return self.f(self.c(x).flatten(1))", init) == "whole input"


@pytest.mark.parametrize(
    "body",
    [
        "return self.c(x).mean(1, keepdim=True)",
        "return self.c(x)[:, :2]",
        "return self.c(x)[:, 0]",
        "return self.c(x).view(2, 2, 2, 10, 10).transpose(1, 2).reshape(2, 4, 10, 10)",
        "return torch.stack([self.c(x), self.c(x)], 1)",
        "return self.c(x) + x[:, :1, 1:-1, 1:-1]",
    ],
)
def test_what_only_touches_channels_leaves_it(body):
    assert last_of(body) == [3, 3]


@pytest.mark.parametrize("body", ["return self.c(x).permute(0, 2, 3, 1)", "return self.c(x).mean(2, keepdim=True)"])
def test_it_is_unknown_where_the_axes_are_no_longer_those_of_a_map(body):
    assert last_of(body) is None


def test_one_sample_without_a_batch_axis_has_it_too():
    assert forward("return self.c(x)", [3, 12, 12], init="self.c = nn.Conv2d(3, 4, 3)").steps[-1].receptive_field == [
        3,
        3,
    ]
