"""A report in other forms: one leaf each, ending in `EXPORT`. They know the report and nothing else of the checker."""

from collections.abc import Callable
from dataclasses import dataclass

from app.checker.report import Report


@dataclass(frozen=True, slots=True)
class Export:
    """One form of a report.

    Attributes:
        slug: its name on the command line.
        title: its name for people.
        suffix: of its files, without the dot.
        media_type: what a browser is told.
        render: the report, and the paste that it is about, as text.
    """

    slug: str
    title: str
    suffix: str
    media_type: str
    render: Callable[[Report, str], str]
