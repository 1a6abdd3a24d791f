"""Endless questions from a seed: one leaf each, ending in `GENERATOR`.

A leaf draws a draft: friendly numbers, the words, the code. It never says what is right where torch
knows it: the ordinary check runs the code, and `key` reads the answer off its report.
"""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from markupsafe import Markup

from app.checker.report import Report
from app.course.layer_rows import Facts
from app.course.model import Difficulty, Reply, Value


@dataclass(frozen=True)
class Draft:
    """A question before torch has spoken.

    Attributes:
        kind: `shape`, `number`, `blanks`, `property` or `bug-line`; an easy one of the first two is asked as a choice.
        stem: the words.
        code: what is shown.
        checked: what is checked, where that is not the code itself.
        input_shape: what its model is called with.
        key: the right answer, read off the report of the code (none where there is no code); None where
            the draw is no good after all.
        programs: what each answer makes of the code; all are checked.
        accepts: whether the report of such a program makes its answer right.
        facts: named numbers, for the mistakes and the words behind the answer.
        places: how many decimals of a number count.
        check: the one line that says why, once it is answered; it may name the facts.
        steps: the worked solution; None where it is read off the layers.
        blanks: names and ranges of what is to be filled in.
        wrong: foreseen wrong answers that no formula of the catalogue gives.
    """

    kind: str
    stem: Markup
    hint: Markup
    check: Markup
    code: str | None = None
    checked: str | None = None
    input_shape: tuple[int, ...] | None = None
    key: Callable[[Report | None], Value | None] = lambda _: None
    programs: Mapping[Value, str] = field(default_factory=dict)
    accepts: Callable[[Report], bool] = lambda _: False
    facts: Facts = field(default_factory=dict)
    places: int | None = None
    steps: Markup | None = None
    blanks: tuple[tuple[str, int, int], ...] = ()
    wrong: Mapping[Value, Reply] = field(default_factory=dict)


@dataclass(frozen=True)
class Generator:
    """Where drafts come from.

    Attributes:
        slug: its name in addresses and statistics.
        title: what it is about.
        teaches: the topics whose practice draws from it, each with the objective that it asks for.
        learn: the lesson that it belongs to.
        mistakes: which of the catalogue can be made here: ids, or families such as `conv`.
        draw: a draft of a difficulty; the same dice give the same draft.
    """

    slug: str
    title: str
    teaches: tuple[tuple[str, str], ...]
    learn: str
    draw: Callable[[random.Random, Difficulty], Draft]
    mistakes: tuple[str, ...] = ()


def shape_of(report: Report | None) -> tuple[int, ...] | None:
    """The shape of the first output, where the code runs."""
    if report is None or report.verdict != "runs" or not report.output_shapes:
        return None
    return tuple(report.output_shapes[0])


def params_of(report: Report | None) -> Fraction | None:
    """The number of parameters, where the code runs."""
    return Fraction(report.total_params) if report and report.verdict == "runs" else None


def fc_in_features_of(report: Report | None) -> Fraction | None:
    """What reaches the first linear layer, whatever that layer says that it takes."""
    return Fraction(report.fc_in_features) if report and report.fc_in_features else None
