"""What the parent runs once before it forks: no worker then meets a module or a kernel for the first time.

A worker may read little and write nothing, so what is imported late would be compiled again by each of
them. The pastes are ordinary ones: one that runs, one whose mistake is mended, one that cannot be told.
"""

import importlib
import pkgutil

from app import checker
from app.checker import engine
from app.checker.report import Request
from app.checker.stack import StackRequest

_NETWORK = """
import torch
import torch.nn as nn
import torch.nn.functional as F

class Block(nn.Module):
    def __init__(self, channels, stride=1):
        super().__init__()
        self.conv = nn.Conv2d(channels, channels * stride, 3, stride=stride, padding=1, bias=False)
        self.bn = nn.BatchNorm2d(channels * stride)
        self.shortcut = nn.Sequential()
        if stride != 1:
            self.shortcut = nn.Sequential(nn.Conv2d(channels, channels * stride, 1, stride=stride))

    def forward(self, x):
        return F.relu(self.bn(self.conv(x)) + self.shortcut(x))

class Net(nn.Module):
    def __init__(self, classes=10):
        super().__init__()
        self.blocks = nn.Sequential(*[Block(8 * 2 ** i, 2) for i in range(2)])
        self.stem = nn.Conv2d(3, 8, 5)
        self.fc = nn.Linear(FEATURES, classes)

    def forward(self, x):
        x = F.max_pool2d(torch.relu(self.stem(x)), 2)
        x = self.blocks(x)
        x = x.view(x.size(0), -1)
        return F.log_softmax(self.fc(x), dim=1)

model = Net()
out = model(torch.randn(2, 3, 32, 32))
print(f"{out.shape}")
"""
_PASTES = (
    _NETWORK.replace("FEATURES", "32 * 4 * 4"),
    _NETWORK.replace("FEATURES", "500"),
    "import torch.nn as nn\nnet = nn.Sequential(nn.Conv2d(3, 8, 3), nn.BatchNorm2d(16), nn.Relu())\n",
    "import torch.nn as nn\nnet = nn.Linear(open(name), 3\n",
)
_STACK = {"input_shape": [1, 2], "layers": [{"type": "Linear", "in_features": 2, "out_features": 3}]}


def rehearse() -> None:
    """Import every module of the checker, and check a few pastes."""
    for found in pkgutil.walk_packages(checker.__path__, f"{checker.__name__}."):
        importlib.import_module(found.name)
    for code in _PASTES:
        engine.check(Request(code=code))
    engine.check_stack(StackRequest.model_validate(_STACK))
    engine.catalogue()
