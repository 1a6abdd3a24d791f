"""What the options of a question show: what torch printed, what a mistake makes of it, or a sentence."""

import re
from dataclasses import dataclass

from app.course.misreadings import Misreading
from app.course.model import Value
from app.course.question_draft import OptionDraft
from app.course.trial import Trial
from app.course.values import from_python


@dataclass
class Shown:
    """What the options of one question show, as far as torch or a mistake's formula says it."""

    trial: Trial

    def truth(self) -> Value | None:
        """What the key prints, where that is a shape or a number."""
        draft = self.trial.draft
        outcome = self.trial.scope.book.outcome(draft.run) if draft.printed and draft.run else None
        said = from_python(outcome.stdout) if outcome else ""
        return None if isinstance(said, str) else said

    def drawn(self, option: OptionDraft) -> Misreading | None:
        """The misreading that an option without text or code of its own shows."""
        truth = self.truth()
        if option.correct or option.entry.text or option.code or truth is None:
            return None
        found = self.trial.misreadings(truth)
        return next((each for each in found if each.mistake.id == option.entry.mistake), None)

    def text(self, option: OptionDraft) -> str | None:
        """What an option shows as plain text."""
        if misreading := self.drawn(option):
            return printed(misreading.value)
        draft = self.trial.draft
        run = option.run or (draft.run if option.correct and draft.printed else None)
        outcome = self.trial.scope.book.outcome(run) if run and draft.printed and not option.entry.text else None
        return (outcome.raised or outcome.stdout.strip()) if outcome else option.entry.text


def printed(value: Value) -> str:
    """A value as torch would print it."""
    return f"torch.Size({list(value)})" if isinstance(value, tuple) else str(value)


def plain(text: str) -> str:
    """Two options are the same where only spaces, case or the wrapping of a size differ."""
    return re.sub(r"torch\.size|[\s\[\]()`]", "", text.lower())
