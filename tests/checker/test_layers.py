"""Every layer has its case, in the file of its family, and the arithmetic of a case gives torch's own sizes."""

import importlib
import pkgutil

import pytest

from app.checker import layers
from app.checker.engine import catalogue, check
from app.checker.report import Request
from app.checker.tables import tables
from tests.checker.literate import CASES, Case, cases

LAYER_CASES = cases("layers")
FAMILIES = [info.name for info in pkgutil.iter_modules(layers.__path__) if not info.name.startswith("_")]
each_case = pytest.mark.parametrize("case", LAYER_CASES, ids=lambda case: case.name)


def test_every_layer_has_its_case_and_every_case_its_layer():
    assert sorted(case.name for case in LAYER_CASES) == sorted(tables().layers)


def test_every_family_of_layers_has_its_file_of_cases():
    assert {path.stem for path in (CASES / "layers").glob("*.md")} == set(FAMILIES)


@pytest.mark.parametrize("family", FAMILIES)
def test_the_cases_of_a_file_are_the_layers_of_its_family(family):
    rows = importlib.import_module(f"app.checker.layers.{family}").LAYERS
    assert {case.name for case in LAYER_CASES if case.path.stem == family} == {row.name for row in rows}


@each_case
def test_a_case_builds_the_layer_that_it_is_named_after_and_runs(case: Case):
    assert f"nn.{case.name}(" in case.code
    assert check(case.request).verdict == "runs"


@each_case
def test_the_arithmetic_of_a_layer_ends_in_the_size_that_torch_gave(case: Case):
    for step in check(case.request).steps:
        sizes = step.output_shapes[0]
        names = {"C": 1, "L": -1, "W": -1, "H": -2, "D": -3, "features": -1}
        assert [line.value for line in step.formula] == [sizes[names[line.axis]] for line in step.formula]
        assert [line for line in step.formula if str(line.value) not in line.text] == []


def test_the_catalogue_names_every_layer_but_the_containers():
    rows = {name for name, layer in tables().layers.items() if layer.family != "container"}
    assert {layer.name for layer in catalogue().layers} == rows


@pytest.mark.parametrize("layer", catalogue().layers, ids=lambda layer: layer.name)
def test_an_argument_of_the_catalogue_is_needed_just_where_torch_needs_it(layer):
    needed = [argument.name for argument in layer.arguments if argument.default is None]
    paste = f"from torch import nn\n\nlayer = nn.{layer.name}()\n"
    report = check(Request(code=paste, entry="layer", input_shape=[1, 1, 9, 9]))
    refused = [finding for finding in report.findings if finding.slug == "wrong-constructor-argument"]
    assert bool(needed) == bool(refused)
    assert all(name in refused[0].message for name in needed)
