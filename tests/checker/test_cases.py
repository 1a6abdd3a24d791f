"""Every case of tests/cases: the report is the one that stands there, and real CPU torch says the same."""

import os
import subprocess
import sys

import pytest

from app.checker.engine import check
from tests.checker.literate import Case, cases
from tests.conftest import ROOT

CASES = cases()
# Torch's own counter does not look inside the fused kernel, and what the other multiplies depends on its targets.
UNCOUNTED = {"LSTM", "AdaptiveLogSoftmaxWithLoss"}
each_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)


@each_case
def test_the_report_is_the_one_that_the_case_expects(case: Case, bless):
    said = case.render(check(case.request))
    if bless:
        case.bless(said)
    else:
        assert said == case.expected


@each_case
def test_real_torch_does_what_the_report_says(case: Case, real_torch):
    report = check(case.request)
    assert report.verdict in {"runs", "fails"}
    truth = real_torch.run(case.code, report.input_shapes, report.entry, case.request.mode)
    assert report.verdict == ("fails" if truth.raised else "runs"), truth
    if not truth.raised:
        assert report.output_shapes == truth.shapes
        assert report.total_params == truth.params
        assert report.macs == truth.macs or case.name in UNCOUNTED


def test_no_two_cases_of_a_file_have_one_name():
    names = [case.id for case in CASES]
    assert len(set(names)) == len(names)


def test_blessing_is_refused_in_ci():
    command = [sys.executable, "-m", "pytest", "tests/checker/test_cases.py", "--bless", "--collect-only", "-q"]
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, "CI": "1"}, capture_output=True, text=True, check=False)
    assert done.returncode == pytest.ExitCode.USAGE_ERROR
    assert "does not run where CI is set" in done.stderr
