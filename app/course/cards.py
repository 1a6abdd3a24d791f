"""Reads `cards.yaml`: closed-book cards, each a question of kind `card` whose worked steps are its back."""

from app.course.marked import Marked
from app.course.passage import Passage, passage
from app.course.problems import Problems
from app.course.question_draft import QuestionDraft
from app.course.schema import CardEntry, QuestionEntry, validate


def read_cards(marked: Marked, problems: Problems) -> list[QuestionDraft]:
    """The cards of a file; one with faults in its fields is left out, the others stay."""
    if marked.data is None:
        return []
    if not isinstance(marked.data, tuple):
        problems.add(marked.value(), "wrong-value", "a file of cards is a list", "begin each with `- id:`")
        return []
    read = ((index, validate(CardEntry, marked, problems, (index,), data)) for index, data in enumerate(marked.data))
    return [_draft(marked, index, entry) for index, entry in read if entry]


def _draft(marked: Marked, index: int, entry: CardEntry) -> QuestionDraft:
    """The card as a question, from fields that were validated as those of a card."""

    def text(name: str, words: str) -> tuple[Passage, ...]:
        return (passage(marked.source, marked.text_line(index, name), words),)

    question = QuestionEntry.model_construct(
        id=entry.id, version=entry.version, objective=entry.objective, difficulty=entry.difficulty, kind="card",
        use=(), stem=entry.front, steps=entry.back, check="", learn=entry.learn,
    )  # fmt: skip
    draft = QuestionDraft(question, marked, (index,))
    draft.texts = {
        "stem": text("front", entry.front),
        "steps": text("back", entry.back),
        "check": (passage(marked.source, marked.text_line(index), "", inline=True),),
    }
    return draft
