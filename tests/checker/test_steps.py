"""The rows: one per call, in order, with torch's own names, numbers and places."""

import pytest

from tests.checker.asking import NET, ask, forward, module, slugs, step


def kinds(report):
    return [row.kind for row in report.steps]


class TestWhichCallsHaveARow:
    def test_layers_and_operations_come_in_the_order_of_their_calls(self):
        report = ask(NET, [1, 3, 32, 32])
        assert kinds(report) == ["Conv2d", "F.relu", "MaxPool2d", "torch.flatten", "Linear"]

    @pytest.mark.parametrize(
        ("line", "kind"),
        [
            ("x.view(2, -1)", "Tensor.view"),
            ("x.reshape(2, -1)", "Tensor.reshape"),
            ("x.flatten(1)", "Tensor.flatten"),
            ("torch.flatten(x, 1)", "torch.flatten"),
            ("F.relu(x)", "F.relu"),
            ("torch.relu(x)", "torch.relu"),
            ("F.max_pool2d(x, 2)", "F.max_pool2d"),
            ("torch.cat([x, x], 1)", "torch.cat"),
            ("torch.cat((x, x), dim=1)", "torch.cat"),
            ("x + x", "+"),
            ("x - 1", "-"),
            ("2 * x", "*"),
            ("x / x", "/"),
            ("x @ x", "@"),
            ("x.permute(0, 2, 3, 1)", "Tensor.permute"),
            ("x.transpose(1, 2)", "Tensor.transpose"),
            ("x.mean((2, 3))", "Tensor.mean"),
            ("x.unsqueeze(1)", "Tensor.unsqueeze"),
            ("F.interpolate(x, scale_factor=2)", "F.interpolate"),
            ("F.pad(x, (1, 1))", "F.pad"),
            ("torch.stack([x, x])", "torch.stack"),
        ],
    )
    def test_an_operation_that_can_change_a_shape_has_one(self, line, kind, real_torch):
        report = forward(f"return {line}")
        truth = real_torch.run(module(f"return {line}"), [[2, 3, 8, 8]], "Net")
        assert kinds(report) == [kind]
        assert report.output_shapes == truth.shapes

    def test_indexing_has_one(self, real_torch):
        report = forward("return x[:, 0, ::2]")
        assert len(report.steps) == 1
        assert report.output_shapes == real_torch.run(module("return x[:, 0, ::2]"), [[2, 3, 8, 8]], "Net").shapes

    @pytest.mark.parametrize("line", ["x.size()", "x.size(0)", "x.shape", "x.dim()", "x.numel()", "len(x)"])
    def test_asking_for_a_size_has_none(self, line):
        assert forward(f"n = {line}\nreturn x").steps == []

    @pytest.mark.parametrize(
        "line",
        [
            "torch.zeros(2, 3)",
            "torch.zeros_like(x)",
            "torch.rand_like(x)",
            "x.new_ones(2, 3)",
            "torch.full_like(x, 1.0)",
        ],
    )
    def test_making_a_tensor_has_none(self, line):
        assert forward(f"y = {line}\nreturn y").steps == []

    def test_containers_and_own_classes_have_none(self):
        code = """
            import torch
            from torch import nn
            class Block(nn.Module):
                def __init__(self):
                    super().__init__()
                    self.body = nn.Sequential(nn.Conv2d(3, 3, 1), nn.ReLU())
                def forward(self, x):
                    return self.body(x)
            net = nn.Sequential(Block(), nn.Sequential(Block()))
        """
        report = ask(code, [1, 3, 4, 4])
        assert kinds(report) == ["Conv2d", "ReLU"] * 2

    def test_calls_while_building_have_none(self):
        report = forward(
            "return self.conv(x)", init="self.conv = nn.Conv2d(3, 4, 1)\ny = self.conv(torch.zeros(1, 3, 8, 8))"
        )
        assert len(report.steps) == 1

    def test_only_the_call_of_the_entry_is_recorded(self):
        report = ask(NET + "\nnet = Net()\nnet(torch.randn(1, 3, 32, 32))\nnet(torch.randn(2, 3, 32, 32))")
        assert len(report.steps) == 5
        assert len({row.input_shapes[0][0] for row in report.steps}) == 1


