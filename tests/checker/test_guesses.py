"""What goes on past a mistake is a guess; where torch refuses the guess too, the mistake is still told."""

import pytest

from tests.checker.asking import forward


@pytest.mark.parametrize(
    ("layer", "shape"),
    [
        ("nn.LSTM(3, 4, proj_size=2)", [0, 3, 7]),
        ("nn.LSTM(3, 3, bidirectional=True)", [0, 3, 6]),
        ("nn.Conv3d(2, 4, (3, 3))", [1, 3, 5, 5, 5]),
        ("nn.Conv3d(2, 4, 3, padding=(0, 1), padding_mode='circular')", [1, 3, 5, 5, 5]),
        ("nn.ConvTranspose3d(2, 4, (3, 3))", [1, 3, 5, 5, 5]),
        ("nn.ConvTranspose2d(2, 4, 3, output_padding=(1,))", [1, 3, 5, 5]),
    ],
)
def test_a_mistake_is_told_where_no_output_can_be_guessed(layer, shape):
    report = forward("return self.m(x)", shape, init=f"self.m = {layer}")
    assert (report.verdict, report.steps[0].status) == ("fails", "failed")
