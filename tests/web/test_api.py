"""The JSON endpoints on a real server with real workers: good requests, and every kind of bad one."""

import json

import httpx2 as httpx
import pytest

from app.checker.report import Report
from app.checker.stack import Catalogue

JSON = {"Content-Type": "application/json"}
NET = "import torch.nn as nn\nnet = nn.Sequential(nn.Conv2d(3, 8, 3), nn.Flatten(), nn.Linear(7200, 10))\n"
LAYERS = [
    {"type": "Conv2d", "in_channels": 3, "out_channels": 8, "kernel_size": 3},
    {"type": "Flatten"},
    {"type": "Linear", "in_features": 7200, "out_features": 10},
]
# The names that people who read the JSON rely on.
PROMISED = {
    "verdict", "entry", "mode", "input_source", "input_shapes", "output_shapes", "outputs_assumed", "total_params",
    "trainable_params", "macs", "fc_in_features", "steps", "findings", "modules", "notes", "torch_version",
}  # fmt: skip
PROMISED_OF_STEP = {
    "name", "kind", "path", "line", "created_line", "input_shapes", "output_shapes", "output_names", "params",
    "shared", "macs", "status", "formula",
}  # fmt: skip
PROMISED_OF_FINDING = {
    "slug", "severity", "message", "label", "help", "span", "call_span", "torch_says", "fixes",
}  # fmt: skip


def post(server, path: str, content: bytes | str, **headers: str) -> httpx.Response:
    return httpx.post(server.url + path, content=content, headers={**JSON, **headers}, timeout=60)


def check(server, **fields) -> dict:
    answer = post(server, "/api/check", json.dumps(fields))
    assert answer.status_code == 200, answer.text
    return answer.json()


def refused(answer: httpx.Response, status: int) -> dict:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == status
    assert problem["request_id"] == answer.headers["x-request-id"]
    return problem


def fields_of(problem: dict) -> list[str]:
    return [error["field"] for error in problem["errors"]]


def test_a_net_that_runs_has_a_report_with_every_promised_name(server):
    report = check(server, code=NET, input_shape=[1, 3, 32, 32], entry=None, mode=None)
    assert report.keys() >= PROMISED
    assert report["verdict"] == "runs"
    assert report["input_source"] == "given"
    assert report["output_shapes"] == [[1, 10]]
    assert report["fc_in_features"] == 7200
    assert all(step.keys() >= PROMISED_OF_STEP for step in report["steps"])
    assert Report.model_validate(report).total_params == 224 + 72010


def test_a_net_that_fails_is_an_answer_of_200_with_its_finding(server):
    report = check(server, code=NET.replace("7200", "7000"), input_shape=[2, 3, 32, 32])
    assert report["verdict"] == "fails"
    assert report["findings"][0].keys() >= PROMISED_OF_FINDING
    assert report["findings"][0]["slug"] == "wrong-in-features"


def test_text_that_is_no_python_is_an_answer_of_200(server):
    assert check(server, code="the quick brown (fox")["verdict"] == "fails"


@pytest.mark.parametrize(
    "code", ["", " ", "\n\n", "\x00", "x" * 150_000, "(" * 5000, "🐍" * 100, "import os\nos.system('x')"]
)
def test_no_text_is_a_fault_of_ours(server, code):
    assert check(server, code=code)["verdict"] in {"fails", "cannot-tell"}


def test_a_stack_gives_the_report_of_the_same_code(server):
    answer = post(server, "/api/stack", json.dumps({"input_shape": [1, 3, 32, 32], "layers": LAYERS}))
    assert answer.status_code == 200, answer.text
    report = answer.json()
    assert report.keys() >= PROMISED
    assert (report["verdict"], report["output_shapes"], report["fc_in_features"]) == ("runs", [[1, 10]], 7200)
    assert [step["kind"] for step in report["steps"]] == ["Conv2d", "Flatten", "Linear"]


def test_a_stack_that_does_not_fit_fails_with_a_finding(server):
    layers = [*LAYERS[:2], {"type": "Linear", "in_features": 7, "out_features": 10}]
    report = post(server, "/api/stack", json.dumps({"input_shape": [1, 3, 32, 32], "layers": layers})).json()
    assert report["verdict"] == "fails"
    assert report["findings"][0]["slug"] == "wrong-in-features"