class TestNamesAndPlaces:
    def test_a_layer_is_called_what_a_person_calls_it(self):
        report = ask(NET, [1, 3, 32, 32])
        assert [row.name for row in report.steps][::2] == ["conv1", "pool", "fc1"]

    def test_a_path_is_the_name_that_named_modules_gives(self):
        code = """
            from torch import nn
            class Net(nn.Module):
                def __init__(self):
                    super().__init__()
                    self.body = nn.Sequential(nn.Conv2d(3, 4, 1), nn.Sequential(nn.ReLU()))
                    self.blocks = nn.ModuleList([nn.Conv2d(4, 4, 1)])
                    self.heads = nn.ModuleDict({"a": nn.Conv2d(4, 2, 1)})
                def forward(self, x):
                    return self.heads["a"](self.blocks[0](self.body(x)))
        """
        report = ask(code, [1, 3, 4, 4])
        assert [row.path for row in report.steps] == ["body.0", "body.1.0", "blocks.0", "heads.a"]

    def test_the_path_of_an_operation_is_that_of_the_module_around_it(self):
        code = """
            import torch
            from torch import nn
            class Block(nn.Module):
                def forward(self, x):
                    return torch.relu(x)
            class Net(nn.Module):
                def __init__(self):
                    super().__init__()
                    self.block = Block()
                def forward(self, x):
                    return torch.tanh(self.block(x))
        """
        report = ask(code, [1, 3], entry="Net")
        assert [(row.kind, row.path) for row in report.steps] == [("torch.relu", "block"), ("torch.tanh", "")]

    def test_line_is_the_call_and_created_line_where_the_layer_was_made(self):
        lines = NET.split("\n")
        for row in ask(NET, [1, 3, 32, 32]).steps:
            called = {
                "conv1": "self.conv1(x)",
                "relu": "F.relu",
                "pool": "self.pool(",
                "flatten": "flatten",
                "fc1": "self.fc1(x)",
            }
            assert called[row.name] in lines[row.line - 1]
            assert row.created_line is None or f"self.{row.name} = " in lines[row.created_line - 1]
            assert (row.created_line is None) == (row.kind in {"F.relu", "torch.flatten"})

    def test_a_layer_made_by_a_helper_was_made_where_the_helper_calls_torch(self):
        code = """\
            from torch import nn
            def conv3x3(a, b):
                return nn.Conv2d(a, b, 3, padding=1)
            net = nn.Sequential(conv3x3(3, 8), conv3x3(8, 8))
        """
        assert [row.created_line for row in ask(code, [1, 3, 8, 8]).steps] == [3, 3]

    def test_the_tree_of_modules_has_the_containers_and_the_parameters_below_them(self):
        code = """\
            from torch import nn
            class Net(nn.Module):
                def __init__(self):
                    super().__init__()
                    self.body = nn.Sequential(nn.Conv2d(3, 4, 1), nn.ReLU())
                def forward(self, x):
                    return self.body(x)
        """
        (root,) = ask(code, [1, 3, 4, 4]).modules
        (body,) = root.children
        assert (root.path, root.kind, root.params) == ("", "Net", 16)
        assert (body.path, body.kind, body.params, body.created_line) == ("body", "Sequential", 16, 5)
        assert [(child.path, child.kind, child.params) for child in body.children] == [
            ("body.0", "Conv2d", 16),
            ("body.1", "ReLU", 0),
        ]


class TestNumbers:
    def test_a_layer_that_is_used_again_is_shared_from_its_second_use_and_counts_once(self):
        report = forward("return self.conv(self.conv(x))", init="self.conv = nn.Conv2d(3, 3, 1)")
        assert [(row.params, row.shared) for row in report.steps] == [(12, False), (12, True)]
        assert report.total_params == 12

    def test_two_names_for_one_layer_share_it(self):
        report = forward("return self.b(self.a(x))", init="self.a = nn.Conv2d(3, 3, 1)\nself.b = self.a")
        assert [row.shared for row in report.steps] == [False, True]
        assert report.total_params == 12

    def test_params_are_the_layers_own_and_the_total_has_what_is_never_called(self):
        report = forward(
            "return self.a(x)",
            init="self.a = nn.Conv2d(3, 3, 1)\nself.b = nn.Linear(4, 4)\nself.w = nn.Parameter(torch.zeros(5))",
        )
        assert [row.params for row in report.steps] == [12]
        assert report.total_params == 12 + 20 + 5

    @pytest.mark.parametrize(
        "freeze",
        [
            "self.a.weight.requires_grad = False",
            "self.a.weight.requires_grad_(False)",
            "for p in [self.a.weight]:\n    p.requires_grad = False",
        ],
    )
    def test_what_is_frozen_is_not_trainable(self, freeze):
        report = forward("return self.a(x)", init=f"self.a = nn.Conv2d(3, 3, 1)\n{freeze}")
        assert (report.total_params, report.trainable_params) == (12, 3)

    def test_a_loop_over_parameters_freezes_them_all(self):
        init = "self.a = nn.Conv2d(3, 3, 1)\nfor p in self.a.parameters():\n    p.requires_grad = False"
        assert forward("return self.a(x)", init=init).trainable_params == 0

    def test_multiply_adds_are_half_of_torchs_own_count(self, real_torch):
        report = ask(NET, [3, 3, 32, 32])
        assert report.macs == real_torch.run(NET, [[3, 3, 32, 32]], "Net").macs
        assert report.macs == sum(row.macs for row in report.steps)

    def test_memory_is_four_bytes_for_each_number_of_the_output(self):
        assert step(ask(NET, [2, 3, 32, 32]), "conv1").activation_bytes == 2 * 8 * 30 * 30 * 4

    def test_the_receptive_field_grows_by_the_kernel_times_the_jump(self):
        layers = "nn.Conv2d(3, 3, 5), nn.MaxPool2d(2), nn.Conv2d(3, 3, (3, 1), dilation=2)"
        code = f"from torch import nn\nnet = nn.Sequential({layers})"
        assert [row.receptive_field for row in ask(code, [1, 3, 32, 32]).steps] == [[5, 5], [6, 6], [14, 6]]

    def test_after_global_pooling_it_is_the_whole_input(self):
        code = (
            "from torch import nn\nnet = nn.Sequential(nn.Conv2d(3, 3, 5), nn.AdaptiveAvgPool2d(1), nn.Conv2d(3, 3, 1))"
        )
        assert [row.receptive_field for row in ask(code, [1, 3, 32, 32]).steps] == [
            [5, 5],
            "whole input",
            "whole input",
        ]

    def test_arguments_are_those_that_say_how_a_layer_slides(self):
        code = "from torch import nn\nnet = nn.Conv2d(4, 8, 3, stride=2, padding=1, groups=4)"
        (row,) = ask(code, [1, 4, 9, 9]).steps
        assert row.arguments.keys() >= {"kernel_size", "stride", "padding", "groups"}


