"""Every finding's page shows it: the wrong paste has it and nothing else, the right paste has no fault."""

import re
from dataclasses import dataclass
from functools import cache

import pytest

from app.checker.engine import check
from app.checker.report import Report, Request
from app.checker.tables import findings
from tests.conftest import ROOT

_FENCE = re.compile(r"^```python (wrong|right)(?: \{input=([\d,]+)\})?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
# What the pages of notes show is not a matter of what torch raises: they import what is not here, or take an hour.
NOTES = {slug for slug, kind in findings().items() if kind.severity == "note"}


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


every_finding = pytest.mark.parametrize("slug", sorted(findings()))
every_fault = pytest.mark.parametrize("slug", sorted(set(findings()) - NOTES))


@every_finding
def test_the_wrong_paste_has_this_finding_and_no_other(slug):
    assert [finding.slug for finding in checked(slug, "wrong").findings] == [slug]


@every_finding
def test_the_right_paste_runs_without_a_finding(slug):
    report = checked(slug, "right")
    assert report.verdict == "runs"
    assert report.findings == []


@every_finding
def test_the_severity_is_the_one_on_the_page(slug):
    page = (ROOT / "content" / "findings" / f"{slug}.md").read_text(encoding="utf-8")
    assert f"\nseverity: {checked(slug, 'wrong').findings[0].severity}\n" in page


@every_finding
def test_the_verdict_follows_from_the_severity(slug):
    report = checked(slug, "wrong")
    assert report.verdict == {"error": "fails", "warning": "runs", "note": "cannot-tell"}[report.findings[0].severity]


@every_fault
def test_real_torch_raises_on_the_wrong_paste_just_where_the_finding_is_an_error(slug, real_torch):
    report = checked(slug, "wrong")
    truth = real_torch.run(
        paste(slug, "wrong").code, report.input_shapes or [paste(slug, "wrong").input_shape], report.entry
    )
    assert bool(truth.raised) == (report.findings[0].severity == "error"), truth


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
    quoted = report.findings[0].torch_says
    assert quoted is None or truth.message.split("\n")[0].split(" (<paste>")[0] in quoted


@every_fault
def test_a_fix_takes_the_finding_away_and_works_on_real_torch(slug, real_torch):
    report = checked(slug, "wrong")
    fixes = report.findings[0].fixes
    for fix in fixes:
        sizes = fix.input_shape or report.input_shapes or [paste(slug, "wrong").input_shape]
        after = check(Request(code=fix.code, input_shape=sizes, entry=fix.entry or report.entry))
        truth = real_torch.run(fix.code, sizes, after.entry, whole=fix.input_shape is None)
        assert not truth.raised, (fix.title, truth)
        assert after.verdict == "runs"
        assert slug not in {finding.slug for finding in after.findings}
        assert after.output_shapes == truth.shapes
    assert fixes or slug in WITHOUT_FIX


WITHOUT_FIX = {"python-error", "torch-error", "shape-mismatch", "wrong-input-rank"}
