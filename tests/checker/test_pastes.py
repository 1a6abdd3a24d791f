"""Real mistakes and correct nets from public posts, with what real CPU torch does to each."""

import json
from functools import cache
from typing import Any

import pytest

from app.checker.engine import check
from app.checker.limits import Limits
from app.checker.paste import source
from app.checker.report import Report, Request
from app.checker.tables import tables
from tests.checker.literate import CASES

FOLDER = CASES / "pastes"
TRUTHS: list[dict[str, Any]] = json.loads((FOLDER / "cases.json").read_text(encoding="utf-8"))
# Where the report begins with the line that a learner would change, as it was recorded.
CAUSE_NAMED = [
    "003", "004", "013", "014", "022", "031", "044", "051", "054",
    "073", "082", "087", "089", "093", "095", "099", "103",
]  # fmt: skip

OWN_CLASSES = {"Rel"}  # a class of the paste without layers of its own: it has no row


def name_of(truth: dict[str, Any]) -> str:
    return truth["paste"].removesuffix(".py")


def code_of(truth: dict[str, Any]) -> str:
    with (FOLDER / truth["paste"]).open(encoding="utf-8", newline="") as file:
        return file.read()


def inputs_of(truth: dict[str, Any]) -> list[list[int]]:
    sizes = truth["input_shape"]
    return sizes if isinstance(sizes[0], list) else [sizes]


def without_prompts(code: str) -> str:
    """Python that Python reads; where the paste is no Python, the paste."""
    try:
        return "\n".join(source.read(code, Limits()).lines)
    except source.NotPython:
        return code


@cache
def report_of(paste: str) -> Report:
    truth = next(truth for truth in TRUTHS if truth["paste"] == paste)
    return check(Request(code=code_of(truth), input_shape=truth["input_shape"], entry=truth["entry"]))


every_paste = pytest.mark.parametrize("truth", TRUTHS, ids=name_of)
every_net_that_runs = pytest.mark.parametrize("truth", [t for t in TRUTHS if t["ok"]], ids=name_of)
every_correct_net = pytest.mark.parametrize("truth", [t for t in TRUTHS if t["ok"] and not t["silent"]], ids=name_of)
with_named_cause = pytest.mark.parametrize("truth", [t for t in TRUTHS if t["id"] in CAUSE_NAMED], ids=name_of)


@every_paste
def test_the_verdict_is_what_real_torch_does(truth):
    assert report_of(truth["paste"]).verdict == ("runs" if truth["ok"] else "fails")


@every_net_that_runs
def test_output_shape_and_parameters_are_exact(truth):
    report = report_of(truth["paste"])
    assert report.output_shapes == [truth["output_shape"]]
    assert report.total_params == truth["total_params"]


@every_net_that_runs
def test_every_layer_has_its_row_in_the_order_of_calls(truth):
    layers = [step for step in report_of(truth["paste"]).steps if step.kind in tables().layers]
    rows = [step.output_shapes if len(step.output_shapes) > 1 else step.output_shapes[0] for step in layers]
    assert rows == [shape for name, shape in truth["layer_shapes"] if name not in OWN_CLASSES]


@every_correct_net
def test_a_correct_net_gives_no_alarm(truth):
    assert [finding.slug for finding in report_of(truth["paste"]).findings if finding.severity != "note"] == []


@with_named_cause
def test_the_first_finding_stands_at_the_cause(truth):
    first = report_of(truth["paste"]).findings[0]
    assert first.span is not None
    assert first.span.line == truth["root_cause_line"]


@every_paste
def test_the_record_is_still_true(truth, real_torch):
    entry = None if truth["torch_error_type"] == "SyntaxError" else truth["entry"]
    code = without_prompts(code_of(truth))
    real = real_torch.run(code, inputs_of(truth), entry, supplied=truth["prelude"], whole=entry is None)
    assert bool(real.raised) == (not truth["ok"])
    if truth["ok"]:
        assert real.shapes == [truth["output_shape"]]
        assert real.params == truth["total_params"]


@every_paste
def test_every_fix_works_on_real_torch(truth, real_torch):
    for fix in [fix for finding in report_of(truth["paste"]).findings[:1] for fix in finding.fixes]:
        sizes = fix.input_shape or inputs_of(truth)
        code = without_prompts(fix.code)
        real = real_torch.run(code, sizes, fix.entry or truth["entry"], supplied=truth["prelude"], whole=False)
        after = check(Request(code=fix.code, input_shape=sizes, entry=fix.entry or truth["entry"]))
        assert after.verdict == ("fails" if real.raised else "runs"), (fix.title, real)
