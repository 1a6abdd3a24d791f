"""The JSON that the API gives."""

from app.checker.exports import Export
from app.checker.report import Report


def render(report: Report, _code: str) -> str:
    """The whole report."""
    return report.model_dump_json(indent=2) + "\n"


EXPORT = Export("json", "JSON", "json", "application/json", render)
