"""What stands around the layers in published model files: settings, data, TorchScript, lists of maps."""

import pytest

from tests.checker.asking import ask, forward

SETTINGS = """
import torch
from torch import nn
from torchvision import datasets, transforms
import gym

class Settings:
    to_tensor = transforms.ToTensor()

    def __init__(self):
        self.augment = transforms.Compose([transforms.Resize(8), self.to_tensor])
        self.world = gym.make("CartPole-v1")
        self.world.reset(seed=3)
        self.classes = 4

class Net(nn.Module):
    def __init__(self, settings):
        super().__init__()
        self.scale = transforms.Normalize((0.5,), (0.5,))
        self.head = nn.Linear(5, settings.classes)

    def forward(self, x):
        return self.head(x)
"""
TRAINER = """
class Trainer:
    def __init__(self, settings):
        self.pictures = datasets.MNIST(".", transform=settings.augment)
        self.net = Net(settings)

net = Net(Settings())
out = net(torch.randn(2, 5))
"""
SCRIPTED = """
import torch
from torch import nn

class Block(torch.jit.ScriptModule):
    def __init__(self):
        super().__init__()
        self.body = nn.Conv2d(2, 2, 3, padding=1)

    @torch.jit.script_method
    def forward(self, x):
        return self.body(x) + x
"""
MAPS = """
from torch import nn

class Fuse(nn.Module):
    def __init__(self):
        super().__init__()
        self.fine = nn.Conv2d(3, 3, 3, padding=1)

    def forward(self, maps):
        return self.fine(maps[0]) + maps[1]
"""
MAIN = """
import torch
from torch import nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Linear(4, 4)

    def forward(self, mask):
        {body}

def main():
    net = Net()
    mask = steps = torch.ones(1, 4)
    return net(mask)
"""


def test_what_settings_hold_beside_the_sizes_need_not_be_read():
    report = ask(SETTINGS + TRAINER)
    assert (report.verdict, report.entry, report.output_shapes) == ("runs", "net", [[2, 4]])


def test_a_class_that_trains_a_model_does_not_make_it_a_part():
    report = ask(SETTINGS + TRAINER.replace("Trainer", "Runner"))
    assert report.entries[0] == "net"


def test_a_transform_that_the_model_calls_is_outside_the_paste():
    report = ask(SETTINGS.replace("self.head(x)", "self.head(self.scale(x))"), [2, 5], entry="Net(Settings())")
    assert (report.verdict, report.findings[0].slug) == ("cannot-tell", "unknown-import")
    assert "torchvision.transforms.Normalize" in report.findings[0].message


def test_a_model_that_comes_from_outside_is_not_set_aside():
    code = "from torch import nn\nimport zoo\nclass Net(nn.Module):\n    def __init__(self):\n"
    code += "        super().__init__()\n        self.body = zoo.body()\n        self.head = nn.Linear(5, 2)\n"
    code += "    def forward(self, x):\n        return self.head(x)\n"
    report = ask(code, [2, 5])
    assert (report.verdict, report.findings[0].slug) == ("cannot-tell", "unknown-import")


def test_modules_for_torchscript_are_modules():
    report = ask(SCRIPTED, [1, 2, 6, 6])
    assert (report.verdict, report.entry, report.output_shapes) == ("runs", "Block", [[1, 2, 6, 6]])


def test_a_forward_that_takes_a_list_of_maps_is_not_tried_with_one_tensor():
    report = ask(MAPS)
    assert (report.verdict, report.findings[0].slug) == ("cannot-tell", "input-needed")


def test_a_branch_that_gives_other_sizes_while_a_model_is_built_is_not_guessed():
    init = "weight = torch.randn(3, 4)\nif torch.rand(1) > 0.5:\n    weight = torch.randn(3, 5)\nself.weight = weight"
    report = forward("return x", [2, 3], init=init)
    assert (report.verdict, report.findings[0].slug) == ("cannot-tell", "value-dependent")


def test_a_branch_in_forward_is_not_guessed():
    report = forward("if x.max() > 1:\n    x = x / 255\nreturn x", [2, 3])
    assert (report.verdict, report.findings[0].slug) == ("cannot-tell", "value-dependent")


def test_a_name_that_a_main_function_has_too_is_seen_by_a_lambda():
    code = MAIN.format(body="f = lambda y: self.body(y) * mask\n        return f(mask)")
    assert ask(code, [2, 4]).verdict == "runs"


def test_what_a_main_function_holds_is_not_seen_by_a_model():
    report = ask(MAIN.format(body="return self.body(steps)"), [2, 4])
    assert (report.verdict, report.findings[0].slug) == ("fails", "undefined-name")


IMPORTED = """
from torch import nn
from common import mixed

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = {layer}

    def forward(self, x):
        return self.body(mixed(self.body(x)))
"""


@pytest.mark.parametrize("layer", ["nn.Linear(5, 5)", "nn.Conv2d(3, 3, 3)"])
def test_an_input_is_not_sought_for_a_model_that_needs_another_file(layer):
    report = ask(IMPORTED.format(layer=layer))
    assert (report.verdict, report.findings[0].slug) == ("cannot-tell", "unknown-import")
    assert "common.mixed" in report.findings[0].message


@pytest.mark.parametrize("given", ["**kwargs): width = kwargs['width']", "*, width): pass"])
@pytest.mark.parametrize("last", ["return nn.Linear(width, 2)", "net = nn.Linear(width, 2); return net"])
def test_a_function_that_needs_keywords_is_not_called_without_them(given, last):
    report = ask(f"from torch import nn\ndef build({given}; {last}\n", [2, 4])
    assert (report.verdict, report.findings[0].slug) == ("cannot-tell", "unsupported")


@pytest.mark.parametrize("given", ["**kwargs): width = kwargs.get('width', 4)", "*, width=4): pass"])
def test_a_function_that_may_go_without_keywords_is_called(given):
    assert ask(f"from torch import nn\ndef build({given}; return nn.Linear(width, 2)\n", [2, 4]).verdict == "runs"


NEEDS = """
from torch import nn
try:
    from spectrals import Layer
except ImportError:
    MISSING = "spectrals is needed: "
    MISSING += "pip install spectrals"
    raise ImportError(MISSING)

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = {body}

    def forward(self, x):
        return self.body(x)
"""


@pytest.mark.parametrize(("body", "verdict"), [("Layer(4)", "cannot-tell"), ("nn.Linear(4, 2)", "runs")])
def test_a_package_that_a_file_says_it_needs_is_an_import_and_no_failure(body, verdict):
    report = ask(NEEDS.format(body=body), [2, 4])
    assert report.verdict == verdict
    assert verdict == "runs" or (report.findings[0].slug, "spectrals" in report.findings[0].message) == (
        "unknown-import",
        True,
    )
