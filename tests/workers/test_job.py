"""The job itself, in this process: JSON in, JSON out, and a fault of ours that says where but not what."""

import json

import pytest

from app.checker.report import Report
from app.workers import job

CODE = "import torch.nn as nn\nSECRET = nn.Linear(2, 3)\n"


def asked(**fields) -> dict:
    return json.loads(job.answer(json.dumps(fields).encode()))


def test_a_check_is_answered_by_a_report():
    answer = asked(kind="check", payload={"code": CODE, "input_shape": [1, 2]})
    assert Report.model_validate(answer["ok"]).output_shapes == [[1, 3]]


def test_the_catalogue_and_a_stack_are_answered():
    layers = asked(kind="catalogue", payload=None)["ok"]["layers"]
    assert "Conv2d" in [layer["name"] for layer in layers]
    stack = {"input_shape": [1, 2], "layers": [{"type": "Linear", "in_features": 2, "out_features": 3}]}
    assert asked(kind="stack", payload=stack)["ok"]["verdict"] == "runs"


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b'{"kind": "SECRET", "payload": 1}', b'{"kind": "check", "payload": {"code": ["SECRET"]}}'],
)
def test_a_fault_says_where_and_never_quotes_the_paste(body):
    answer = json.loads(job.answer(body))
    assert answer["error"] == "fault"
    assert any(place.startswith("job.py:") for place in answer["where"])
    assert "SECRET" not in json.dumps(answer)
