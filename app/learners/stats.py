"""How each question does, over all learners and without any of them."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Row:
    """One stored answer without its learner: `asked` is the attempt's number, only to tell attempts apart."""

    asked: int
    question: str
    try_number: int
    correct: bool
    mistakes: Sequence[str]


@dataclass(frozen=True, slots=True)
class QuestionStats:
    """How often a question was asked, tried, and right at the first try; and which mistakes were made.

    A generated question counts with all others of its generator and difficulty.
    """

    question: str
    asked: int
    tries: int
    right_first: int
    mistakes: tuple[tuple[str, int], ...] = field(default=())

    @property
    def first_try_rate(self) -> float:
        """The share that was right at the first try."""
        return self.right_first / self.asked


def stats(rows: Iterable[Row]) -> tuple[QuestionStats, ...]:
    """One line for each question, the hardest first."""
    by_question: dict[str, list[Row]] = {}
    for row in rows:
        by_question.setdefault(family(row.question), []).append(row)
    made = (_stats(question, each) for question, each in by_question.items())
    return tuple(sorted(made, key=lambda each: (each.first_try_rate, each.question)))


def family(question: str) -> str:
    """`~conv-output.easy.17@pooling` → `~conv-output.easy`; a written question is its own."""
    return ".".join(question.split(".")[:2]) if question.startswith("~") else question


def _stats(question: str, rows: Sequence[Row]) -> QuestionStats:
    mistakes = Counter(mistake for row in rows for mistake in row.mistakes)
    return QuestionStats(
        question=question,
        asked=len({(row.asked, row.question) for row in rows}),
        tries=len(rows),
        right_first=sum(row.correct and row.try_number == 1 for row in rows),
        mistakes=tuple(mistakes.most_common()),
    )
