"""Faults in content as values: where they are, underlined, and what to do about them.

A fault never raises: it is added to the `Problems` of the load that found it, which goes on.
"""

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from app.course.model import ContentProblem

_LONGEST_EXCERPT = 160


@dataclass(frozen=True)
class Source:
    """One file of the content; `path` is how people name it (`content/topics/...`)."""

    path: str
    text: str

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """The lines, without their ends; split as YAML and Markdown split them."""
        return tuple(self.text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))

    def at(self, line: int, column: int = 1, width: int = 1) -> "Spot":
        """A place in this file, brought inside it."""
        line = min(max(line, 1), len(self.lines))
        return Spot(self, line, max(column, 1), max(width, 1))

    def find(self, needle: str, line: int = 1) -> "Spot":
        """The first place of `needle` from `line` on; the start of `line` where it is not found whole."""
        first = needle.split("\n", maxsplit=1)[0].strip()
        for number, text in enumerate(self.lines[max(line - 1, 0) :], max(line, 1)):
            column = text.find(first) if first else -1
            if column >= 0:
                return self.at(number, column + 1, len(first))
        return self.whole(line)

    def whole(self, line: int) -> "Spot":
        """A whole line, without its indentation."""
        spot = self.at(line)
        text = self.lines[spot.line - 1]
        indent = len(text) - len(text.lstrip())
        return self.at(spot.line, indent + 1, len(text.strip()))


@dataclass(frozen=True)
class Spot:
    """A place in a file, `line` and `column` counted from 1."""

    source: Source
    line: int
    column: int
    width: int

    @property
    def excerpt(self) -> str:
        """The line, and under it carets at the place."""
        text = self.source.lines[self.line - 1].expandtabs(1)[:_LONGEST_EXCERPT]
        start = min(self.column - 1, len(text))
        carets = "^" * max(1, min(self.width, len(text) - start))
        return f"{text}\n{' ' * start}{carets}"


@dataclass
class Problems:
    """What one load has found so far."""

    found: list[ContentProblem] = field(default_factory=list)

    def add(self, spot: Spot, slug: str, message: str, help_: str = "") -> None:
        """Note a fault at `spot`."""
        problem = ContentProblem(spot.source.path, spot.line, spot.column, slug, message, help_, spot.excerpt)
        if problem not in self.found:
            self.found.append(problem)

    def sorted(self) -> tuple[ContentProblem, ...]:
        """All of them, by file and place."""
        return tuple(sorted(self.found, key=lambda problem: (problem.path, problem.line, problem.column)))


def read_source(folder: Path, path: Path, problems: Problems) -> Source | None:
    """The file at `path` inside the content `folder`; what cannot be read is a problem and None."""
    name = (Path(folder.name) / path.relative_to(folder)).as_posix()
    nowhere = Source(name, "").at(1)
    try:
        return Source(name, path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        problems.add(nowhere, "missing-file", f"{name} is missing")
    except UnicodeDecodeError as error:
        problems.add(nowhere, "encoding", f"not UTF-8 at byte {error.start}", "save it as UTF-8")
    except OSError as error:
        problems.add(nowhere, "unreadable", f"cannot be read: {error.strerror}")
    return None
