"""What a mistake makes of a question: its formula put in the place of the true one, with the words for it.

Pure: rows and facts in, wrong values out. Distractors, the feedback to a typed answer and the
follow-up question all come from here.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from app.course.arithmetic import Formula, ValueFaultError, named
from app.course.layer_rows import Facts, LayerRow, stack_facts
from app.course.model import Mistake, Value
from app.course.true_sizes import Shape, true_shape

_ORDINALS = ("first ", "second ", "third ", "fourth ", "last ")


@dataclass(frozen=True, slots=True)
class Misreading:
    """A wrong value and the mistake behind it; `facts` are those of the layer that the words are about.

    That is the first one at which the mistake is made, or, for channels, the last, since each layer sets them anew.
    `place` names it (`the second Conv2d`) where the wrong value there is another than the one that was given.
    They hold `wrong` and `truth` too, the number there by the mistake and by PyTorch; formulas know `truth`, so
    that a mistake about precision is not made where recall is asked.
    """

    mistake: Mistake
    value: Value
    facts: Facts
    place: str = ""


def misread(
    rows: Sequence[LayerRow], facts: Facts, truth: Value, mistakes: Iterable[Mistake]
) -> tuple[Misreading, ...]:
    """Every wrong value that the mistakes make of what is asked: a shape, a number of weights, a number of facts."""
    known = tuple(mistakes)
    if isinstance(truth, tuple):
        asked = next((row for row in rows if row.weight == truth), None)
        return misread_weight(asked, known) if asked and truth != rows[-1].output else misread_shapes(rows, known)
    numbers = misread_number({**stack_facts(rows), **facts}, truth, known)
    if rows and truth == sum(row.params for row in rows):
        numbers += misread_params(rows, known)
    if rows and truth == rows[-1].output[-1]:
        numbers += tuple(_last_sizes(misread_shapes(rows, known), truth))
    return numbers


def _last_sizes(misreadings: Iterable[Misreading], truth: Fraction) -> Iterator[Misreading]:
    for each in misreadings:
        if isinstance(each.value, tuple) and each.value[-1] != truth:
            yield replace(each, value=Fraction(each.value[-1]))


def misread_shapes(rows: Sequence[LayerRow], mistakes: Iterable[Mistake]) -> tuple[Misreading, ...]:
    """The wrong last shapes of a stack of layers, one for each mistake that changes it."""
    found = (_misread_shape(rows, mistake) for mistake in mistakes)
    return tuple(each for each in found if each is not None)


def misread_weight(row: LayerRow, mistakes: Iterable[Mistake]) -> tuple[Misreading, ...]:
    """The wrong shapes of a convolution's weight: a mistake gives the sizes in front of the kernel's."""
    facts = row.facts(row.input)
    made = ((mistake, _wrong_values(mistake, facts)) for mistake in mistakes if mistake.gives == "weight")
    shapes = ((mistake, (*map(int, values), *row.kernel)) for mistake, values in made if values)
    return tuple(Misreading(mistake, shape, facts) for mistake, shape in shapes if shape != row.weight)


def misread_params(rows: Sequence[LayerRow], mistakes: Iterable[Mistake]) -> tuple[Misreading, ...]:
    """The wrong numbers of parameters of a stack of layers."""
    found = (_misread_params(rows, mistake) for mistake in mistakes)
    return tuple(each for each in found if each is not None)


def misread_number(facts: Facts, truth: Fraction, mistakes: Iterable[Mistake]) -> tuple[Misreading, ...]:
    """The wrong values of a number that is asked of named facts."""
    facts = {**facts, "truth": truth}
    made = ((mistake, _wrong_value(mistake, facts)) for mistake in mistakes if mistake.gives == "number")
    return tuple(
        Misreading(mistake, value, {**facts, "wrong": value})
        for mistake, value in made
        if value is not None and value != truth
    )


def alike(misreadings: Iterable[Misreading]) -> dict[Value, tuple[Misreading, ...]]:
    """Misreadings by their value: two mistakes with one value share an option."""
    found: dict[Value, tuple[Misreading, ...]] = {}
    for each in misreadings:
        found[each.value] = (*found.get(each.value, ()), each)
    return found


def _misread_shape(rows: Sequence[LayerRow], mistake: Mistake) -> Misreading | None:
    told: Facts | None = None
    at: LayerRow | None = None
    shape: Shape | None = rows[0].input if rows else None
    for row in rows:
        if shape is None:
            return None
        truth = true_shape(row, shape)
        if row.family in mistake.at and truth is not None and (made := _misread_row(row, shape, truth, mistake)):
            truth, facts = made
            if told is None or mistake.gives == "channels":
                told, at = facts, row
        shape = truth
    if told is None or shape is None or shape == rows[-1].output or min(shape, default=1) < 1:
        return None
    return Misreading(mistake, shape, told, _place(rows, at, told.get("wrong") not in shape))


def _misread_row(row: LayerRow, shape: Shape, truth: Shape, mistake: Mistake) -> tuple[Shape, Facts] | None:
    """What the mistake makes of one row, and the facts where it differs from the truth."""
    made = _PLACES[mistake.gives](row, shape, truth, mistake) if mistake.gives in _PLACES else None
    return made if made and made[0] != truth else None


def _size(row: LayerRow, shape: Shape, truth: Shape, mistake: Mistake) -> tuple[Shape, Facts] | None:
    sizes, first = list(truth), None
    for axis in range(row.spatial):
        at = len(truth) - row.spatial + axis
        facts = {**row.facts(shape, axis), "truth": truth[at]}
        value = _wrong_value(mistake, facts)
        if value is not None and value != truth[at]:
            sizes[at] = int(value)
            first = first or {**facts, "wrong": value}
    return (tuple(sizes), first) if first else None


def _channels(row: LayerRow, shape: Shape, truth: Shape, mistake: Mistake) -> tuple[Shape, Facts] | None:
    at = len(truth) - row.spatial - 1
    facts = {**row.facts(shape), "truth": truth[at]}
    value = _wrong_value(mistake, facts)
    if value is None:
        return None
    return (*truth[:at], int(value), *truth[at + 1 :]), {**facts, "wrong": value}


def _shape(row: LayerRow, shape: Shape, _truth: Shape, mistake: Mistake) -> tuple[Shape, Facts] | None:
    facts = row.facts(shape)
    values = _wrong_values(mistake, facts)
    return (tuple(map(int, values)), facts) if values and all(each.denominator == 1 for each in values) else None


_PLACES = {"size": _size, "channels": _channels, "shape": _shape}


def _misread_params(rows: Sequence[LayerRow], mistake: Mistake) -> Misreading | None:
    total, first, at = Fraction(0), None, None
    for row in rows:
        value = None
        if mistake.gives == "params" and row.family in mistake.at:
            facts = {**row.facts(row.input), "truth": row.params}
            value = _wrong_value(mistake, facts)
            if value is not None and value != row.params:
                at = at or row
                first = first or {**facts, "wrong": value}
        total += row.params if value is None else value
    truth = sum(row.params for row in rows)
    if first is None or total == truth:
        return None
    return Misreading(mistake, total, first, _place(rows, at, first["wrong"] != total))


def _place(rows: Sequence[LayerRow], row: LayerRow | None, elsewhere: bool) -> str:
    """Which of the layers `row` is, in words, where that has to be said."""
    if row is None or not elsewhere or len(rows) < 2:
        return ""
    kin = [each for each in rows if each.kind == row.kind]
    which = _ORDINALS[min(kin.index(row), len(_ORDINALS) - 1)] if len(kin) > 1 else ""
    return f"the {which}{row.kind}"


def _wrong_value(mistake: Mistake, facts: Facts) -> Fraction | None:
    values = _wrong_values(mistake, facts)
    return values[0] if values and len(values) == 1 else None


def _wrong_values(mistake: Mistake, facts: Facts) -> tuple[Fraction, ...] | None:
    """The values of the mistake's formula; None where it is not made here, or a fact that it needs is no number."""
    if mistake.wrong is None or not _holds(mistake.applies, facts):
        return None
    try:
        return mistake.wrong.values(named(facts))
    except ValueFaultError:
        return None


def _holds(applies: Formula | None, facts: Mapping[str, int | Fraction]) -> bool:
    if applies is None:
        return True
    try:
        return bool(applies.value(named(facts)))
    except ValueFaultError:
        return False
