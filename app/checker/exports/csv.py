"""The table of steps as comma-separated values (RFC 4180), one row per call."""

import csv
import io

from app.checker.exports import Export
from app.checker.report import Report, Step
from app.kit.shapes import tuple_text

COLUMNS = (
    "line", "name", "path", "kind", "status", "input_shapes", "output_shapes", "arguments", "params", "shared",
    "multiply_adds", "activation_bytes", "receptive_field", "formula",
)  # fmt: skip


def render(report: Report, _code: str) -> str:
    """The steps under a line of names; a report without steps has that line alone."""
    written = io.StringIO()
    table = csv.writer(written)
    table.writerow(COLUMNS)
    table.writerows(map(_row, report.steps))
    return written.getvalue()


def _row(step: Step) -> tuple[object, ...]:
    return (
        step.line, _plain(step.name), _plain(step.path), step.kind, step.status,
        _shapes(step.input_shapes), _shapes(step.output_shapes),
        "; ".join(f"{name}={value}" for name, value in step.arguments.items()),
        step.params, step.shared, step.macs, step.activation_bytes, _field(step),
        "; ".join(f"{formula.axis}: {formula.text}" for formula in step.formula),
    )  # fmt: skip


def _shapes(shapes: list[list[int]]) -> str:
    return "; ".join(map(tuple_text, shapes))


def _field(step: Step) -> str:
    seen = step.receptive_field
    return seen if isinstance(seen, str) else " x ".join(map(str, seen or ()))


def _plain(text: str) -> str:
    """A name from the paste, which no spreadsheet may take for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text


EXPORT = Export("csv", "CSV", "csv", "text/csv", render)
