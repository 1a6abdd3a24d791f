"""Confusion matrices, rows actual, and every measure that prose may quote from them, as exact fractions."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from app.course.arithmetic import ValueFaultError


@dataclass(frozen=True, slots=True)
class Matrix:
    """A confusion matrix: `cells[actual][predicted]`."""

    classes: tuple[str, ...]
    cells: tuple[tuple[int, ...], ...]

    @property
    def total(self) -> int:
        """All samples."""
        return sum(map(sum, self.cells))

    def look(self, names: Sequence[str]) -> Fraction:
        """The value of `precision.cat`, `cell.cat.dog`, `accuracy`, ... of this matrix.

        Raises:
            ValueFaultError: there is no such measure or class, or it is a division by zero.
        """
        measure, *of = names or [""]
        try:
            if len(of) == 0 and measure in _WHOLE:
                return _WHOLE[measure](self)
            if len(of) == 1 and measure in _PER_CLASS:
                return _PER_CLASS[measure](self, self._index(of[0]))
            if measure == "cell" and len(of) == 2:
                return Fraction(self.cells[self._index(of[0])][self._index(of[1])])
            if measure in _MEANS and len(of) == 1 and of[0] in _PER_CLASS:
                return _MEANS[measure](self, _PER_CLASS[of[0]])
        except ZeroDivisionError:
            raise ValueFaultError(f"`{'.'.join(names)}` divides by zero") from None
        known = ", ".join([*_WHOLE, *_PER_CLASS, "cell", *_MEANS])
        raise ValueFaultError(f"a matrix has no `{'.'.join(names)}`; it has {known}")

    def _index(self, name: str) -> int:
        if name not in self.classes:
            raise ValueFaultError(f"the matrix has no class `{name}`; it has {', '.join(self.classes)}")
        return self.classes.index(name)


def _tp(matrix: Matrix, index: int) -> Fraction:
    return Fraction(matrix.cells[index][index])


def _support(matrix: Matrix, index: int) -> Fraction:
    return Fraction(sum(matrix.cells[index]))


def _predicted(matrix: Matrix, index: int) -> Fraction:
    return Fraction(sum(row[index] for row in matrix.cells))


def _correct(matrix: Matrix) -> Fraction:
    return sum((_tp(matrix, index) for index in range(len(matrix.classes))), Fraction(0))


def _tn(matrix: Matrix, index: int) -> Fraction:
    return matrix.total - _support(matrix, index) - _predicted(matrix, index) + _tp(matrix, index)


def _f1(matrix: Matrix, index: int) -> Fraction:
    return 2 * _tp(matrix, index) / (_support(matrix, index) + _predicted(matrix, index))


_WHOLE: Mapping[str, Callable[[Matrix], Fraction]] = {
    "total": lambda matrix: Fraction(matrix.total),
    "correct": _correct,
    "accuracy": lambda matrix: _correct(matrix) / matrix.total,
}
_PER_CLASS: Mapping[str, Callable[[Matrix, int], Fraction]] = {
    "tp": _tp,
    "fp": lambda matrix, index: _predicted(matrix, index) - _tp(matrix, index),
    "fn": lambda matrix, index: _support(matrix, index) - _tp(matrix, index),
    "tn": _tn,
    "support": _support,
    "predicted": _predicted,
    "precision": lambda matrix, index: _tp(matrix, index) / _predicted(matrix, index),
    "recall": lambda matrix, index: _tp(matrix, index) / _support(matrix, index),
    "specificity": lambda matrix, index: _tn(matrix, index) / (matrix.total - _support(matrix, index)),
    "f1": _f1,
}


def _macro(matrix: Matrix, score: Callable[[Matrix, int], Fraction]) -> Fraction:
    scores = [score(matrix, index) for index in range(len(matrix.classes))]
    return sum(scores, Fraction(0)) / len(scores)


def _micro(matrix: Matrix, _score: Callable[[Matrix, int], Fraction]) -> Fraction:
    """With one label for each sample, a false positive of one class is a false negative of another.

    So precision, recall and F1 over all of them are the accuracy.
    """
    return _correct(matrix) / matrix.total


def _weighted(matrix: Matrix, score: Callable[[Matrix, int], Fraction]) -> Fraction:
    """The mean by support; a class without samples has no weight, and no score is asked of it."""
    present = [index for index in range(len(matrix.classes)) if _support(matrix, index)]
    return sum((_support(matrix, index) * score(matrix, index) for index in present), Fraction(0)) / matrix.total


_MEANS: Mapping[str, Callable[[Matrix, Callable[[Matrix, int], Fraction]], Fraction]] = {
    "macro": _macro,
    "micro": _micro,
    "weighted": _weighted,
}
