"""The shortest way to ask the checker in a test."""

from textwrap import dedent

from app.checker.engine import check
from app.checker.report import Mode, Report, Request, Step

NET = """
import torch
import torch.nn as nn
import torch.nn.functional as F

class Net(nn.Module):
    def __init__(self, classes=10):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 8, 3)
        self.pool = nn.MaxPool2d(2)
        self.fc1 = nn.Linear(8 * 15 * 15, classes)

    def forward(self, x):
        x = self.pool(F.relu(self.conv1(x)))
        x = torch.flatten(x, 1)
        return self.fc1(x)
"""


def ask(code: str, *inputs: list[int], entry: str | None = None, mode: Mode | None = None) -> Report:
    """The report of a paste that may stand indented in a test, on one input, on several, or on none."""
    shapes = inputs[0] if len(inputs) == 1 else list(inputs) or None
    return check(Request(code=dedent(code), input_shape=shapes, entry=entry, mode=mode))


def forward(body: str, *inputs: list[int], init: str = "pass", supplied: str = "") -> Report:
    """The report of a model whose forward has this body (of one line or several, not indented)."""
    return ask(module(body, init, supplied), *(inputs or ([2, 3, 8, 8],)), entry="Net")


def module(body: str, init: str = "pass", supplied: str = "") -> str:
    """A model whose `__init__` and `forward` have these lines."""
    return "\n".join(
        [
            "import math",
            "import torch",
            "import torch.nn as nn",
            "import torch.nn.functional as F",
            *dedent(supplied).splitlines(),
            "class Net(nn.Module):",
            "    def __init__(self):",
            "        super().__init__()",
            *(f"        {line}" for line in dedent(init).strip("\n").splitlines()),
            "    def forward(self, x):",
            *(f"        {line}" for line in dedent(body).strip("\n").splitlines()),
            "",
        ]
    )


def slugs(report: Report) -> list[str]:
    """The slugs of the findings, in order."""
    return [finding.slug for finding in report.findings]


def step(report: Report, name: str) -> Step:
    """The first row of that name."""
    return next(step for step in report.steps if step.name == name)
