"""What a notebook printed, pasted along with its code, is left out; a slip in the code stays a slip."""

import pytest

from app.checker.engine import check
from app.checker.paste.outputs import code_lines, printed_lines, sentences
from app.checker.report import Request
from tests.checker.asking import ask

PROMPTS = """\
In [1]:
import torch
from torch import nn
net = nn.Sequential(
    nn.Linear(4, 3),
    nn.ReLU(),
)
print(net)

Sequential(
  (0): Linear(in_features=4, out_features=3, bias=True)
  (1): ReLU()
)

In [2]:
for epoch in range(2):
    print('Epoch', epoch)

Epoch: 0 | train loss: 2.31
Done!

In [3]:
net(torch.randn(2, 4))
Out[3]:
tensor([[0.1, 0.2, 0.3],
        [0.0, 0.1, 0.2]], grad_fn=<ReluBackward0>)
"""
BARE = """\
import torch
from torch import nn
torch.manual_seed(1)
<torch._C.Generator at 0x7f33c006fe50>
net = nn.Sequential(nn.Linear(4, 3))
print(net)
Sequential(
  (0): Linear(in_features=4, out_features=3, bias=True)
)
Epoch [1/2], Step [100/600], Loss: 0.6718
net(torch.randn(2, 4))
"""
SLIP = """\
In [1]:
import torch
from torch import nn
print(torch.__version__)
class Net(nn.Module)
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 2)
"""


@pytest.mark.parametrize(("paste", "kinds"), [(PROMPTS, ["Linear", "ReLU"]), (BARE, ["Linear"])])
def test_the_model_is_read_and_what_was_printed_is_not(paste, kinds):
    report = ask(paste)
    assert (report.verdict, [step.kind for step in report.steps]) == ("runs", kinds)
    assert report.findings == []
    assert any("printed" in note for note in report.notes)


def test_a_slip_in_a_cell_is_found_at_its_line():
    report = ask(SLIP)
    assert (report.verdict, report.findings[0].slug, report.findings[0].span.line) == ("fails", "syntax-error", 5)


def test_what_looks_like_code_is_never_output():
    assert code_lines(["print(1)", "net = nn.Linear(1, 2", "x = 3"]) == 3
    assert code_lines(["print(1)", "Epoch 1: loss 0.3"]) == 1
    assert code_lines(["x = 1", "Epoch 1: loss 0.3"]) == 1
    assert code_lines(["x = 1", "net(x"]) == 2
    assert code_lines(["print(1)", "loss.backward())"]) == 2


@pytest.mark.parametrize(
    "line", ["    train=True,", "test = load(", "epoch = 3", "loss.backward())", "loss step()", "batch_size=64"]
)
def test_an_argument_on_a_line_of_its_own_is_no_output(line):
    assert printed_lines([line]) == set()


@pytest.mark.parametrize("line", [
    "Using TensorFlow backend.", "GPU available: True, used: True", "Mounted at /content/drive", "Fold 1",
    "| end of epoch   1 | time:  8.32s | valid accuracy    0.9", "0m 40s (- 10m 1s) (5 6%) 1.5265",
    "RangeIndex: 891 entries, 0 to 890", "0 | generator | Generator | 1.5 M",
])  # fmt: skip
def test_a_sentence_between_code_is_output(line):
    assert printed_lines([line]) | sentences([line]) == {0}
    code = f"import torch.nn as nn\n{line}\nnet = nn.Linear(3, 2)\n"
    assert check(Request(code=code, input_shape=[1, 3])).verdict == "runs"


@pytest.mark.parametrize("line", [
    "Class Net(nn.Module):", "Import torch", "From torch import nn", "Return x", "Def forward(self, x):",
    "Net nn.Linear(3, 2)", "Model Net[0]", "For x in y:", "Batch 64,",
])  # fmt: skip
def test_code_with_a_capital_letter_is_no_output(line):
    assert printed_lines([line]) | sentences([line]) == set()


def test_a_cell_of_any_length_is_looked_at_a_few_times_only():
    assert code_lines(["print(1)", *["a b"] * 4000]) in {1, 4001}


ASKED = """\
I try to build a small network, and it does not do what I want.
Here is the code that I have so far:

import torch
import torch.nn as nn

Now the network itself, as short as I could make it.

net = nn.Sequential(nn.Linear(4, 3))
net(torch.randn(2, 4))

What am I doing wrong? Thank you for any help!
"""
SAID = """\
import torch
from torch import nn
net = nn.Sequential(nn.Linear(4, 3))
x = torch.randn(2, 4)
print(f"Shape of X [N, F]: {x.shape}")
Shape of X [N, F]: torch.Size([2, 4])
print(x.sum(1), 'sums of the rows')
[0.3 0.1] sums of the rows
-------------------------------
net(x)
"""


@pytest.mark.parametrize(("paste", "note"), [(ASKED, "the sentences around the code"), (SAID, "what was printed")])
def test_what_stands_around_the_code_is_left_out(paste, note):
    report = ask(paste)
    assert (report.verdict, [step.kind for step in report.steps]) == ("runs", ["Linear"])
    assert any(note in said for said in report.notes)


def test_a_sentence_inside_the_code_is_a_slip():
    report = ask(ASKED.replace("net(torch", "then it is called with numbers\nnet(torch"))
    assert (report.verdict, report.findings[0].slug, report.findings[0].span.line) == ("fails", "syntax-error", 10)


def test_a_text_without_code_is_no_paste_of_sentences():
    assert ask("I have a question about convolutions.\nCan you help me with it?\n").verdict == "fails"


COMMANDS = """\
In [1]:
!pip install torchsummary
Requirement already satisfied: torchsummary in ./lib (1.5.1)

In [2]:
import torch
from torch import nn
net = nn.Sequential(nn.Linear(4, 3), nn.BatchNorm1d(3))
if net.training:
    print('%d layers, %s'
          % (len(net), 'ready'))

In [3]:
%%writefile notes.txt
these are notes about the run

In [4]:
net(torch.randn(2, 4))
./lib/torch/nn/functional.py:29: UserWarning: an old name is used
  warnings.warn(warning.format(name))
"""
TABLES = """\
import torch
from torch import nn
net = nn.Linear(4, 3)
summary(net, (4,))
----------------------------------------------------------------
        Layer (type)               Output Shape         Param #
================================================================
            Linear-1                    [-1, 3]              15
================================================================
Non-trainable params: 0
frame.head()
   Id  Kept   Age
0   1     0  22.0
net(torch.randn(2, 4)).sum(1)
tensor([0.1,
        0.2], grad_fn=<SumBackward1>)
"""


@pytest.mark.parametrize(("paste", "kinds"), [(COMMANDS, ["Linear", "BatchNorm1d"]), (TABLES, ["Linear"])])
def test_what_commands_and_tables_print_is_left_out(paste, kinds):
    report = ask(paste)
    assert (report.verdict, [step.kind for step in report.steps if step.kind in kinds]) == ("runs", kinds)


def test_a_line_that_goes_on_with_a_percent_sign_is_no_command():
    paste = "%matplotlib inline\n" + SAID.splitlines()[0] + "\nprint('%d'\n      % (3,))\nnet = torch.nn.Linear(4, 3)\n"
    assert ask(paste, [2, 4]).verdict == "runs"


def test_what_a_fence_shows_of_a_result_is_no_code():
    text = "```python\nimport torch\nnet = torch.nn.Linear(4, 3)\n```\n\nIt gives:\n\n```\n torch.Size([2, 3])\n```\n"
    assert ask(text, [2, 4]).verdict == "runs"
