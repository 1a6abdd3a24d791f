"""What every report promises, whatever was pasted."""

import re

from app.checker.exports.text import render
from app.checker.report import Finding, Report
from app.checker.tables import findings
from tests.checker.test_finding_pages import CANNOT_TELL
from tests.checker.test_places import edited, in_order, lines_of


def every_promise_is_kept(report: Report, code: str) -> None:
    assert Report.model_validate_json(report.model_dump_json()) == report
    assert isinstance(render(report, code), str)
    the_verdict_goes_with_the_findings(report)
    for finding in report.findings:
        the_places_exist(finding, code)
    the_numbers_add_up(report)


def the_verdict_goes_with_the_findings(report: Report) -> None:
    severities = [finding.severity for finding in report.findings]
    assert ("error" in severities) == (report.verdict == "fails")
    if report.verdict == "cannot-tell":
        assert (report.findings[0].severity, report.findings[0].slug in CANNOT_TELL) == ("note", True)
    if report.verdict == "fails":
        assert severities[0] == "error"
    assert report.mode in {"train", "eval"}
    assert {finding.slug for finding in report.findings} <= set(findings())
    assert report.verdict != "runs" or not any(step.status == "failed" for step in report.steps)


def the_places_exist(finding: Finding, code: str) -> None:
    lines = lines_of(code)
    edits = [edit for fix in finding.fixes for edit in fix.edits]
    for span in [finding.span, finding.call_span, *(edit.span for edit in edits)]:
        if span is not None:
            assert 1 <= span.line <= len(lines)
            assert 1 <= span.column <= span.end_column <= len(lines[span.line - 1]) + 1
    for fix in finding.fixes:
        assert fix.verified
        assert in_order(fix.edits)
        assert edited(code, fix.edits) == fix.code
    assert finding.message
    assert finding.label
    assert not re.search(r"\b(illegal|simply|just)\b", finding.message + finding.help)


def the_numbers_add_up(report: Report) -> None:
    assert report.macs == sum(step.macs for step in report.steps)
    assert 0 <= report.trainable_params <= report.total_params
    assert all(len(shape) <= 16 for step in report.steps for shape in step.output_shapes)
    assert report.verdict == "cannot-tell" or report.input_source is not None or report.steps == []
