"""In a child process: draws many questions from generators, with the checker, and says what is wrong with any.

Arguments: the content folder, then the generators. One line of JSON for each: its slug and its faults.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import get_args

from app.checker.engine import check, warm
from app.course.load import load
from app.course.model import Difficulty, Mistake, Question
from app.practice.compose import WRONG_VALUES, compose
from app.practice.reference import Reference
from app.proof.generators import SEEDS

MOST_FAULTS = 3


def drawn(reference: Reference, mistakes: Mapping[str, Mistake]) -> Question:
    """The question of a reference, asked of the checker in this process."""
    dialogue = compose(reference, mistakes)
    report = None
    while True:
        try:
            report = check(dialogue.send(report))  # type: ignore[arg-type] # a generator begins with None
        except StopIteration as done:
            question: Question = done.value
            return question


def faults(slug: str, mistakes: Mapping[str, Mistake]) -> Iterator[str]:
    """What is wrong with the questions of a generator, over all difficulties."""
    hardness: tuple[Difficulty, ...] = get_args(Difficulty)
    for seed in range(SEEDS):
        reference = Reference(slug, hardness[seed % len(hardness)], seed)
        try:
            question = drawn(reference, mistakes)
        except (LookupError, ArithmeticError, ValueError, TypeError) as fault:
            yield f"{reference}: {fault}"
        else:
            yield from (f"{reference}: {fault}" for fault in _unsound(question))


def _unsound(question: Question) -> Iterator[str]:
    if question.kind == "choice":
        shown = {option.html for option in question.options}
        if len(question.keys) != 1 or len(shown) != len(question.options) or len(shown) != WRONG_VALUES + 1:
            yield f"one right and {WRONG_VALUES} distinct wrong options are wanted"
        if not all(option.why_html for option in question.options):
            yield "an option says nothing to whoever chooses it"
    elif question.key is None or not question.key.accepted:
        yield "nothing is accepted"
    elif question.key.accepted & question.replies.keys():
        yield "a right answer is replied to as a wrong one"


def main() -> None:
    """Draw, and print what was found."""
    content, *slugs = sys.argv[1:]
    mistakes = load(Path(content), dev=True).mistakes
    warm()
    for slug in slugs:
        found = [fault for fault, _ in zip(faults(slug, mistakes), range(MOST_FAULTS), strict=False)]
        print(json.dumps({"slug": slug, "faults": found}), flush=True)  # noqa: T201 the answer


if __name__ == "__main__":
    main()