def test_the_catalogue_lists_layers_with_arguments_and_formulas(server):
    catalogue = Catalogue.model_validate(httpx.get(f"{server.url}/api/layers", timeout=60).json())
    conv = next(layer for layer in catalogue.layers if layer.name == "Conv2d")
    assert [argument.name for argument in conv.arguments][:3] == ["in_channels", "out_channels", "kernel_size"]
    assert conv.formula
    assert len(catalogue.layers) >= 12


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ("{}", "code"),
        ('{"code": 3}', "code"),
        ('{"code": null}', "code"),
        ('{"code": "\\ud800"}', "code"),
        ('{"code": "", "unknown": 1}', "unknown"),
        ('{"code": "", "mode": "training"}', "mode"),
        ('{"code": "", "entry": 7}', "entry"),
        ('{"code": "", "input_shape": [1, "3"]}', "input_shape.1"),
        ('{"code": "", "input_shape": [1, -3]}', "input_shape.1"),
        ('{"code": "", "input_shape": [1, 2.5]}', "input_shape.1"),
        ('{"code": "", "input_shape": [1, 3.0]}', "input_shape.1"),
        ('{"code": "", "input_shape": [true]}', "input_shape.0"),
        ('{"code": "", "input_shape": [NaN]}', "input_shape.0"),
        ('{"code": "", "input_shape": [Infinity]}', "input_shape.0"),
        ('{"code": "", "input_shape": [1e400]}', "input_shape.0"),
        ('{"code": "", "input_shape": "1,3,32,32"}', "input_shape"),
        ('{"code": "", "input_shape": [[1, 2], [3, "x"]]}', "input_shape.1.1"),
        ("", "body"),
        ("null", "body"),
        ("[]", "body"),
        ('"code"', "body"),
        ("{", "body"),
        ("{'code': ''}", "body"),
        ('{"code": "' + "\\u0000", "body"),
        ("[" * 100_000, "body"),
        ('{"code": ' * 20_000, "body"),
        ('{"code": ' + "1" * 6000 + "}", "body"),
    ],
)
def test_a_check_that_is_not_as_it_must_be_is_422_and_names_the_field(server, body, field):
    problem = refused(post(server, "/api/check", body), 422)
    assert field in fields_of(problem)
    assert problem["detail"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"input_shape": None}, "input_shape"),
        ({"input_shape": [[1, 3]]}, "input_shape.0"),
        ({"layers": []}, "layers"),
        ({"layers": [{}]}, "layers.0"),
        ({"layers": [{"type": "Conv9d"}]}, "layers.0.type"),
        ({"layers": [{"type": "Linear", "in_features": 2}]}, "layers.0.out_features"),
        ({"layers": [*LAYERS, {"type": "ReLU", "color": "red"}]}, "layers.3.color"),
        ({"layers": [{**LAYERS[0], "kernel_size": "3"}]}, "layers.0.kernel_size"),
        ({"layers": [{**LAYERS[0], "kernel_size": [3, 3, 3]}]}, "layers.0.kernel_size"),
        ({"layers": [{**LAYERS[0], "stride": 2**40}]}, "layers.0.stride"),
        ({"layers": LAYERS * 1000}, "layers"),
        ({"more": 1}, "more"),
    ],
)
def test_a_stack_that_is_not_as_it_must_be_is_422_and_names_the_field(server, change, field):
    body = json.dumps({"input_shape": [1, 3, 32, 32], "layers": LAYERS, **change})
    assert field in fields_of(refused(post(server, "/api/stack", body), 422))


def test_a_body_that_is_not_utf_8_is_422(server):
    problem = refused(post(server, "/api/check", b'{"code": "\xff\xfe"}'), 422)
    assert problem["errors"] == [{"field": "body", "message": "the body is not UTF-8"}]


