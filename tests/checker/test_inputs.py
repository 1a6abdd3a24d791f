"""What the entry is called with: the request's sizes, the paste's own tensors, a summary's sizes, else the smallest."""

import pytest

from tests.checker.asking import ask, module

NET = module(
    "return self.fc(F.max_pool2d(self.conv(x), 2).flatten(1))",
    "self.conv = nn.Conv2d(1, 6, 5)\nself.fc = nn.Linear(6 * 14 * 14, 10)",
)
TWO = module("return self.conv(x) + self.conv(y)", "self.conv = nn.Conv2d(1, 6, 5)").replace("self, x)", "self, x, y)")
IMAGE = [1, 32, 32]


def told(code: str, behind: str) -> tuple[str | None, list[list[int]]]:
    report = ask(code + behind)
    return report.input_source, report.input_shapes


@pytest.mark.parametrize(
    ("behind", "shape"),
    [
        ("net = Net()\nprint(net(torch.randn(4, 1, 32, 32)).shape)", [4, *IMAGE]),
        ("x = torch.zeros((3, 1, 32, 32))\nNet()(x)", [3, *IMAGE]),
        ("import torchinfo\nd = torch.rand(3, 1, 32, 32)\ntorchinfo.summary(Net(), input_data=[d])", [3, *IMAGE]),
        ("from torchsummaryX import summary\nsummary(Net(), torch.zeros(5, 1, 32, 32))", [5, *IMAGE]),
        ("traced = torch.jit.trace(Net(), torch.rand(2, 1, 32, 32))", [2, *IMAGE]),
        ("net = Net()\ntorch.onnx.export(net, torch.randn(7, 1, 32, 32), 'net.onnx')", [7, *IMAGE]),
        ("from thop import profile\nprofile(Net(), inputs=(torch.randn(1, 1, 32, 32),))", [1, *IMAGE]),
        ("from torchsummary import summary\nsummary(Net(), (1, 32, 32))", [2, *IMAGE]),
        ("from torchsummary import summary as show\nS = 32\nnet = Net()\nshow(net, (1, S, S))", [2, *IMAGE]),
        ("import torchsummary\ntorchsummary.summary(Net(), input_size=(1, 32, 32))", [2, *IMAGE]),
        ("from torchinfo import summary\nsummary(Net(), (16, 1, 32, 32))", [16, *IMAGE]),
        ("from torchinfo import summary\nsummary(Net(), input_size=[(16, 1, 32, 32)])", [16, *IMAGE]),
        ("from torchinfo import summary\nsummary(Net(), (1, 32, 32), batch_dim=0)", [1, *IMAGE]),
        ("from ptflops import get_model_complexity_info\nget_model_complexity_info(Net(), (1, 32, 32))", [1, *IMAGE]),
        ("# torchinfo is nicer\nfrom torchsummary import summary\nsummary(Net(), (1, 32, 32))", [2, *IMAGE]),
        (
            "from torchsummary import summary\nnet = Net()\nsummary(net, (1, 9, 9))\nnet(torch.rand(1, 1, 32, 32))",
            [1, *IMAGE],
        ),
    ],
)
def test_the_paste_itself_says_it(behind, shape):
    assert told(NET, behind) == ("paste", [shape])


def test_several_inputs_may_be_named_in_a_summary():
    behind = "from torchsummary import summary\nsummary(Net(), [(1, 8, 8), (1, 8, 8)])"
    assert told(TWO, behind) == ("paste", [[2, 1, 8, 8], [2, 1, 8, 8]])


def test_a_summary_of_another_model_is_not_taken_where_there_is_one_of_this():
    behind = (
        "from torchsummary import summary\na, b = nn.Linear(3, 2), Net()\nsummary(a, (3,))\nsummary(b, (1, 32, 32))"
    )
    report = ask(NET + behind, entry="b")
    assert report.input_shapes == [[2, *IMAGE]]


def test_what_is_given_comes_before_what_the_paste_says():
    report = ask(NET + "Net()(torch.rand(9, 1, 32, 32))", [3, *IMAGE])
    assert (report.input_source, report.input_shapes) == ("given", [[3, *IMAGE]])


@pytest.mark.parametrize("behind", ["", "for x, y in loader:\n    Net()(x)", "print(Net())"])
def test_else_it_is_the_smallest_that_the_first_linear_layer_takes(behind):
    report = ask(NET + behind)
    assert (report.input_source, report.input_shapes) == ("assumed", [[1, *IMAGE]])
    assert "(1, 1, 32, 32) is the smallest that fits" in report.notes[-1]


def test_a_size_that_nothing_ties_is_not_called_the_smallest():
    report = ask("from torch import nn\nnet = nn.Conv2d(3, 4, 7)\n")
    assert report.input_source == "assumed"
    assert "smallest" not in report.notes[-1]


def test_where_nothing_tells_it_is_asked():
    report = ask(TWO)
    assert (report.verdict, report.input_source, report.findings[0].slug) == ("cannot-tell", None, "input-needed")


@pytest.mark.parametrize("switch", ["net.eval()", "net.train(False)", "net.to('cpu').eval()"])
def test_a_switch_is_no_model_of_its_own(switch):
    report = ask(NET + f"net = Net()\n{switch}\n", [1, *IMAGE])
    assert (report.entry, report.entries[0], report.mode) == ("net", "net", "eval")


def test_a_size_that_becomes_channels_is_asked_for_and_not_blamed():
    init = "self.a = nn.Conv2d(1, 4, 3, padding=1); self.b = nn.Conv1d(320, 8, 1)"
    body = "x = self.a(x.unsqueeze(1))\nreturn self.b(x.transpose(2, 3).flatten(1, 2))"
    report = ask(module(body, init))
    assert (report.verdict, report.findings[0].slug) == ("cannot-tell", "input-needed")
    assert ask(module(body, init), [2, 9, 80], entry="Net").verdict == "runs"


REFUSES = """
    from torch import nn
    class Net(nn.Module):
        def __init__(self, widths=None, first=8):
            super().__init__()
            {line}
            self.body = nn.Sequential(*(nn.Linear(first, width) for width in widths))
        def forward(self, x):
            return self.body(x)
"""


@pytest.mark.parametrize(
    "line", ["assert widths is not None", "print(widths.count)", "if not widths: raise ValueError"]
)
def test_a_model_that_its_defaults_do_not_build_asks_for_arguments(line):
    paste = REFUSES.format(line=line)
    report = ask(paste)
    assert (report.verdict, report.findings[0].slug) == ("cannot-tell", "arguments-needed")
    assert [argument.name for argument in report.arguments] == ["widths", "first"]
    assert ask(paste + "\n    net = Net()\n").verdict == "fails"
