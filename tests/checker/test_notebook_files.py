"""The file of a notebook, pasted as it lies on the disk, is read as the code of its cells."""

import json

import pytest

from tests.checker.asking import ask

TITLE = ["# A «small» net\n", "with a `Linear`"]
CELLS = (
    ["from __future__ import print_function\n", "import torch\n", "from torch import nn"],
    ["%matplotlib inline\n", '!pip install -q "something"\n', 'print("width\\n", 3)'],
    ["net = nn.Sequential(\n", "    nn.Linear(4, 3),  # breit → schmal\n", "    nn.ReLU(),\n", ")"],
    ["from __future__ import division\n", "net(torch.randn(2, 4))"],
)  # fmt: skip


def _file(*cells: list[str], **how: object) -> str:
    said = {"name": "stdout", "output_type": "stream", "text": ["import nothing\n", "net = 1"]}
    code = [{"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [said], "source": source}
            for source in cells]  # fmt: skip
    title = {"cell_type": "markdown", "metadata": {}, "source": TITLE}
    return json.dumps({"cells": [title, *code], "metadata": {}, "nbformat": 4}, **how)  # type: ignore[arg-type]


def test_the_code_of_its_cells_is_read():
    report = ask(_file(*CELLS, indent=1, ensure_ascii=False))
    assert (report.verdict, report.entry, report.output_shapes, report.total_params) == ("runs", "net", [[2, 3]], 15)


def test_letters_may_be_written_by_their_numbers():
    assert ask(_file(*CELLS, indent=1)).output_shapes == [[2, 3]]


def test_a_place_is_that_of_the_file_as_sent():
    wrong = [*CELLS[:2], ["net = nn.Linear(4, 3)\n", "net(torch.randn(2, 5))"]]
    sent = _file(*wrong, indent=1, ensure_ascii=False)
    report = ask(sent)
    assert report.verdict == "fails"
    span = report.findings[0].span
    assert span is not None
    line = sent.split("\n")[span.line - 1]
    assert '"net = nn.Linear(4, 3)' in line
    assert line[span.column - 1 : span.end_column - 1] == "4"


def test_a_fix_changes_the_file():
    wrong = [*CELLS[:2], ["net = nn.Sequential(nn.Linear(4, 3), nn.Linear(5, 2))\n", "net(torch.randn(2, 4))"]]
    fix = ask(_file(*wrong, indent=1)).findings[0].fixes[0]
    cells = json.loads(fix.code)["cells"]
    assert cells[-1]["source"][0] == "net = nn.Sequential(nn.Linear(4, 3), nn.Linear(3, 2))\n"


@pytest.mark.parametrize("how", [{"separators": (",", ":")}, {}])
def test_a_file_on_one_line_is_not_guessed_at(how):
    report = ask(_file(*CELLS, **how), entry="net")
    assert (report.verdict, report.findings[0].slug) == ("cannot-tell", "unsupported")


def test_code_that_writes_such_a_file_is_no_such_file():
    code = """
    import json
    from torch import nn
    cell = {
      "cell_type": "code",
      "source": [
        "net = None"
      ]
    }
    net = nn.Linear(4, 3)
    """
    assert ask(code, [2, 4], entry="net").output_shapes == [[2, 3]]
