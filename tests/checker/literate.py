"""Cases as Markdown: a heading, a paste, what it is called with, and the report that is expected.

    ## A convolution without padding shrinks the map

    input: 1,3,32,32
    entry: Net(10)
    mode: eval

    ```python
    ...
    ```

    ```report
    ...
    ```

Several inputs are separated by `;`. The last block is either `text`, the plain text that the command
line prints, or `report`, the same facts without their wording (see `compact`). A paste that holds
fences of its own stands in longer ones. What the checker says is written by `--bless`.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from app.checker.exports import text
from app.checker.report import Finding, Report, Request, Shape, Step
from tests.conftest import ROOT

CASES = ROOT / "tests" / "cases"
_FENCE = re.compile(r"^(?P<ticks>`{3,})(?P<info>\w+)\n(?P<body>.*?)^(?P=ticks)$", re.MULTILINE | re.DOTALL)
_LINE = re.compile(r"^(input|entry|mode): (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Case:
    """One case and where it stands."""

    path: Path
    name: str
    code: str
    said: dict[str, str]
    form: str
    expected: str

    @property
    def request(self) -> Request:
        """What is asked of the checker."""
        shapes = [
            [int(size) for size in one.split(",") if size.strip()] for one in self.said.get("input", "").split(";")
        ]
        given = None if "input" not in self.said else shapes[0] if len(shapes) == 1 else shapes
        return Request.model_validate(
            {"code": self.code, "input_shape": given, "entry": self.said.get("entry"), "mode": self.said.get("mode")}
        )

    @property
    def id(self) -> str:
        """`layers/pooling.md: MaxPool2d`."""
        return f"{self.path.relative_to(CASES).as_posix()}: {self.name}"

    def render(self, report: Report) -> str:
        """The report in the form that the case expects it."""
        return compact(report) if self.form == "report" else text.render(report, self.code)

    def bless(self, said: str) -> None:
        """Writes what was said in the place of what was expected."""
        before, heading, after = self.path.read_text(encoding="utf-8").partition(f"## {self.name}\n")
        body, following, rest = after.partition("\n## ")
        blocks = list(_FENCE.finditer(body))
        ticks = blocks[0]["ticks"]
        block = f"{ticks}{self.form}\n{said}{ticks}"
        if len(blocks) > 1:
            body = body[: blocks[1].start()] + block + body[blocks[1].end() :]
        else:
            body = body[: blocks[0].end()] + f"\n\n{block}\n"
        self.path.write_text(before + heading + body + following + rest, encoding="utf-8")


def cases(folder: str = "") -> list[Case]:
    """All cases of a folder of tests/cases, in order."""
    return [case for path in sorted((CASES / folder).rglob("*.md")) for case in _cases_of(path)]


def _cases_of(path: Path) -> list[Case]:
    _, *sections = re.split(r"^## ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return [_case(path, *section.split("\n", 1)) for section in sections]


def _case(path: Path, name: str, body: str) -> Case:
    blocks = list(_FENCE.finditer(body))
    assert blocks, f"{path}: {name} has no paste"
    assert blocks[0]["info"] == "python", f"{path}: {name} does not begin with a paste"
    form, expected = (blocks[1]["info"], blocks[1]["body"]) if len(blocks) > 1 else ("report", "")
    assert form in {"text", "report"}, f"{path}: {name} expects a {form}, which is neither text nor report"
    return Case(path, name, blocks[0]["body"], dict(_LINE.findall(body[: blocks[0].start()])), form, expected)


def compact(report: Report) -> str:
    """The facts of a report, one a line: verdict, totals, rows with their arithmetic, findings with their places."""
    assumed = " (assumed)" if report.outputs_assumed else ""
    called = f"{report.entry or 'nothing'}, {report.mode}"
    fc = f", fc {report.fc_in_features}" if report.fc_in_features is not None else ""
    lines = [
        f"{report.verdict}: {called}, {report.input_source or 'no input'} {sizes(report.input_shapes)}".rstrip(),
        f"output {sizes(report.output_shapes)}{assumed}",
        f"{report.total_params:,} parameters, {report.macs:,} multiply-adds{fc}",
        *(line for step in report.steps for line in _row(step)),
        *(line for finding in report.findings for line in _finding(finding)),
    ]
    return "\n".join(lines) + "\n"


def sizes(shapes: list[Shape]) -> str:
    """`2×3×8×8, 2×3`; a tensor without axes is `()`."""
    return ", ".join("×".join(map(str, shape)) or "()" for shape in shapes) or "none"


def _row(step: Step) -> list[str]:
    status = "" if step.status == "ok" else f", {step.status}"
    params = f", {step.params:,} parameters" if step.params else ""
    head = f"{step.line} {step.name} {step.kind}: {sizes(step.input_shapes)} -> {sizes(step.output_shapes)}"
    return [f"{head}{params}{status}", *(f"  {line.axis}: {line.text}" for line in step.formula)]


def _finding(finding: Finding) -> list[str]:
    place = "" if finding.span is None else f"@{finding.span.line}:{finding.span.column}-{finding.span.end_column}"
    fixes = [f"  fix: {fix.title}" for fix in finding.fixes]
    return [f"{finding.severity} {finding.slug}{place}", *fixes]
