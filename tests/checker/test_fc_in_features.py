"""`fc_in_features`: what reaches the first linear layer behind the last convolution or pool, per sample."""

import pytest

from tests.checker.asking import NET, ask, forward

CONV = "self.conv = nn.Conv2d(3, 4, 3)"  # 2×3×8×8 -> 2×4×6×6, so 144 features


def needed(body: str, init: str = "", *sizes: list[int]):
    return forward(body, *sizes, init=f"{CONV}\n{init}").fc_in_features


class TestWhereALinearLayerFollows:
    def test_it_is_what_arrives_with_its_arithmetic(self):
        report = ask(NET, [2, 3, 32, 32])
        assert (report.fc_in_features, report.fc_formula) == (1800, "C·H·W = 8·15·15 = 1800")

    @pytest.mark.parametrize("declared", [144, 1, 72, 100])
    def test_it_is_what_is_needed_not_what_is_declared(self, declared):
        assert needed("return self.fc(torch.flatten(self.conv(x), 1))", f"self.fc = nn.Linear({declared}, 5)") == 144

    @pytest.mark.parametrize(
        "flat",
        [
            "torch.flatten(y, 1)", "y.flatten(1)", "y.view(y.size(0), -1)", "y.view(2, -1)",
            "y.reshape(y.shape[0], -1)",
            "y.view(-1, 144)", "y.view(-1, 4 * 6 * 6)", "self.flat(y)",
        ],
    )  # fmt: skip
    def test_every_way_of_flattening_gives_it(self, flat):
        assert (
            needed(f"y = self.conv(x)\nreturn self.fc({flat})", "self.fc = nn.Linear(144, 5)\nself.flat = nn.Flatten()")
            == 144
        )

    @pytest.mark.parametrize("asked", [72, 96, 288, 48, 100, 1000])
    @pytest.mark.parametrize("batch", [1, 2, 4, 6])
    def test_a_view_of_a_wrong_width_does_not_change_it_whether_it_folds_the_batch_or_fails(self, asked, batch):
        body = f"y = self.conv(x).view(-1, {asked})\nreturn self.fc(y)"
        assert needed(body, f"self.fc = nn.Linear({asked}, 5)", [batch, 3, 8, 8]) == 144

    def test_a_flatten_of_everything_does_not_change_it(self):
        assert needed("return self.fc(self.conv(x).flatten())", "self.fc = nn.Linear(288, 5)") == 144

    def test_a_forgotten_flatten_does_not_change_it(self):
        assert needed("return self.fc(self.conv(x))", "self.fc = nn.Linear(144, 5)") == 144

    def test_only_layers_behind_the_last_convolution_or_pool_count(self):
        init = "self.fc = nn.Linear(6, 6)\nself.out = nn.Linear(36, 2)\nself.pool = nn.AvgPool2d(2)"
        assert needed("y = self.pool(self.fc(self.conv(x)))\nreturn self.out(y.flatten(1))", init) == 36

    def test_only_the_first_of_several_counts(self):
        init = "self.a = nn.Linear(144, 7)\nself.b = nn.Linear(7, 2)"
        assert needed("return self.b(self.a(self.conv(x).flatten(1)))", init) == 144

    @pytest.mark.parametrize(
        "between", ["F.dropout(y)", "torch.relu(y)", "nn.functional.layer_norm(y, (144,))", "y * 2"]
    )
    def test_what_keeps_the_width_may_stand_between(self, between):
        init = "self.fc = nn.Linear(1, 5)"
        assert needed(f"y = self.conv(x).flatten(1)\ny = {between}\nreturn self.fc(y)", init) == 144

    def test_features_joined_by_cat_count_together(self):
        body = "y = self.conv(x).flatten(1)\nreturn self.fc(torch.cat([y, y], 1))"
        assert needed(body, "self.fc = nn.Linear(288, 5)") == 288

    def test_functional_pools_count_as_pools(self):
        init = "self.a = nn.Linear(6, 6)\nself.b = nn.Linear(16, 2)"
        assert needed("y = F.max_pool2d(self.a(self.conv(x)), 3)\nreturn self.b(y.flatten(1))", init) == 16

    def test_without_a_convolution_the_first_linear_layer_counts(self):
        assert (
            forward(
                "return self.b(self.a(x.flatten(1)))", init="self.a = nn.Linear(192, 7)\nself.b = nn.Linear(7, 2)"
            ).fc_in_features
            == 192
        )


class TestWhereNoLinearLayerFollows:
    def test_it_is_the_size_of_the_output_with_its_spatial_axes(self):
        assert needed("return torch.relu(self.conv(x))") == 144

    def test_of_one_axis_and_of_three_likewise(self):
        assert ask("from torch import nn\nnet = nn.Conv1d(3, 4, 3)", [2, 3, 9]).fc_in_features == 28
        assert ask("from torch import nn\nnet = nn.Conv3d(3, 4, 3)", [2, 3, 5, 5, 5]).fc_in_features == 108

    def test_it_is_null_where_the_trace_stopped_before(self):
        report = forward(
            "y = self.conv(x)\nif y.sum() > 0:\n    return y\nreturn self.fc(y)",
            init=CONV + "\nself.fc = nn.Linear(3, 3)",
        )
        assert (report.verdict, report.fc_in_features) == ("cannot-tell", None)

    def test_it_is_null_where_nothing_could_be_assumed_behind_the_break(self):
        code = "from torch import nn\nnet = nn.Sequential(nn.Conv2d(1, 8, 11), nn.Flatten(), nn.Linear(10, 2))"
        report = ask(code, [1, 1, 5, 5])
        assert (report.verdict, report.fc_in_features) == ("fails", None)

    def test_it_is_null_without_spatial_axes(self):
        assert needed("return self.conv(x).mean((2, 3))") is None

    def test_it_is_null_for_a_net_of_activations(self):
        assert forward("return torch.relu(x)").fc_in_features is None
