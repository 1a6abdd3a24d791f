"""What pydantic refuses is told by field, in plain words, and of a union only by the part that was meant."""

import pytest
from pydantic import ValidationError

from app.checker.stack import StackRequest
from app.kit.refusals import refusals
from app.workers.strict import StrictRequest

HALF = "this holds half of a surrogate pair: write the whole character"
CONV = {"type": "Conv2d", "in_channels": 3, "out_channels": 8, "kernel_size": 3}


def told(model, body) -> dict[str, str]:
    with pytest.raises(ValidationError) as caught:
        model.model_validate(body)
    return refusals(caught.value.errors(), body)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, {"code": "this is needed"}),
        ({"code": 3}, {"code": "this must be text"}),
        ([], {"body": "this must be an object"}),
        ({"code": "", "colour": 1}, {"colour": "there is no such field"}),
        ({"code": "", "mode": "test"}, {"mode": "this must be 'train' or 'eval'"}),
        ({"code": "", "entry": "x" * 2001}, {"entry": "this may have 2000 or fewer characters"}),
        ({"code": "\ud800"}, {"code": "character 1 is half of a surrogate pair"}),
        ({"code": "", "input_shape": "1,3"}, {"input_shape": "this must be a list"}),
        ({"code": "", "input_shape": [-1, 2]}, {"input_shape.0": "this must be at least 0"}),
        ({"code": "", "input_shape": [1, 2.5]}, {"input_shape.1": "this must be a whole number"}),
        ({"code": "", "input_shape": [[1], ["2"]]}, {"input_shape.1.0": "this must be a whole number"}),
        ({"code": "", "input_shape": [1] * 17}, {"input_shape": "this may have 16 or fewer items, not 17"}),
    ],
)
def test_a_check_is_refused_in_plain_words(body, expected):
    assert told(StrictRequest, body) == expected


@pytest.mark.parametrize(
    ("layer", "expected"),
    [
        ({}, {"layers.0": "this needs the field type"}),
        ({"type": "Linaer"}, {"layers.0.type": "there is no type Linaer: did you mean Linear?"}),
        ({"type": "Linear", "in_features": 2}, {"layers.0.out_features": "this is needed"}),
        ({**CONV, "kernel_size": "3"}, {"layers.0.kernel_size": "this must be a whole number or a list"}),
        ({**CONV, "kernel_size": [3, 3, 3]}, {"layers.0.kernel_size": "this may have 2 or fewer items, not 3"}),
        ({**CONV, "padding": "sme"}, {"layers.0.padding": "this must be a whole number, a list, 'same' or 'valid'"}),
        ({**CONV, "bias": 1}, {"layers.0.bias": "this must be true or false"}),
        ({**CONV, "padding_mode": "\ud800"}, {"layers.0.padding_mode": HALF}),
        ({**CONV, "\ud800": 1}, {"layers.0": HALF}),
        ("ReLU", {"layers.0": "this must be an object"}),
    ],
)
def test_a_layer_of_a_stack_is_refused_in_plain_words(layer, expected):
    assert told(StackRequest, {"input_shape": [1, 3, 8, 8], "layers": [layer]}) == expected


def test_a_type_that_is_near_to_none_is_answered_with_all_of_them():
    said = told(StackRequest, {"input_shape": [1, 3], "layers": [{"type": "Zzz"}]})["layers.0.type"]
    assert said.startswith("there is no type Zzz: it is one of ReLU, ")
    assert " Conv2d, " in said
    assert said.endswith(" Residual and Concat")


def test_two_faults_are_told_at_their_two_fields():
    body = {"code": 1, "input_shape": [1, None], "mode": "x"}
    assert set(told(StrictRequest, body)) == {"code", "input_shape.1", "mode"}