@pytest.mark.parametrize("path", ["/api/check", "/api/stack"])
@pytest.mark.parametrize(
    "headers",
    [
        {"content-type": "application/json; charset=latin-1"},
        {"content-type": "application/json; charset=utf-16"},
        {"content-type": "application/json", "content-encoding": "gzip"},
        {"content-type": "application/json", "content-encoding": "br"},
    ],
)
@pytest.mark.parametrize("body", [b"{}", b"\xff\xfe\x00", b""])
def test_a_body_that_says_it_is_no_plain_utf_8_is_415_whatever_it_is(server, path, headers, body):
    refused(httpx.post(f"{server.url}{path}", content=body, headers=headers, timeout=60), 415)


@pytest.mark.parametrize(
    "said", ["application/json;charset=UTF-8", 'application/json; charset="utf8"', "Application/JSON"]
)
def test_a_body_that_says_it_is_utf_8_is_read(server, said):
    headers = {"content-type": said, "content-encoding": "identity"}
    body = json.dumps({"code": "import torch.nn as nn\nnet = nn.Linear(2, 3)\n", "input_shape": [1, 2]})
    answer = httpx.post(f"{server.url}/api/check", content=body, headers=headers, timeout=60)
    assert answer.json()["verdict"] == "runs"


@pytest.mark.parametrize("path", ["/api/check", "/api/stack"])
@pytest.mark.parametrize("type_", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_another_type_than_json_is_415(server, path, type_):
    refused(post(server, path, '{"code": ""}', **{"Content-Type": type_}), 415)


def test_json_with_a_charset_is_json(server):
    answer = post(server, "/api/check", '{"code": ""}', **{"Content-Type": "Application/JSON; charset=utf-8"})
    assert answer.status_code == 200


def test_a_body_that_is_too_large_is_413_whether_announced_or_not(server):
    body = json.dumps({"code": "x" * 300_000}).encode()
    refused(post(server, "/api/check", body), 413)

    def pieces():
        for start in range(0, len(body), 10_000):
            yield body[start : start + 10_000]

    refused(post(server, "/api/check", pieces()), 413)


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/api/check", 405), ("PUT", "/api/stack", 405)])
def test_a_wrong_method_is_405_and_says_which_are_right(server, method, path, status):
    answer = httpx.request(method, server.url + path)
    refused(answer, status)
    assert answer.headers["allow"] == "POST"


def test_an_unknown_endpoint_is_a_problem_and_not_a_page(server):
    refused(httpx.get(f"{server.url}/api/nowhere"), 404)


def test_the_openapi_document_describes_what_there_is(server):
    document = httpx.get(f"{server.url}/api/openapi.json").json()
    assert set(document["paths"]) >= {
        "/api/check", "/api/stack", "/api/stack/code", "/api/stack/rows", "/api/layers", "/api/questions/{generator}",
    }  # fmt: skip
    for path, methods in document["paths"].items():
        for operation in methods.values():
            assert operation["summary"]
            assert len(operation["description"]) > 40, path
    for path in ("/api/check", "/api/stack"):
        responses = document["paths"][path]["post"]["responses"]
        assert set(responses) == {"200", "413", "415", "422", "429", "503"}
        assert "application/problem+json" in responses["422"]["content"]


@pytest.mark.parametrize("path", ["/api/check", "/api/stack"])
def test_the_examples_of_the_openapi_document_are_answered(server, path):
    document = httpx.get(f"{server.url}/api/openapi.json").json()
    content = document["paths"][path]["post"]["requestBody"]["content"]["application/json"]
    reference = content["schema"].get("$ref", "").rpartition("/")[2]
    schema = document["components"]["schemas"].get(reference, {})
    examples = [*schema.get("examples", []), *content["schema"].get("examples", [])]
    assert examples
    for example in examples:
        assert post(server, path, json.dumps(example)).status_code == 200


def test_a_generated_question_is_the_same_for_the_same_seed_and_has_torchs_key(server):
    address = f"{server.url}/api/questions/conv-output?difficulty=medium&seed=17"
    first, again = (httpx.get(address).json() for _ in range(2))
    assert first == again
    assert first["id"] == "~conv-output.medium.17"
    checked = httpx.post(f"{server.url}/api/check", json={"code": first["code"]}).json()
    assert first["accepted"] == checked["output_shapes"]
    assert len(first["replies"]) >= 3
    assert httpx.get(f"{server.url}/api/questions/nothing").status_code == 404
    assert httpx.get(f"{server.url}/api/questions/conv-output?seed=-1").status_code == 422
