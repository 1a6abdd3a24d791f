"""Cells copied as one text, with headings, formulas and output of any look between them, are read as their code.

What was meant as code and has a slip is still found, however much text stands around.
"""

import pytest

from app.checker.paste.islands import text_lines
from app.checker.paste.meant import reads_as_code
from tests.checker.asking import ask

AROUND = """\
A small net
Prerequisites
* numbers, e.g. (a, b)
    * more of them
$$
\\mathcal{L}(\\theta) = \\frac{1}{2}(y - f(x))^2
$$
@misc{someone2021net,
      title={A net},
}
<a href="https://example.org" target="_parent">open</a>
[3]
1s
import torch
from torch import nn
!pip install something
Collecting something
  Downloading something-1.0-py3-none-any.whl (12 kB)
rm: cannot remove 'runs': No such file or directory
模型（见下文）。
frame.head()
   width (cm)  height (cm)  \\
0         5.1          3.5
net = nn.Sequential(
    nn.Linear(4, 3),
    nn.ReLU(),
)
Data columns (total 2 columns):
Counted words:
fra 11
Adam (
Parameter Group 0
    lr: 0.01
)
Using nn.ReLU() here is a habit of ours.
net(torch.randn(2, 4))
   macro avg       0.59      0.57      0.58        20
"""
SLIPS = (
    "class Net(nn.Module)", "clas Net(nn.Module):", "Class Net(nn.Module):", "deff forward(self, x):",
    "improt torch", "Import numpy as np", "form torch.nn import functional", "import torch nn", "retrun x",
    "x = x.view(-1, 16*5*5", "net = Net)", "model.eval)", "loss.backward(", "print'loss', loss)", 'print "loss"',
    "output, h, c) = lstm(x)", "optimizer   optim.SGD(net.parameters())", "for i in range(10)", "if x.shape[0] > 3",
    "with torch.no_grad()", "  epochs = 300", "    nn.Linear(3, 4)),", "])", "x == = 1", "a = [1, 2, 3", "else",
    "return x y", "torch.manual_seed[0)", "def train(model, loader)", "    kernel_size=3,",
)  # fmt: skip
TEXTS = (
    "Import libraries", "Import the libraries", "1. Load the data", "Epoch 1/10", "Epoch = 1 loss = 0.5", "fra 11",
    "Data columns (total 6 columns):", "We use nn.Linear(10, 5) for the output layer.", "L = \\frac{1}{2}(y - x)^2",
    "conv1.weight \t torch.Size([6, 1, 5, 5])", "| a | b |", "Go.\tVa !", "Loss: 0.3 (val: 0.2)", "What is inside?",
    "for more information see the docs", "if you want to use a GPU, change the runtime", "Adam (", "lr: 0.01 decay: 0",
    "Figure(1000x800)", "unpad(sequence: torch.Tensor, lengths: list) -> List[Tensor]", ">>> Here is what I tried :(",
)  # fmt: skip


def test_only_the_code_of_a_page_is_read():
    report = ask(AROUND, entry="net")
    assert (report.verdict, report.output_shapes, report.total_params) == ("runs", [[2, 3]], 15)


@pytest.mark.parametrize("line", SLIPS)
def test_a_slip_reads_as_code(line):
    assert reads_as_code(line)


@pytest.mark.parametrize("line", TEXTS)
def test_a_text_does_not(line):
    assert not reads_as_code(line)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("    nn.Linear(4, 3),", "    nn.Linear(4 3),"),
        ("    nn.ReLU(),\n)", "    nn.ReLU(),"),
        ("net(torch.randn(2, 4))", "net(torch.randn(2, 4)"),
        ("from torch import nn\n", "form torch import nn\n"),
        ("net = nn.Sequential(", "net  nn.Sequential("),
    ],
)
def test_a_slip_among_text_is_found_at_its_line(old, new):
    wrong = AROUND.replace(old, new)
    report = ask(wrong, entry="net")
    assert (report.verdict, report.findings[0].slug) == ("fails", "syntax-error")
    first = next(n for n, (a, b) in enumerate(zip(AROUND.split("\n"), wrong.split("\n"), strict=False), 1) if a != b)
    assert report.findings[0].span is not None
    assert first - 3 <= report.findings[0].span.line <= first + 1


def test_a_misspelt_line_at_the_end_of_a_block_is_no_output():
    code = ["def f(x):", "    y = x", "", "    retrun y", "", "That was it", "f(2)"]
    assert text_lines(code) == {5}


