"""Each preset is the published network: its parameters counted, its code run by real torch."""

import pytest

from app.checker.engine import check_stack
from app.checker.stack.preset import Preset
from app.checker.stack.request import inside
from app.kit.discover import discover

PRESETS = {preset.slug: preset for preset in discover("app.checker.stack.presets", "PRESET", Preset)}
ASKED = {"lenet-5", "alexnet", "vgg16", "resnet-18", "u-net", "dcgan-generator", "dcgan-discriminator", "mobilenet-v1"}


def test_the_networks_that_everybody_knows_are_there():
    assert PRESETS.keys() >= ASKED


@pytest.mark.parametrize("preset", PRESETS.values(), ids=PRESETS)
def test_it_runs_with_its_published_number_of_parameters(preset, real_torch):
    report = check_stack(preset.request)
    assert (report.verdict, report.total_params) == ("runs", preset.params)
    assert [finding for finding in report.findings if finding.severity != "note"] == []
    truth = real_torch.run(report.code, [preset.input_shape], "net")
    assert (truth.shapes, truth.params) == (report.output_shapes, preset.params)


@pytest.mark.parametrize("preset", PRESETS.values(), ids=PRESETS)
def test_every_row_but_those_that_hold_others_is_a_step_of_its_path(preset):
    paths = {path for path, _ in inside("", preset.layers)}
    assert {step.path for step in check_stack(preset.request).steps} == paths
