"""Every finding's page shows it: the wrong paste has it and nothing else, the right paste has no fault."""

import re
from dataclasses import dataclass
from functools import cache

import pytest

from app.checker.engine import check
from app.checker.report import Finding, Report, Request
from app.checker.tables import findings
from tests.conftest import ROOT

_FENCE = re.compile(r"^```python (wrong|right)(?: \{input=([\d,]+)\})?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PAGES = sorted(path.stem for path in (ROOT / "content" / "findings").glob("*.md"))
# What these pages show is not a matter of what torch raises: they import what is not here, or take an hour.
CANNOT_TELL = {"unsupported", "unknown-import", "arguments-needed", "value-dependent", "input-needed", "stopped"}


@dataclass(frozen=True)
class Paste:
    code: str
    input_shape: list[int] | None


@cache
def paste(slug: str, which: str) -> Paste:
    text = (ROOT / "content" / "findings" / f"{slug}.md").read_text(encoding="utf-8")
    found = {
        kind: Paste(code, [int(n) for n in sizes.split(",")] if sizes else None)
        for kind, sizes, code in _FENCE.findall(text)
    }
    return found[which]


def checked(slug: str, which: str) -> Report:
    wanted = paste(slug, which)
    return check(Request(code=wanted.code, input_shape=wanted.input_shape))


# What is right here depends on what was meant.
WITHOUT_FIX = {
    "python-error", "torch-error", "shape-mismatch", "wrong-input-rank",
    "broadcast-both", "dropped-pixels", "layer-never-used", "scrambled-view",
}  # fmt: skip

every_finding = pytest.mark.parametrize("slug", PAGES)
every_fault = pytest.mark.parametrize("slug", sorted(set(PAGES) - CANNOT_TELL))


def faults(report: Report) -> list[str]:
    return [finding.slug for finding in report.findings if finding.severity != "note"]


def finding_of(report: Report, slug: str) -> Finding:
    return next(finding for finding in report.findings if finding.slug == slug)


def test_every_finding_has_its_page():
    assert sorted(findings()) == PAGES


@every_finding
def test_the_wrong_paste_has_this_finding_and_no_other(slug):
    report = checked(slug, "wrong")
    assert faults(report) == ([] if finding_of(report, slug).severity == "note" else [slug])


@every_finding
def test_the_right_paste_runs_without_this_finding_and_without_a_fault(slug):
    report = checked(slug, "right")
    assert report.verdict == "runs"
    assert faults(report) == []
    assert slug not in {finding.slug for finding in report.findings}


@every_finding
def test_the_severity_is_the_one_on_the_page(slug):
    page = (ROOT / "content" / "findings" / f"{slug}.md").read_text(encoding="utf-8")
    assert f"\nseverity: {finding_of(checked(slug, 'wrong'), slug).severity}\n" in page


@every_finding
def test_the_verdict_follows_from_the_severity(slug):
    report = checked(slug, "wrong")
    severity = finding_of(report, slug).severity
    assert report.verdict == ("cannot-tell" if slug in CANNOT_TELL else "fails" if severity == "error" else "runs")
    assert slug not in CANNOT_TELL or (severity, report.findings[0].slug) == ("note", slug)


@every_fault
def test_real_torch_raises_on_the_wrong_paste_just_where_the_finding_is_an_error(slug, real_torch):
    report = checked(slug, "wrong")
    truth = real_torch.run(
        paste(slug, "wrong").code, report.input_shapes or [paste(slug, "wrong").input_shape], report.entry
    )
    assert bool(truth.raised) == (finding_of(report, slug).severity == "error"), truth


@every_fault
def test_real_torch_runs_the_right_paste_and_gives_the_same_shapes(slug, real_torch):
    report = checked(slug, "right")
    truth = real_torch.run(paste(slug, "right").code, report.input_shapes, report.entry)
    assert not truth.raised, truth
    assert truth.shapes == report.output_shapes
    assert truth.params == report.total_params


@every_fault
def test_torch_is_quoted_as_it_speaks(slug, real_torch):
    report = checked(slug, "wrong")
    truth = real_torch.run(paste(slug, "wrong").code, report.input_shapes, report.entry)
    quoted = finding_of(report, slug).torch_says
    assert quoted is None or truth.message.split("\n")[0].split(" (<paste>")[0] in quoted


@every_fault
def test_a_fix_takes_the_finding_away_and_works_on_real_torch(slug, real_torch):
    report = checked(slug, "wrong")
    fixes = finding_of(report, slug).fixes
    for fix in fixes:
        sizes = fix.input_shape or report.input_shapes or [paste(slug, "wrong").input_shape]
        after = check(Request(code=fix.code, input_shape=sizes, entry=fix.entry or report.entry))
        truth = real_torch.run(fix.code, sizes, after.entry, whole=fix.input_shape is None)
        assert not truth.raised, (fix.title, truth)
        assert after.verdict == "runs"
        assert slug not in {finding.slug for finding in after.findings}
        assert after.output_shapes == truth.shapes
    assert fixes or slug in WITHOUT_FIX
