"""A Markdown file with front matter: a few fields in YAML between `---` lines, then the passage."""

import re
from typing import TypeVar

from app.course.marked import parse
from app.course.passage import Passage, passage
from app.course.problems import Problems, Source
from app.course.schema import validate

_MATTER = re.compile(r"---[ \t]*\n(.*?)^---[ \t]*$\n?", re.DOTALL | re.MULTILINE)
T = TypeVar("T")


def read_matter(source: Source, kind: type[T], problems: Problems) -> tuple[T | None, Passage]:
    """The fields of the front matter (None with problems where they are wrong), and the rest."""
    text = "\n".join(source.lines)
    found = _MATTER.match(text)
    if not found:
        problems.add(source.at(1), "missing-field", "the file begins with its fields", "between two lines of ---")
        return None, passage(source, 1, text)
    marked = parse(source, problems, first_line=1, text=found[1])
    fields = validate(kind, marked, problems) if marked else None
    return fields, passage(source, found[0].count("\n") + 1, text[found.end() :])
