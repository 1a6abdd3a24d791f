"""What a request means: sizes are literal, the entry is an expression, the mode is the paste's unless it is given."""

import pytest
from pydantic import ValidationError

from app.checker.report import Report, Request
from tests.checker.asking import NET, ask, forward, slugs, step

SEQUENTIAL = """
import torch
from torch import nn
net = nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU())
"""


class TestSizes:
    def test_four_numbers_are_the_four_axes_of_the_input(self):
        assert ask(NET, [7, 3, 32, 32]).output_shapes == [[7, 10]]

    def test_three_numbers_are_a_tensor_without_a_batch_and_none_is_added(self):
        report = ask(SEQUENTIAL, [3, 9, 9])
        assert (report.verdict, report.input_shapes, report.output_shapes) == ("runs", [[3, 9, 9]], [[8, 7, 7]])

    def test_three_numbers_that_torch_refuses_are_refused(self):
        assert ask(NET, [3, 32, 32]).verdict == "fails"

    def test_no_number_at_all_is_a_tensor_without_axes(self):
        report = forward("return x * 2", [])
        assert (report.verdict, report.input_shapes, report.output_shapes) == ("runs", [[]], [[]])

    def test_a_size_may_be_zero(self, real_torch):
        report = ask(NET, [0, 3, 32, 32])
        assert report.output_shapes == [[0, 10]] == real_torch.run(NET, [[0, 3, 32, 32]], "Net").shapes

    def test_a_list_of_lists_is_one_input_each(self):
        code = """
            from torch import nn
            class Add(nn.Module):
                def forward(self, a, b):
                    return a + b
        """
        report = ask(code, [2, 3], [2, 1])
        assert (report.input_shapes, report.output_shapes) == ([[2, 3], [2, 1]], [[2, 3]])

    @pytest.mark.parametrize("sizes", [[-1, 3], [1.5, 3], ["a"], "1,3", [2**41], [1] * 17, [[1]] * 65])
    def test_what_is_no_size_is_no_request(self, sizes):
        with pytest.raises(ValidationError):
            Request.model_validate({"code": "", "input_shape": sizes})

    def test_an_unknown_field_is_no_request(self):
        with pytest.raises(ValidationError):
            Request.model_validate({"code": "", "inputs": [1]})


class TestInputSource:
    def test_sizes_of_the_request_are_given(self):
        report = ask(NET + "\nprint(Net()(torch.randn(4, 3, 32, 32)))", [2, 3, 32, 32])
        assert (report.input_source, report.input_shapes) == ("given", [[2, 3, 32, 32]])

    @pytest.mark.parametrize(
        "line",
        [
            "print(Net()(torch.randn(4, 3, 32, 32)).shape)",
            "net = Net()\nout = net(torch.rand(4, 3, 32, 32))",
            "net = Net()\nx = torch.zeros(4, 3, 32, 32)\ny = net(x)",
            "net = Net()\nsize = (4, 3, 32, 32)\nx = torch.ones(*size)\ny = net(x)",
            "batch = 4\nnet = Net().eval()\nwith torch.no_grad():\n    y = net(torch.randn(batch, 3, 32, 32))",
            "net = Net()\ndevice = torch.device('cuda')\nnet.to(device)\nnet(torch.randn(4, 3, 32, 32).to(device))",
            "if __name__ == '__main__':\n    net = Net()\n    print(net(torch.randn(4, 3, 32, 32)))",
            "def main():\n    pass\nnet = Net()\nassert net(torch.randn(4, 3, 32, 32)).shape == (4, 10)",
        ],
    )
    def test_the_tensor_that_the_paste_feeds_is_taken(self, line):
        report = ask(NET + "\n" + line)
        assert (report.verdict, report.input_source) == ("runs", "paste")
        assert report.input_shapes == [[4, 3, 32, 32]]

    def test_torchsummary_adds_a_batch_of_two(self):
        report = ask(NET + "\nfrom torchsummary import summary\nnet = Net()\nsummary(net, (3, 32, 32))")
        assert (report.input_source, report.input_shapes, report.output_shapes) == (
            "paste",
            [[2, 3, 32, 32]],
            [[2, 10]],
        )

    def test_torchsummary_takes_its_size_by_name_too(self):
        report = ask(NET + "\nfrom torchsummary import summary\nsummary(Net(), input_size=(3, 32, 32))")
        assert report.input_shapes == [[2, 3, 32, 32]]

    def test_torchinfo_adds_nothing(self):
        report = ask(NET + "\nfrom torchinfo import summary\nsummary(Net(), (5, 3, 32, 32))")
        assert (report.input_source, report.input_shapes) == ("paste", [[5, 3, 32, 32]])

    def test_torchinfo_takes_its_size_by_name_and_under_its_own_name_too(self):
        report = ask(NET + "\nimport torchinfo\ntorchinfo.summary(Net(), input_size=(5, 3, 32, 32))")
        assert report.input_shapes == [[5, 3, 32, 32]]

    def test_a_size_in_a_variable_is_read(self):
        report = ask(NET + "\nfrom torchsummary import summary\nsize = (3, 32, 32)\nsummary(Net(), size)")
        assert (report.input_source, report.input_shapes) == ("paste", [[2, 3, 32, 32]])

    def test_a_fed_tensor_comes_before_a_summary(self):
        code = "\nfrom torchsummary import summary\nsummary(Net(), (3, 32, 32))\n"
        assert ask(NET + code + "net = Net()\nnet(torch.randn(9, 3, 32, 32))").input_shapes == [[9, 3, 32, 32]]

    def test_else_the_smallest_size_that_fits_is_assumed_and_said(self, real_torch):
        report = ask(NET)
        assert (report.verdict, report.input_source) == ("runs", "assumed")
        assert report.input_shapes[0][:2] == [1, 3]
        assert step(report, "fc1").input_shapes == [[1, 8 * 15 * 15]]
        assert not real_torch.run(NET, report.input_shapes, "Net").raised
        smaller = [1, 3, report.input_shapes[0][2] - 1, report.input_shapes[0][3] - 1]
        assert real_torch.run(NET, [smaller], "Net").raised
        assert any("assumed" in note for note in report.notes)

    def test_a_linear_layer_alone_tells_its_input(self):
        report = ask("from torch import nn\nnet = nn.Sequential(nn.Linear(20, 4), nn.ReLU())")
        assert (report.input_source, report.input_shapes) == ("assumed", [[1, 20]])

    def test_where_nothing_tells_the_size_it_is_asked_for(self):
        report = ask("from torch import nn\nnet = nn.Sequential(nn.ReLU(), nn.Tanh())")
        assert (report.verdict, slugs(report), report.input_source) == ("cannot-tell", ["input-needed"], None)