class TestFormula:
    def test_it_has_the_learners_own_numbers_for_each_axis(self):
        code = "from torch import nn\nnet = nn.Conv2d(3, 8, 3, stride=2, padding=1)"
        (row,) = ask(code, [1, 3, 32, 31]).steps
        assert [(line.axis, line.value) for line in row.formula] == [("H", 16), ("W", 16)]
        assert "⌊(32 + 2·1 − 1·(3−1) − 1) / 2⌋ + 1 = 16" in row.formula[0].text

    def test_it_says_where_the_floor_drops_the_last_ones(self):
        code = "from torch import nn\nnet = nn.MaxPool2d(2)"
        (row,) = ask(code, [1, 3, 7, 8]).steps
        assert "never read" in row.formula[0].text
        assert "never read" not in row.formula[1].text

    def test_a_functional_pool_has_it_too(self):
        (row,) = forward("return F.max_pool2d(x, 3)").steps
        assert [line.value for line in row.formula] == [2, 2]


class TestStatus:
    BROKEN = """
        from torch import nn
        net = nn.Sequential(
            nn.Conv2d(3, 8, 3),
            nn.Conv2d(9, 4, 3),
            nn.ReLU(),
        )
    """

    def test_rows_before_a_break_are_ok_the_break_failed_and_the_rest_is_assumed(self):
        report = ask(self.BROKEN, [1, 3, 9, 9])
        assert [row.status for row in report.steps] == ["ok", "failed", "assumed"]
        assert report.outputs_assumed
        assert report.output_shapes == [[1, 4, 5, 5]]

    def test_a_second_independent_mistake_is_found_past_the_first(self):
        code = self.BROKEN.replace("nn.ReLU(),", "nn.ReLU(), nn.BatchNorm2d(5),")
        assert slugs(ask(code, [1, 3, 9, 9])) == ["wrong-in-channels", "batch-norm-width"]

    def test_without_a_break_nothing_is_assumed(self):
        report = ask(NET, [1, 3, 32, 32])
        assert {row.status for row in report.steps} == {"ok"}
        assert not report.outputs_assumed

    @pytest.mark.parametrize(
        "body",
        [
            "return F.relu(self.missing(x)) + 0",
            "x = self.relu(Missing(x))\nreturn torch.relu(x)",
            "x = torch.rellu(x)\nreturn torch.relu(x)",
        ],
    )
    def test_after_a_name_that_is_not_there_nothing_is_ok_any_more(self, body):
        report = forward(body, init="self.relu = nn.ReLU()")
        assert report.verdict == "fails"
        assert "ok" not in {row.status for row in report.steps}
        assert report.outputs_assumed or report.output_shapes == []


class TestOutputs:
    def test_a_tuple_is_flat_and_in_order(self):
        report = forward("return x.mean(1), (x[:, 0], x.sum())")
        assert report.output_shapes == [[2, 8, 8], [2, 8, 8], []]

    def test_a_dict_is_flat_and_names_its_outputs(self):
        report = forward("return {'mask': x[:, :1], 'edges': x.mean(1)}")
        assert report.output_shapes == [[2, 1, 8, 8], [2, 8, 8]]
        assert report.output_names == ["mask", "edges"]

    def test_none_runs_without_outputs_and_with_a_warning(self):
        report = forward("x = x + 1")
        assert (report.verdict, report.output_shapes, slugs(report)) == ("runs", [], ["missing-return"])
        assert report.findings[0].severity == "warning"

    def test_a_row_with_several_outputs_has_them_all(self):
        report = forward("a, b = x.chunk(2, 2)\nreturn a")
        assert report.steps[0].output_shapes == [[2, 3, 4, 8], [2, 3, 4, 8]]
