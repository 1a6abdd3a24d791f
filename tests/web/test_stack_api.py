"""`/api/stack/code` and `/api/stack/rows` on a real server: code from rows, rows from code, and each refusal."""

import json

import httpx2 as httpx
import pytest

from app.checker.stack.request import KINDS

LAYERS = [
    {"type": "Conv2d", "in_channels": 3, "out_channels": 8, "kernel_size": [3, 5], "padding": "same"},
    {"type": "Residual", "body": [{"type": "ReLU"}], "shortcut": [{"type": "MaxPool2d", "kernel_size": 1}]},
    {"type": "Concat", "body": [{"type": "Tanh"}]},
    {"type": "Flatten"},
]


def post(server, path, body):
    content = body if isinstance(body, str) else json.dumps(body)
    return httpx.post(server.url + path, content=content, headers={"Content-Type": "application/json"}, timeout=60)


def test_rows_become_code_and_the_code_the_same_rows(server):
    written = post(server, "/api/stack/code", {"layers": LAYERS}).json()
    assert written["code"].split("\n")[written["lines"]["1.body.0"] - 1].strip() == "nn.ReLU(),"
    found = post(server, "/api/stack/rows", {"code": written["code"], "input_shape": [1, 3, 8, 8]}).json()
    assert found == {"layers": LAYERS, "input_shape": [1, 3, 8, 8], "problem": None, "line": None}


def test_a_request_to_check_may_be_sent_to_be_written(server):
    assert post(server, "/api/stack/code", {"layers": LAYERS, "input_shape": [1], "mode": "eval"}).status_code == 200


def test_the_report_of_rows_in_rows_names_them_by_their_path(server):
    report = post(server, "/api/stack", {"input_shape": [1, 3, 8, 8], "layers": LAYERS}).json()
    assert report["verdict"] == "runs"
    assert [step["path"] for step in report["steps"]] == ["0", "1.body.0", "1.shortcut.0", "1", "2.body.0", "2", "3"]
    assert report["fc_in_features"] == 16 * 64


def test_code_that_is_no_stack_says_why_and_where(server):
    code = "import torch.nn as nn\nclass Net(nn.Module):\n    def forward(self, x):\n        return x * 2\n"
    found = post(server, "/api/stack/rows", {"code": code, "input_shape": [1, 3]}).json()
    assert (found["layers"], found["line"]) == (None, 4)
    assert found["problem"]


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("code", {}, "layers"),
        ("code", {"layers": []}, "layers"),
        ("code", {"layers": [{"type": "Conv2d"}]}, "layers.0.kernel_size"),
        ("code", {"layers": [LAYERS[0]] * 201}, "layers"),
        ("code", {"layers": [{"type": "Residual", "body": [LAYERS[0]] * 200}]}, "layers"),
        ("code", {"layers": [{**LAYERS[1], "body": [{"type": "ReLU", "x": 1}]}]}, "layers.0.body.0.x"),
        ("code", {"layers": [{"type": "Linaer"}]}, "layers.0.type"),
        ("rows", {}, "code"),
        ("rows", {"code": 3}, "code"),
        ("rows", {"code": "", "input_shape": [-1]}, "input_shape.0"),
        ("code", "[" * 50_000, "body"),
        ("code", '{"layers": [' + '{"type": "Residual", "body": [' * 400 + "]}" * 400 + "]}", "layers"),
    ],
)
def test_what_is_not_as_it_must_be_is_422_and_names_the_field(server, path, body, field):
    answer = post(server, f"/api/stack/{path}", body)
    assert answer.status_code == 422, answer.text
    assert field in [error["field"] for error in answer.json()["errors"]]


def test_the_openapi_document_lists_every_layer_with_its_fields(server):
    schemas = httpx.get(f"{server.url}/api/openapi.json").json()["components"]["schemas"]
    for name, kind in KINDS.items():
        found = schemas.get(name) or schemas[f"{name}-Input"]
        assert set(found["properties"]) == set(kind.model_fields)