class TestEntry:
    TWO = NET + "\nclass Small(nn.Module):\n    def forward(self, x):\n        return x.mean((2, 3))\n"

    @pytest.mark.parametrize("entry", ["Net", "Net()", "Net(10)", "Net(classes=10)", " Net ", "nn.Sequential(Net())"])
    def test_it_is_an_expression_in_the_namespace_of_the_paste(self, entry):
        assert ask(NET, [1, 3, 32, 32], entry=entry).output_shapes == [[1, 10]]

    def test_its_arguments_count(self):
        assert ask(NET, [1, 3, 32, 32], entry="Net(3)").output_shapes == [[1, 3]]

    def test_it_may_combine_what_the_paste_holds(self):
        report = ask(self.TWO, [2, 3, 32, 32], entry="nn.Sequential(nn.Identity(), Small())")
        assert report.output_shapes == [[2, 3]]

    def test_it_may_be_a_function_call(self):
        code = NET + "\ndef make(n):\n    return Net(classes=n)\n"
        assert ask(code, [1, 3, 32, 32], entry="make(4)").output_shapes == [[1, 4]]

    def test_it_may_be_a_name_of_the_top_level(self):
        assert ask(NET + "\nmodel = Net(6)\n", [1, 3, 32, 32], entry="model").output_shapes == [[1, 6]]

    @pytest.mark.parametrize("entry", ["Missing", "Net(", "", "1 +", "import os", "x = 1", "lambda: 0", "3", "'Net'"])
    def test_what_is_no_model_is_an_ordinary_report(self, entry):
        report = ask(NET, [1, 3, 32, 32], entry=entry)
        assert report.verdict in {"fails", "cannot-tell"}
        assert report.findings

    def test_where_none_is_named_the_model_that_the_paste_calls_is_chosen(self):
        report = ask(self.TWO + "\nnet = Net(7)\nnet(torch.randn(1, 3, 32, 32))\n")
        assert (report.entry, report.output_shapes) == ("net", [[1, 7]])

    def test_else_the_model_that_it_builds(self):
        report = ask(self.TWO + "\nmodel = Net(7)\n", [1, 3, 32, 32])
        assert (report.entry, report.output_shapes) == ("model", [[1, 7]])

    def test_else_its_last_class_that_no_other_one_uses(self):
        assert ask(self.TWO, [1, 3, 32, 32]).entry == "Small"

    def test_all_models_are_offered(self):
        assert {"Net", "Small"} <= set(ask(self.TWO, [1, 3, 32, 32]).entries)

    def test_arguments_that_are_missing_are_asked_for(self):
        code = """
            from torch import nn
            class Net(nn.Module):
                def __init__(self, width, depth=2):
                    super().__init__()
        """
        report = ask(code, [1, 3])
        assert (report.verdict, slugs(report)) == ("cannot-tell", ["arguments-needed"])
        assert "width" in report.findings[0].message
        assert "depth" not in report.findings[0].message


class TestMode:
    ONE_VALUE = (
        "from torch import nn\nnet = nn.Sequential(nn.Conv2d(3, 8, 3), nn.AdaptiveAvgPool2d(1), nn.BatchNorm2d(8))\n"
    )

    def test_it_is_train_where_nobody_says_otherwise(self):
        report = ask(self.ONE_VALUE, [1, 3, 9, 9])
        assert (report.mode, report.verdict) == ("train", "fails")

    def test_eval_of_the_request_is_kept(self):
        report = ask(self.ONE_VALUE, [1, 3, 9, 9], mode="eval")
        assert (report.mode, report.verdict, report.output_shapes) == ("eval", "runs", [[1, 8, 1, 1]])

    @pytest.mark.parametrize("line", ["net.eval()", "net = net.eval()", "net.train(False)", "net.train(mode=False)"])
    def test_the_paste_may_leave_it_in_eval(self, line):
        report = ask(self.ONE_VALUE + line, [1, 3, 9, 9])
        assert (report.mode, report.verdict) == ("eval", "runs")

    def test_the_last_word_of_the_paste_counts(self):
        assert ask(self.ONE_VALUE + "net.eval()\nnet.train()", [1, 3, 9, 9]).mode == "train"

    def test_the_request_overrules_the_paste(self):
        report = ask(self.ONE_VALUE + "net.eval()", [1, 3, 9, 9], mode="train")
        assert (report.mode, report.verdict) == ("train", "fails")

    def test_what_is_called_before_the_change_runs_as_it_was(self):
        code = "import torch\n" + self.ONE_VALUE + "net(torch.randn(1, 3, 9, 9))\nnet.eval()"
        assert ask(code).mode == "train"


def test_a_report_survives_its_json():
    report = ask(NET, [1, 3, 33, 32])
    assert Report.model_validate_json(report.model_dump_json()) == report
