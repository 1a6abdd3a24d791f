"""Judges a question by what torch did: the key stands, every wrong option is wrong, all are distinct.

Pure: outcomes in, problems out. It runs at every load, so that an outcome that speaks against a
question withholds it even if nobody looked at the proof.
"""

import re
from dataclasses import dataclass

from app.course.passage import expression
from app.course.problems import Problems, Spot
from app.course.proof_file import Outcome
from app.course.question_draft import OptionDraft, QuestionDraft
from app.course.runbook import RunBook

PROVE = "run `python -m app prove`"


@dataclass
class Judge:
    """The trial of one question; `proved` is false as soon as anything speaks against it."""

    draft: QuestionDraft
    book: RunBook
    problems: Problems
    proved: bool = True

    def judge(self) -> bool:
        """Whether the question may be asked."""
        if self.draft.broken:
            return False
        if self.draft.run and not self.draft.entry.options:
            self._own_code()
        if self.proved:  # where the key itself is wrong, what the changed programs do says nothing new
            for option in self.draft.options:
                self._option(option)
        if self.proved:
            self._distinct()
        return self.proved

    def shown(self, option: OptionDraft) -> str | None:
        """What an option shows if torch says it: the printed text of the key or of a wrong program."""
        run = option.run or (self.draft.run if option.correct and self.draft.printed else None)
        outcome = self.book.outcome(run) if run and self.draft.printed and not option.entry.text else None
        return (outcome.raised or outcome.stdout.strip()) if outcome else None

    def _outcome(self, run: str, spot: Spot) -> Outcome | None:
        outcome = self.book.outcome(run)
        if outcome is None:
            self._against(spot, "unproved", "this is not proved since the last change", PROVE)
        return outcome

    def _own_code(self) -> None:
        entry = self.draft.entry
        outcome = self._outcome(self.draft.run or "", self._code())
        if outcome is None or entry.answer is None:
            return
        wanted = entry.answer.raises or ""
        spot = self._line(outcome)
        if outcome.raised != wanted:
            said = f"raises {outcome.raised}: {outcome.message}" if outcome.raised else "runs"
            claim = f"the answer says that it raises {wanted}" if wanted else "the answer says that it runs"
            self._against(spot, "wrong-key", f"the code {said}", claim)
        elif self.draft.printed and not outcome.stdout.strip():
            self._against(spot, "wrong-key", "the code prints nothing", "print the answer")

    def _code(self) -> Spot:
        return self.draft.marked.key(*self.draft.path, "code")

    def _line(self, outcome: Outcome) -> Spot:
        first = self.draft.marked.text_line(*self.draft.path, "code")
        source = self.draft.marked.source
        return source.whole(first + outcome.line - 1) if outcome.line else self._code()

    def _option(self, option: OptionDraft) -> None:
        spot = self.draft.marked.value(*option.path)
        if not option.run:
            return
        outcome = self._outcome(option.run, spot)
        if outcome is None:
            return
        if self.draft.entry.options:
            self._program(option, outcome, spot)
        else:
            self._wrong_program(option, outcome, spot)
        self._claims(option, outcome)

    def _wrong_program(self, option: OptionDraft, outcome: Outcome, spot: Spot) -> None:
        text, printed = option.entry.text, outcome.stdout.strip()
        if outcome.raised:
            if not text and outcome.raised != option.entry.raises:
                message = f"the wrong program raises {outcome.raised}: {outcome.message}"
                self._against(spot, "wrong-option", message, "say so: `raises:`, or a `text`")
        elif not printed:
            self._against(spot, "wrong-option", "the wrong program prints nothing")
        elif text and _plain(text) != _plain(printed):
            self._against(spot, "wrong-option", f"the wrong program prints {printed}", "take the `text` away")

    def _program(self, option: OptionDraft, outcome: Outcome, spot: Spot) -> None:
        if outcome.raised != (option.entry.raises or ""):
            did = f"raises {outcome.raised}: {outcome.message}" if outcome.raised else "runs"
            claim = f"raises {option.entry.raises}" if option.entry.raises else "runs"
            self._against(spot, "wrong-option", f"this option {did}", f"it is said that it {claim}")
            return
        accept = self.draft.entry.accept
        accepted = outcome.values.get(accept) == "True" if accept else not outcome.raised
        if option.correct and not accepted:
            said = outcome.failed.get(accept or "") or outcome.values.get(accept or "") or outcome.raised
            self._against(spot, "wrong-key", f"the key is not accepted: {said}", accept or "it has to run")
        if not option.correct and accepted:
            self._against(
                spot,
                "wrong-option",
                "this option is right as well",
                f"`{accept}` is True for it" if accept else "it runs; add `accept:` to tell them apart",
            )

    def _claims(self, option: OptionDraft, outcome: Outcome) -> None:
        for index, claim in enumerate(option.entry.claims):
            said = outcome.values.get(claim) or outcome.failed.get(claim) or outcome.raised
            if outcome.values.get(claim) != "True":
                spot = self.draft.marked.value(*option.path, "claims", index)
                self._against(spot, "wrong-claim", f"this is not true: {said}")

    def _distinct(self) -> None:
        seen: dict[str, OptionDraft] = {}
        for option in self.draft.options:
            text = self.shown(option) or option.entry.text
            first = seen.setdefault(_plain(text) if text else (option.code or "").strip(), option)
            if first is not option:
                other = "the key" if first.correct or option.correct else "another option"
                place = self.draft.marked.value(*option.path)
                said = expression(text or option.code or "")
                self._against(place, "same-option", f"this shows the same as {other}: {said}")

    def _against(self, spot: Spot, slug: str, message: str, help_: str = "") -> None:
        self.proved = False
        self.problems.add(spot, slug, message, help_)


def _plain(text: str) -> str:
    """Two options are the same where only spaces, case or the wrapping of a size differ."""
    return re.sub(r"torch\.size|[\s\[\]()`]", "", text.lower())
