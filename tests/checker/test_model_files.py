"""What stands around the layers in published model files: settings, data, TorchScript, lists of maps."""

from tests.checker.asking import ask

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
