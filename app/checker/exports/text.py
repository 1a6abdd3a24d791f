"""Plain text with carets, for the command line."""

import re

from app.checker.exports import Export
from app.checker.report import Finding, Report, Span, Step
from app.kit.shapes import tuple_text

_VERDICTS = {"runs": "runs", "fails": "fails", "cannot-tell": "cannot tell"}


def render(report: Report, code: str) -> str:
    """The verdict, the table of steps, and each finding under its line."""
    blocks = [_head(report), _steps(report.steps), *(_finding(f, code) for f in report.findings), _totals(report)]
    blocks += [f"note: {note}" for note in report.notes]
    return "\n\n".join(block for block in blocks if block) + "\n"


def _head(report: Report) -> str:
    entry = f"{report.entry}: " if report.entry else ""
    sizes = ", ".join(tuple_text(shape) for shape in report.input_shapes)
    given = f" on {sizes} ({report.input_source})" if sizes else ""
    outputs = ", ".join(tuple_text(shape) for shape in report.output_shapes)
    assumed = " (assumed)" if report.outputs_assumed else ""
    return f"{entry}{_VERDICTS[report.verdict]}{given}" + (f" -> {outputs}{assumed}" if outputs else "")


def _steps(steps: list[Step]) -> str:
    if not steps:
        return ""
    rows = [("line", "step", "kind", "in", "out", "params", "")]
    for step in steps:
        inputs = ", ".join(tuple_text(shape) for shape in step.input_shapes)
        outputs = ", ".join(tuple_text(shape) for shape in step.output_shapes)
        status = "" if step.status == "ok" else step.status
        rows.append((str(step.line), step.name, step.kind, inputs, outputs, f"{step.params:,}", status))
    widths = [max(len(row[i]) for row in rows) for i in range(7)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def _finding(finding: Finding, code: str) -> str:
    lines = [f"{finding.severity}[{finding.slug}]: {finding.message}"]
    if finding.span is not None:
        lines += _underlined(finding.span, finding.label, code)
    if finding.call_span is not None and finding.span is not None and finding.call_span.line != finding.span.line:
        lines += _underlined(finding.call_span, "it shows here", code)
    lines.append(f"help: {finding.help}")
    if finding.torch_says:
        lines.append(f"PyTorch says: {finding.torch_says}")
    lines += [f"fix, tried: {fix.title}" for fix in finding.fixes]
    return "\n".join(lines)


def _underlined(span: Span, label: str, code: str) -> list[str]:
    lines = re.split(r"\r\n|\n|\r", code)
    if not 1 <= span.line <= len(lines):
        return []
    text = lines[span.line - 1]
    margin = " " * len(str(span.line))
    lead = "".join("\t" if character == "\t" else " " for character in text[: span.column - 1])
    carets = "^" * max(span.end_column - span.column, 1)
    return [f"{margin} |", f"{span.line} | {text}", f"{margin} | {lead}{carets} {label}"]


def _totals(report: Report) -> str:
    if not report.steps and not report.total_params:
        return ""
    frozen = report.total_params - report.trainable_params
    text = f"{report.total_params:,} parameters" + (f", {frozen:,} of them frozen" if frozen else "")
    text += f"; {report.macs:,} multiply-adds (convolution, linear and matrix products)"
    if report.fc_in_features is not None:
        text += f"\nfc input size: {report.fc_in_features:,}"
        text += f" ({report.fc_formula})" if report.fc_formula else ""
    return text


EXPORT = Export("text", "Plain text", "txt", "text/plain", render)