def test_rows_under_a_statement_are_what_it_printed():
    assert text_lines(["count(net)", "   200 a", "     1 b", "print(net)"]) == {1, 2}


def test_words_right_between_two_lines_of_code_are_a_comment_without_its_mark():
    assert text_lines(["a = 1", "this is the width", "b = 2"]) == set()
    assert text_lines(["a = 1", "", "this is the width", "b = 2"]) == {2}


@pytest.mark.parametrize("line", ["x ( y", "a b '''", "word ("])
def test_text_that_never_closes_what_it_opens_costs_little(line):
    lines = [line] * 5_000
    assert len(text_lines(lines)) <= len(lines)


def test_the_fence_of_an_explanation_is_not_the_code_around_it():
    code = """
    # Layers
    ```python
       nn.Linear(in_features, out_features)
    ```
    import torch
    from torch import nn
    net = nn.Linear(4, 3)
    net(torch.randn(2, 4))
    """
    assert ask(code).output_shapes == [[2, 3]]


def test_a_fence_is_dedented_by_itself():
    code = "```python\n  import torch\n  from torch import nn\n```\n\n```python\nnet = nn.Linear(4, 3)\n```\n"
    assert ask(code, [2, 4]).output_shapes == [[2, 3]]


FUTURE = "from __future__ import print_function\nimport torch.nn as nn\nnet = nn.Linear(4, 3)\n"


def test_an_import_of_the_future_begins_its_cell():
    assert (
        ask("A heading of words\n" + FUTURE.replace("from", "\nimport torch\n[2]\n0s\nfrom", 1), [2, 4]).verdict
        == "runs"
    )
    exported = '"""Untitled.ipynb\n\nAutomatically generated by Colaboratory.\n"""\n"""# Head"""\n' + FUTURE
    assert ask(exported, [2, 4]).verdict == "runs"


def test_an_import_of_the_future_in_the_middle_of_a_script_is_refused():
    assert ask("import torch\n" + FUTURE, [2, 4]).findings[0].slug == "syntax-error"


SAVED = """
import torch
import torch.nn as nn
net = nn.Linear(4, 3)
torch.save(net, "net.pth")
net = torch.load("net.pth")
"""


def test_what_was_saved_whole_is_what_is_read_back():
    assert ask(SAVED, [2, 4]).output_shapes == [[2, 3]]


def test_what_somebody_else_saved_is_unknown():
    assert (
        ask(SAVED.replace("torch.save(net,", "torch.save(net.state_dict(),"), [2, 4], entry="net").verdict
        == "cannot-tell"
    )


CUT = """
import torch
import torch.nn as nn
net = nn.Linear(4, 3)
"""


@pytest.mark.parametrize(
    "code",
    [
        "train(net, loader)",
        "for epoch in range(2):\n    train(net, loader, epoch)\n    test(net, loader)",
        "pixels, labels = next(iter(loader))\nout = net(pixels)",
        "pixels, label = data[0][0], data[0][1]\nout = net(pixels)",
    ],
)
def test_what_a_cell_that_was_not_pasted_defined_is_not_missed_behind_the_model(code):
    assert ask(CUT + code, [2, 4]).output_shapes == [[2, 3]]


@pytest.mark.parametrize(
    "code",
    [
        "batch = 2\nx = torch.randn(btch, 4)\nout = net(x)",
        "x = torch.randn(rows, 4)\nout = net(x)",
        "x = np.ones((2, 4))\nout = net(torch.tensor(x))",
        "def weigh(layer):\n    pass\nwiegh(net)",
        "layers = [net]\nfor i in range(2):\n    show(i)\n    layers.append(net)\nnet = nn.Sequential(*layers)",
    ],
)
def test_a_name_that_the_model_or_its_input_needs_is_missed(code):
    assert ask(CUT + code, [2, 4]).findings[0].slug in {"undefined-name", "missing-import"}


def test_a_quote_of_words_is_no_prompt():
    assert ask(">>> Here is what I tried, it does not learn :(\n" + CUT, [2, 4]).output_shapes == [[2, 3]]


def test_a_switch_beside_a_model_that_names_torch_is_let_through():
    code = """
import torch
import torch.nn as nn
def init(layer):
    torch.nn.init.orthogonal_(layer.weight)
    return layer
torch.backends.cudnn.deterministic = True
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = init(nn.Linear(4, 3))
    def forward(self, x):
        return self.fc(x)
net = Net()
"""
    assert ask(code, [2, 4]).output_shapes == [[2, 3]]
