"""The paste itself, with the shape that each line makes in a comment."""

import ast
import re

from app.checker.exports import Export
from app.checker.report import Report, Step
from app.kit.shapes import tuple_text

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r|$)")


def render(report: Report, code: str) -> str:
    """The code with comments; as it came, where comments would change what it says."""
    made: dict[int, Step] = {}
    for step in report.steps:
        if step.status != "failed" and step.output_shapes:
            made[step.line] = step
    lines = [line for line in _LINE.findall(code) if line]
    commented = "".join(_commented(line, made.get(number)) for number, line in enumerate(lines, 1))
    return commented if _says(commented) == _says(code) else code


def _commented(line: str, step: Step | None) -> str:
    text = line.rstrip("\r\n")
    if step is None or text.endswith("\\"):
        return line
    shapes = ", ".join(map(tuple_text, step.output_shapes))
    sign = "~" if step.status == "assumed" else ""
    return f"{text.rstrip()}  # {sign}{shapes}{line[len(text) :]}"


def _says(code: str) -> str | None:
    """What Python reads in it; None where it is no plain Python, such as a notebook with its prompts."""
    try:
        return ast.dump(ast.parse(code))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


EXPORT = Export("python", "Code with shapes", "py", "text/x-python", render)
