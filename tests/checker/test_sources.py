"""Which rows feed a row, and what an entry that needs arguments takes."""

import pytest

from tests.checker.asking import ask

RESIDUAL = """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Conv2d(3, 3, 3, padding=1)
        self.second = nn.Conv2d(3, 3, 3, padding=1)
    def forward(self, x):
        y = self.second(torch.relu(self.first(x)))
        return torch.cat([x + y, y], 1)
"""
NEEDY = """
class Net(nn.Module):
    def __init__(self, classes: int, *, width, depth=[2, 2]):
        super().__init__()
        self.fc = nn.Linear(width, classes)
    def forward(self, x):
        return self.fc(x)
"""


def test_a_row_names_the_rows_that_its_inputs_come_from():
    report = ask(RESIDUAL, [1, 3, 8, 8])
    assert [(step.kind, step.sources) for step in report.steps] == [
        ("Conv2d", [-1]), ("torch.relu", [0]), ("Conv2d", [1]), ("+", [-1, 2]), ("torch.cat", [3, 2]),
    ]  # fmt: skip


def test_every_source_is_an_earlier_row_or_an_input():
    report = ask(RESIDUAL, [1, 3, 8, 8])
    assert all(-1 <= source < number for number, step in enumerate(report.steps) for source in step.sources)


def test_an_entry_that_needs_arguments_says_which_with_their_types_and_defaults():
    report = ask(NEEDY, [1, 3])
    assert (report.verdict, report.findings[0].slug) == ("cannot-tell", "arguments-needed")
    assert [(each.name, each.needed, each.annotation, each.default) for each in report.arguments] == [
        ("classes", True, "int", None), ("width", True, None, None), ("depth", False, None, "[2, 2]"),
    ]  # fmt: skip


@pytest.mark.parametrize("entry", ["Net(10, width=3)", "Net(classes=10, width=3)"])
def test_with_them_it_runs_and_asks_for_nothing(entry):
    report = ask(NEEDY, [1, 3], entry=entry)
    assert (report.verdict, report.arguments) == ("runs", [])
