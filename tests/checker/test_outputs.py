"""Outputs are flat, in the order of what forward returns, and have its names."""

import pytest

from tests.checker.asking import ask, forward

CONV = "self.c = nn.Conv2d(3, 4, 3)"
IMAGE, MAP = [2, 3, 8, 8], [2, 4, 6, 6]
NAMED = "from collections import namedtuple\nOut = namedtuple('Out', 'y z')"
TYPED = "from typing import NamedTuple\nclass Out(NamedTuple):\n    y: torch.Tensor\n    z: torch.Tensor = None"
DATA = "from dataclasses import dataclass\n@dataclass\nclass Out:\n    y: torch.Tensor\n    z: torch.Tensor = None"


@pytest.mark.parametrize(
    ("body", "supplied", "shapes", "names"),
    [
        ("return self.c(x), x", "", [MAP, IMAGE], None),
        ("return self.c(x), (x, [x])", "", [MAP, IMAGE, IMAGE], None),
        ("return self.c(x), None, 'a', 3", "", [MAP], None),
        ("return {'a': self.c(x), 'b': x}", "", [MAP, IMAGE], ["a", "b"]),
        ("return {'a': self.c(x), 'n': 3}", "", [MAP], ["a"]),
        ("return {'a': [self.c(x), x], 'b': {'c': x}}", "", [MAP, IMAGE, IMAGE], ["a.0", "a.1", "b.c"]),
        ("return {1: self.c(x)}", "", [MAP], ["1"]),
        ("return Out(self.c(x), x)", NAMED, [MAP, IMAGE], ["y", "z"]),
        ("return Out(z=self.c(x), y=x)", NAMED, [IMAGE, MAP], ["y", "z"]),
        ("return Out(self.c(x), x)._replace(y=x)", NAMED, [IMAGE, IMAGE], ["y", "z"]),
        ("return Out(self.c(x), x)._asdict()", NAMED, [MAP, IMAGE], ["y", "z"]),
        ("return Out(self.c(x), x)", TYPED, [MAP, IMAGE], ["y", "z"]),
        ("return Out(self.c(x))", TYPED, [MAP], ["y"]),
        ("return Out(self.c(x), x)", DATA, [MAP, IMAGE], ["y", "z"]),
        ("return Out(z=x, y=self.c(x))", DATA, [MAP, IMAGE], ["y", "z"]),
        ("return x.max(1)", "", [[2, 8, 8], [2, 8, 8]], ["values", "indices"]),
        ("return x.shape", "", [], None),
        ("return []", "", [], None),
    ],
)
def test_what_forward_returns_is_flat_and_named(body, supplied, shapes, names):
    report = forward(body, init=CONV, supplied=supplied)
    assert (report.verdict, report.output_shapes, report.output_names) == ("runs", shapes, names)


def test_there_are_as_many_names_as_shapes_where_there_are_names():
    report = forward("return {'a': (x, 3, x), 'b': None, 'c': Out(x, [])}", supplied=NAMED)
    assert report.output_names == ["a.0", "a.1", "c.y"]
    assert len(report.output_shapes) == len(report.output_names)


def test_a_dataclass_runs_its_post_init():
    supplied = DATA + "\n    def __post_init__(self):\n        self.y = self.y.flatten(1)"
    assert forward("return Out(self.c(x))", init=CONV, supplied=supplied).output_shapes == [[2, 144]]


def test_a_method_of_a_named_tuple_is_not_read_and_that_is_said():
    supplied = TYPED + "\n    def both(self):\n        return self.y"
    report = forward("return Out(x).both()", supplied=supplied)
    assert (report.verdict, report.findings[0].slug) == ("cannot-tell", "unsupported")


def test_warnings_come_before_notes():
    report = forward("self.c(x)", init=CONV + "\nself.unused = nn.Linear(2, 2)")
    assert [finding.severity for finding in report.findings] == ["warning", "note"]


def test_errors_come_in_the_order_in_which_they_are_executed():
    code = """
        import torch
        from torch import nn
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.b = nn.Linear(5, 2)
                self.a = nn.Conv2d(4, 8, 3)
            def forward(self, x):
                x = self.a(x)
                return self.b(x.flatten(1))
    """
    assert [finding.span.line for finding in ask(code, [1, 3, 8, 8]).findings if finding.severity == "error"] == [8, 7]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("return nn.ReLU(x)", "takes the tensor for its first argument"),
        ("x = nn.ReLU\nreturn x", "without brackets is the class"),
        ("return self.c", "gives back the layer itself, of the class Conv2d"),
        ("return nn.ReLU()", "gives back the layer itself, of the class ReLU"),
    ],
)
def test_a_layer_in_the_place_of_a_tensor_runs_with_a_warning(body, said):
    report = forward(body, init=CONV)
    finding = report.findings[0]
    assert (report.verdict, finding.severity, finding.slug) == ("runs", "warning", "layer-not-called")
    assert said in finding.message


def test_a_layer_that_was_made_of_the_tensor_is_mended_by_a_second_call():
    (fix,) = forward("x = nn.ReLU(x)\nreturn x").findings[0].fixes
    assert "nn.ReLU()(x)" in fix.code
