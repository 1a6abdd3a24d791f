"""`POST /api/solve` on a real server: each kind of question, and each refusal."""

import json

import httpx2 as httpx
import pytest

LENET = (
    "import torch.nn as nn\n\nnet = nn.Sequential(nn.Conv2d(1, 6, 3), nn.MaxPool2d(2), nn.Conv2d(6, 16, 3),\n"
    "    nn.MaxPool2d(2), nn.Flatten(), nn.Linear(576, 10))\n"
)
ROWS = [
    {"type": "Conv2d", "in_channels": 1, "out_channels": 6, "kernel_size": 3},
    {"type": "MaxPool2d", "kernel_size": 2},
    {"type": "Conv2d", "in_channels": 6, "out_channels": 16, "kernel_size": 3},
    {"type": "MaxPool2d", "kernel_size": 2},
    {"type": "Flatten"},
    {"type": "Linear", "in_features": 576, "out_features": 10},
]


def post(server, content: object) -> httpx.Response:
    body = content if isinstance(content, str) else json.dumps(content)
    headers = {"Content-Type": "application/json"}
    return httpx.post(f"{server.url}/api/solve", content=body, headers=headers, timeout=60)


def solved(server, **fields) -> dict:
    answer = post(server, fields)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_one_argument_of_a_layer_is_found(server):
    found = solved(server, ask="layer", input=28, output="same", kernel_size=5, stride=1)
    assert found["verdict"] == "found"
    assert found["sentence"] == "padding 2 keeps 28"
    first = found["solutions"][0]
    assert (first["padding"], first["arithmetic"]) == (2, "⌊(28 + 2·2 − 1·(5−1) − 1) / 1⌋ + 1 = 28")
    assert first["code"] == "nn.Conv2d(in_channels, out_channels, kernel_size=5, padding=2)"


def test_that_no_argument_fits_is_an_answer_with_its_reason(server):
    found = solved(server, ask="layer", input=28, output="same", kernel_size=4, stride=1)
    assert (found["verdict"], found["solutions"]) == ("none", [])
    assert "padding='same' pads one more on the right" in found["sentence"]


@pytest.mark.parametrize("net", [{"code": LENET}, {"layers": ROWS}], ids=["code", "layers"])
def test_the_inputs_of_a_net_are_found(server, net):
    found = solved(server, ask="inputs", **net)
    assert found["verdict"] == "found"
    assert found["sentence"].startswith("this net takes 30 to 33 px")
    assert found["axes"][0] == {"axis": "side", "ranges": [{"low": 30, "high": 33, "step": 1}], "held": {}}


def test_a_net_whose_shapes_depend_on_values_cannot_be_told(server):
    code = (
        "import torch.nn as nn\n\nclass Net(nn.Module):\n    def forward(self, x):\n"
        "        return x[:, :, : int(x.sum())]\n"
    )
    found = solved(server, ask="inputs", code=code, input_shape=[1, 3, 8, 8])
    assert found["verdict"] == "cannot-tell"
    assert "depends on" in found["sentence"]


@pytest.mark.parametrize("code", ["", " ", "\x00", "x" * 150_000, "(" * 5000, "import os\nos.system('x')", "def"])
def test_no_text_is_a_fault_of_ours(server, code):
    assert solved(server, ask="inputs", code=code)["verdict"] in {"none", "cannot-tell"}


@pytest.mark.parametrize(("fields", "field"), [
    ({"ask": "layer", "kernel_size": 0}, "kernel_size"),
    ({"ask": "layer", "kernel_size": "3"}, "kernel_size"),
    ({"ask": "layer", "stride": 2.5}, "stride"),
    ({"ask": "layer", "output": "third"}, "output"),
    ({"ask": "layer", "input": 10**9}, "input"),
    ({"ask": "layer", "colour": "blue"}, "colour"),
    ({"ask": "inputs", "code": 3}, "code"),
    ({"ask": "inputs"}, "body"),
    ({"ask": "inputs", "code": "x", "layers": ROWS}, "body"),
    ({"ask": "inputs", "layers": []}, "layers"),
    ({"ask": "inputs", "code": "\ud800"}, "code"),
    ({"ask": "everything"}, "ask"),
    ({"kernel_size": 3}, "body"),
    ([], "body"),
])  # fmt: skip
def test_what_is_no_question_is_refused_by_its_field(server, fields, field):
    answer = post(server, fields)
    assert answer.status_code == 422, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert [error["field"] for error in answer.json()["errors"]] == [field]


def test_what_is_not_json_is_refused(server):
    assert post(server, "{").status_code == 422
    assert httpx.post(f"{server.url}/api/solve", content="ask=layer").status_code == 415


def test_a_transposed_convolution_that_needs_output_padding_gets_it_unasked(server):
    found = solved(server, ask="layer", type="transposed convolution", output="double", kernel_size=3, stride=2)
    assert (found["solutions"][0]["padding"], found["solutions"][0]["output_padding"]) == (1, 1)
    none = solved(
        server, ask="layer", type="transposed convolution", output="double", kernel_size=3, stride=2, output_padding=0
    )
    assert none["verdict"] == "none"


@pytest.mark.parametrize(("code", "why"), [
    ("hello", "hello is used here, but nothing defines it"),
    ("net = nn.Sequential(", "this is not Python yet"),
    ("import torch.nn as nn\nnet = nn.ReLU()", "give the usual input size, like 3, 32, 32"),
    ("import torch\nimport torch.nn as nn\nnet = nn.Linear(3, 4)\nnet(torch.zeros(2, 5))", "expects 3 features"),
])  # fmt: skip
def test_a_net_that_cannot_be_asked_says_why_and_what_to_do(server, code, why):
    found = solved(server, ask="inputs", code=code)
    assert found["verdict"] == "cannot-tell"
    assert why in found["sentence"]
    assert "several inputs" not in found["sentence"]
