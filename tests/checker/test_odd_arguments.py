"""Whatever a layer is made with, the verdict is that of real CPU torch, and no check ends in a fault of ours."""

import inspect
import warnings

import pytest
import torch
from torch import nn

from app.checker.engine import check
from app.checker.report import Request
from app.checker.rows import Layer
from app.kit.discover import discover

ODD = ("None", "()", "(1, 2)", "'same'", "1.5", "-1")
# No weights are filled here, so what they would be filled with is not looked at.
UNSEEN = {("PReLU", "init")}
LAYERS = {
    layer.name: layer
    for family in discover("app.checker.layers", "LAYERS", tuple)
    for layer in family
    if layer.example[1] and getattr(nn, layer.name, None) is layer.cls
}


def calls(layer: Layer) -> list[str]:
    """The layer with the arguments of its example, one of them odd."""
    named = [
        name for name, each in inspect.signature(layer.cls).parameters.items() if each.kind is not each.VAR_KEYWORD
    ]
    given = dict(zip(named, map(repr, layer.example[0]), strict=False))
    asked = [name for name in named if name not in {"device", "dtype", "args"} and (layer.name, name) not in UNSEEN]
    odd = [{**given, name: value} for name in asked for value in ODD]
    return [f"nn.{layer.name}({', '.join(f'{name}={value}' for name, value in each.items())})" for each in odd]


def verdict_of_torch(call: str, sizes: tuple[tuple[int, ...], ...]) -> str:
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")
        try:
            eval(call, {"nn": nn})(*map(torch.zeros, sizes))
        except Exception:  # noqa: BLE001 (torch refuses with exceptions of any class)
            return "fails"
    return "runs"


@pytest.mark.parametrize("name", LAYERS)
def test_an_odd_argument_gets_the_verdict_of_torch(name):
    sizes = LAYERS[name].example[1]
    shape = [list(each) for each in sizes] if len(sizes) > 1 else list(sizes[0])
    for call in calls(LAYERS[name]):
        report = check(Request(code=f"from torch import nn\nnet = {call}\n", input_shape=shape, entry="net"))
        assert report.verdict == verdict_of_torch(call, sizes), call
