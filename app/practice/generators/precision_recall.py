"""Precision, recall and F1 of a class, from a confusion matrix."""

import random
from fractions import Fraction

from markupsafe import Markup

from app.course.matrices import Matrix
from app.course.model import Difficulty
from app.practice.generators import Draft, Generator
from app.practice.generators._words import ANIMALS, say, steps

FORMULAS = {
    "precision": "TP / (TP + FP) = {tp} / ({tp} + {fp})",
    "recall": "TP / (TP + FN) = {tp} / ({tp} + {fn})",
    "f1": "2 · TP / (2 · TP + FP + FN) = {twice} / ({twice} + {fp} + {fn})",
}
NAMES = {"precision": "precision", "recall": "recall", "f1": "F1 score"}


def _draw(dice: random.Random, difficulty: Difficulty) -> Draft:
    count = 2 if difficulty == "easy" else 3
    measure = dice.choice(("precision", "recall") if difficulty != "hard" else ("precision", "recall", "f1"))
    classes = tuple(dice.sample(ANIMALS, count))
    matrix = Matrix(
        classes, tuple(tuple(_cell(dice, row == column) for column in range(count)) for row in range(count))
    )
    asked = dice.choice(classes)

    def of(name: str) -> Fraction:
        return matrix.look([name, asked])

    facts = {name: of(name) for name in ("tp", "fp", "fn", "tn", "support", "predicted", "precision", "recall")}
    at = classes.index(asked)
    neighbours = [row[at] for index, row in enumerate(matrix.cells) if index != at]
    words = FORMULAS[measure].format(
        **{name: int(facts[name]) for name in ("tp", "fp", "fn")}, twice=int(2 * facts["tp"])
    )
    return Draft(
        kind="number",
        stem=say(
            "Rows are what the animals are, columns what was said of them. What is the {} of {}? Two decimals.",
            NAMES[measure],
            asked,
        )
        + _table(matrix),
        key=lambda _: of(measure),
        hint=say("A column holds all that was called {}; a row holds all that are one.", asked),
        check=say("{}.", words),
        steps=steps(
            f"TP, {asked} called {asked}: {int(facts['tp'])}.",
            f"FP, the rest of its column: {int(facts['fp'])}.",
            f"FN, the rest of its row: {int(facts['fn'])}.",
            words,
        ),
        facts={**facts, "total": matrix.total, "fp1": neighbours[0], "classes": count},
        places=2,
    )


def _cell(dice: random.Random, right: bool) -> int:
    return dice.randint(25, 60) if right else dice.randint(1, 9)


def _table(matrix: Matrix) -> Markup:
    head = Markup().join(Markup('<th scope="col">{}</th>').format(name) for name in matrix.classes)
    rows = Markup().join(
        Markup('<tr><th scope="row">{}</th>{}</tr>').format(
            name, Markup().join(map(Markup("<td>{}</td>").format, cells))
        )
        for name, cells in zip(matrix.classes, matrix.cells, strict=True)
    )
    return Markup(
        '<figure><table class="matrix"><thead><tr><td></td>{}</tr></thead><tbody>{}</tbody></table></figure>'
    ).format(head, rows)


GENERATOR = Generator(
    "precision-recall",
    "Precision and recall from a matrix",
    (("metrics-and-confusion-matrix", "per-class"),),
    "cnn-architecture/metrics",
    _draw,
    mistakes=("metrics",),
)
