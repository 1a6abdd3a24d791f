"""The forms that a question can have: one leaf each, ending in `FORM`.

A form says how the fields of its kinds belong together, what is run for them, how torch's outcome
judges them, and what the learner is given: options, or a key for what is typed.
"""

from collections.abc import Callable
from dataclasses import dataclass

from app.course.maker import Maker, Parts
from app.course.problems import Problems
from app.course.question_draft import QuestionDraft
from app.course.runbook import RunBook
from app.course.trial import Trial

Rule = tuple[bool, str, tuple[str, ...]]
"""Whether it holds, what is wrong where it does not, and the field that is then pointed at."""


@dataclass(frozen=True, slots=True)
class Form:
    """One form.

    Attributes:
        kinds: the kinds of question that have it.
        read: checks what only several fields together can get wrong, and finds the options.
        enter: enters what has to be run.
        judge: holds the outcomes against the question.
        make: the options or the key.
    """

    kinds: tuple[str, ...]
    read: Callable[[QuestionDraft, Problems], None]
    enter: Callable[[QuestionDraft, RunBook], None]
    judge: Callable[[Trial], None]
    make: Callable[[Maker], Parts]


def require(draft: QuestionDraft, problems: Problems, rules: tuple[Rule, ...]) -> None:
    """Report each rule that does not hold, at its field; the question is then withheld."""
    for holds, message, path in rules:
        if not holds:
            draft.broken = True
            problems.add(draft.spot(*path), "bad-question", message)
