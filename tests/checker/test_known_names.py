"""A name that Python or torch has is never called missing: what is not in the tables is not read yet, and says so."""

import builtins
import math

import pytest
import torch
from torch import nn
from torch.nn import functional

from tests.checker.asking import ask, slugs

VALUES = {
    "list": "[1, 2]", "dict": "{'a': 1}", "str": "'ab'", "tuple": "(1, 2)", "set": "{1, 2}", "int": "3",
    "float": "1.5", "bool": "True", "range": "range(3)",
}  # fmt: skip
MODULES = {"torch": torch, "torch.nn": nn, "torch.nn.functional": functional, "math": math}


def names_of(value):
    return [name for name in dir(value) if not name.startswith("_")]


def needing(expression: str, setup: str = ""):
    imports = "import torch\nimport math\nfrom torch import nn"
    net = "net = nn.Linear(2, 2 if n is None else 3)"
    return ask(f"{imports}\n{setup}\nn = {expression}\n{net}\n", [1, 2], entry="net")


def called_missing(setup: str, expression: str) -> bool:
    return needing(expression, setup).verdict == "fails"


@pytest.mark.parametrize("kind", VALUES)
def test_no_method_of_a_type_of_python_is_called_missing(kind):
    value = VALUES[kind]
    missing = [name for name in names_of(getattr(builtins, kind)) if called_missing(f"v = {value}", f"v.{name}")]
    assert missing == []


def test_no_builtin_is_called_missing():
    assert [name for name in names_of(builtins) if called_missing("", name)] == []


@pytest.mark.parametrize("module", MODULES)
def test_no_name_of_torch_is_called_missing(module):
    missing = [name for name in names_of(MODULES[module]) if called_missing(f"import {module} as m", f"m.{name}")]
    assert missing == []


def test_no_method_of_a_module_is_called_missing():
    assert [name for name in names_of(nn.Linear(2, 2)) if called_missing("m = nn.Linear(2, 2)", f"m.{name}")] == []


def test_no_method_of_a_tensor_is_called_missing():
    tensor = torch.zeros(2, 2)
    readable = [name for name in names_of(tensor) if name != "imag"]  # torch itself refuses it on real numbers
    assert [name for name in readable if called_missing("t = torch.zeros(2, 2)", f"t.{name}")] == []


@pytest.mark.parametrize(
    ("expression", "slug"),
    [
        ("[1].push(2)", "missing-attribute"),
        ("{}.has_key(2)", "missing-attribute"),
        ("torch.zeros(2).foo()", "missing-attribute"),
        ("nn.Conv", "unknown-torch-name"),
        ("torch.rellu", "unknown-torch-name"),
        ("torch.nn.functional.max_pool", "unknown-torch-name"),
        ("math.squareroot", "missing-attribute"),
    ],
)
def test_a_name_that_nobody_has_is_called_missing(expression, slug):
    report = needing(expression)
    assert report.verdict == "fails"
    assert slugs(report)[0] in {slug, "unknown-torch-name", "missing-attribute"}
