"""The editable confusion matrix as it stands on the page: a readable still, and the goals of its tasks.

A script of the same name makes it editable; what it shows for the same matrix is the same.
"""

import json
import re
from dataclasses import dataclass
from fractions import Fraction

from markupsafe import Markup

from app.course.arithmetic import ValueFaultError
from app.course.matrices import Matrix
from app.course.values import as_text

SCORES = ("precision", "recall", "f1")
MEANS = ("macro", "micro", "weighted")
_GOAL = re.compile(r"([a-z0-9]+(?:\.\w+)?)\s*(>=|<=)\s*(\d+(?:\.\d+)?)")
_TABLE = Markup(
    '<div class="scroll" tabindex="0" role="group" aria-label="Measures"><table class="measures">'
    '<thead><tr><td></td><th scope="col">precision</th><th scope="col">recall</th><th scope="col">F1</th></tr></thead>'
    "<tbody>{}</tbody></table></div>"
)
_ROW = Markup('<tr><th scope="row">{}</th>{}</tr>')
_CELL = Markup('<td><strong>{}</strong> <span class="sum">{}</span></td>')
_ACCURACY = Markup('<p class="accuracy">accuracy <strong>{}</strong> <span class="sum">{}</span></p>')


@dataclass(frozen=True, slots=True)
class Goal:
    """One condition of a task: `recall.cat <= 0.12`."""

    names: tuple[str, ...]
    least: bool
    bound: Fraction

    def holds(self, matrix: Matrix) -> bool:
        """Whether a matrix meets it; one in which the measure is a division by zero does not."""
        try:
            value = matrix.look(self.names)
        except ValueFaultError:
            return False
        return value >= self.bound if self.least else value <= self.bound


def goals(text: str) -> tuple[Goal, ...]:
    """`accuracy >= 0.98, recall.cat <= 0.12` as conditions.

    Raises:
        ValueFaultError: a part is no condition.
    """
    found = []
    for part in text.split(","):
        read = _GOAL.fullmatch(part.strip())
        if not read:
            raise ValueFaultError(f"`{part.strip()}` is no condition, as `recall.cat <= 0.12` is")
        found.append(Goal(tuple(read[1].split(".")), read[2] == ">=", Fraction(read[3])))
    return tuple(found)


def lab_data(matrix: Matrix) -> str:
    """What the script starts from."""
    return json.dumps({"classes": matrix.classes, "cells": matrix.cells})


def goal_data(conditions: tuple[Goal, ...], matrix: Matrix) -> str:
    """The conditions for the script; a class is named by its place, since it may be renamed."""
    return json.dumps([
        [each.names[0], _place(each.names, matrix), ">=" if each.least else "<=", float(each.bound)]
        for each in conditions
    ])  # fmt: skip


def _place(names: tuple[str, ...], matrix: Matrix) -> int | str | None:
    of = names[1] if len(names) > 1 else None
    return matrix.classes.index(of) if of in matrix.classes else of


def measures_html(matrix: Matrix) -> Markup:
    """Every measure with its arithmetic."""
    per_class = (_row(name, [(_told(matrix, score, name), _sum(matrix, score, name)) for score in SCORES])
                 for name in matrix.classes)  # fmt: skip
    means = (_row(mean, [(_told(matrix, mean, score), _mean_sum(matrix, mean, score)) for score in SCORES])
             for mean in MEANS)  # fmt: skip
    right = " + ".join(str(matrix.cells[index][index]) for index in range(len(matrix.classes)))
    accuracy = _ACCURACY.format(_told(matrix, "accuracy"), f"({right}) / {matrix.total}")
    return accuracy + _TABLE.format(Markup().join((*per_class, *means)))


def _row(name: str, cells: list[tuple[str, str]]) -> Markup:
    return _ROW.format(name, Markup().join(_CELL.format(*cell) for cell in cells))


def _told(matrix: Matrix, *names: str) -> str:
    try:
        return as_text(matrix.look(names), "2")
    except ValueFaultError:
        return "undefined"


def _sum(matrix: Matrix, score: str, name: str) -> str:
    tp, fp, fn = (int(matrix.look((count, name))) for count in ("tp", "fp", "fn"))
    return {
        "precision": f"{tp} / ({tp} + {fp})",
        "recall": f"{tp} / ({tp} + {fn})",
        "f1": f"2·{tp} / (2·{tp} + {fp} + {fn})",
    }[score]


def _mean_sum(matrix: Matrix, mean: str, score: str) -> str:
    told = [_told(matrix, score, name) for name in matrix.classes]
    if mean == "macro":
        return f"({' + '.join(told)}) / {len(told)}"
    if mean == "micro":
        return f"{int(matrix.look(('correct',)))} / {matrix.total}"
    supports = [int(matrix.look(("support", name))) for name in matrix.classes]
    parts = (f"{support}·{value}" for support, value in zip(supports, told, strict=True))
    return f"({' + '.join(parts)}) / {matrix.total}"
