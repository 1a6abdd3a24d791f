"""Losses behind the model: their shapes are looked at, and the lines around them are never run."""

from app.checker.report import Finding, Report
from tests.checker.asking import ask

HEAD = "import torch\nfrom torch import nn\nimport torch.nn.functional as F\n"
ROW = HEAD + "net = nn.Sequential(nn.Flatten(), nn.Linear(16, {out}))\nx = torch.randn(8, 1, 4, 4)\n"
DECODER = (
    HEAD
    + """
net = nn.Sequential(nn.Conv2d(1, 4, 3, 2, 1), nn.ReLU(), nn.ConvTranspose2d(4, 1, 3, 2, 1))
criterion = nn.MSELoss()
for images, _ in loader:
    out = net(images)
    loss = criterion(out, images)
"""
)


def of_loss(report: Report) -> list[Finding]:
    return [finding for finding in report.findings if finding.slug == "loss-shapes"]


def test_a_column_of_predictions_and_a_row_of_targets_is_a_warning_at_the_loss():
    report = ask(ROW.format(out=1) + "y = torch.randn(8)\nout = net(x)\nloss = nn.MSELoss()(out, y)")
    (found,) = of_loss(report)
    assert (report.verdict, found.severity, found.span.line) == ("runs", "warning", 8)
    assert "(8, 8)" in found.message
    assert found.fixes[0].code.endswith("nn.MSELoss()(out, y.unsqueeze(1))")


def test_a_functional_loss_is_seen_too():
    assert of_loss(ask(ROW.format(out=1) + "y = torch.randn(8)\nloss = F.mse_loss(net(x), y)"))


def test_a_decoder_that_does_not_give_its_input_back_is_told_in_a_loop_that_is_not_run():
    (found,) = of_loss(ask(DECODER, [4, 1, 16, 16]))
    assert "(4, 1, 15, 15)" in found.message
    assert "(4, 1, 16, 16)" in found.message
    assert "nn.ConvTranspose2d(4, 1, 3, 2, 1, output_padding=1)" in found.fixes[0].code


def test_a_decoder_that_gives_its_input_back_is_nothing_to_speak_of():
    assert not of_loss(ask(DECODER.replace("(4, 1, 3, 2, 1)", "(4, 1, 4, 2, 1)"), [4, 1, 16, 16]))


def test_a_mask_with_an_axis_too_many_is_squeezed():
    code = HEAD + "net = nn.Conv2d(3, 5, 1)\nx = torch.randn(2, 3, 8, 8)\n"
    mask = "mask = torch.zeros(2, 1, 8, 8, dtype=torch.long)\nloss = nn.CrossEntropyLoss()(net(x), mask)"
    (found,) = of_loss(ask(code + mask))
    assert found.fixes[0].code.endswith("(net(x), mask.squeeze(1))")


def test_labels_of_a_loop_are_not_known_and_nothing_is_said_of_them():
    code = ROW.format(out=1) + "for x, y in loader:\n    out = net(x)\n    loss = nn.MSELoss()(out, y)"
    assert not of_loss(ask(code, [8, 1, 4, 4]))


ROWS = (
    HEAD
    + """
class Judge(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 3)
    def forward(self, x):
        x = x.reshape(-1, 4)
        return self.fc(x)
judge = Judge()
x = torch.randn(6, 5, 4)
"""
)


def test_a_view_that_makes_rows_of_samples_is_at_fault_where_each_sample_has_one_target():
    report = ask(ROWS + "y = torch.randint(0, 3, (6,))\nloss = F.cross_entropy(judge(x), y)")
    found = report.findings[0]
    assert (found.slug, found.span.line) == ("folded-batch", 10)
    assert "6 samples into 30 rows" in found.message
    assert "nn.Linear(20, 3)" in found.fixes[0].code


def test_a_view_that_makes_rows_of_steps_is_meant_where_each_step_has_a_target():
    report = ask(ROWS + "y = torch.randint(0, 3, (6, 5))\nloss = F.cross_entropy(judge(x), y.view(-1))")
    assert not report.findings


def test_class_numbers_and_probabilities_both_fit_their_scores():
    hard = "a = nn.CrossEntropyLoss()(out, torch.zeros(8, dtype=torch.long))\n"
    soft = "b = nn.CrossEntropyLoss()(out, torch.rand(8, 5))"
    assert not of_loss(ask(ROW.format(out=5) + "out = net(x)\n" + hard + soft))


def test_targets_of_the_paste_are_not_held_against_an_input_of_another_size():
    code = ROW.format(out=1) + "y = torch.randn(8, 1)\nout = net(x)\nloss = nn.MSELoss()(out, y)"
    assert not of_loss(ask(code, [4, 1, 4, 4]))


def test_classes_behind_the_steps_are_brought_to_axis_one():
    code = (
        "import torch\nfrom torch import nn\nnet = nn.Linear(6, 9)\nsteps = torch.zeros(4, 7, dtype=torch.long)\n"
        "loss = nn.CrossEntropyLoss()(net(torch.randn(4, 7, 6)), steps)"
    )
    (found,) = of_loss(ask(code))
    assert "transpose(1, 2)" in found.help
    assert found.fixes[0].code.endswith("(net(torch.randn(4, 7, 6)).transpose(1, 2), steps)")
