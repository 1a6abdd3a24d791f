"""The trial of one question: what torch said is held against it, and any fault withholds it.

Pure: outcomes in, problems out. It runs at every load, so that an outcome that speaks against a
question withholds it even if nobody looked at the proof.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from app.course.arithmetic import ValueFaultError
from app.course.layer_rows import Facts
from app.course.misreadings import Misreading, misread
from app.course.model import Mistake, Value
from app.course.problems import Problems, Spot
from app.course.proof_file import Outcome
from app.course.question_draft import QuestionDraft
from app.course.scope import Scope

PROVE = "run `python -m app prove`"


@dataclass
class Trial:
    """One question before its judge; `proved` is false as soon as anything speaks against it."""

    draft: QuestionDraft
    scope: Scope
    mistakes: Mapping[str, Mistake] = field(default_factory=dict)
    proved: bool = True

    @property
    def problems(self) -> Problems:
        """Where faults are told."""
        return self.scope.problems

    def against(self, spot: Spot, slug: str, message: str, help_: str = "") -> None:
        """Note what speaks against the question."""
        self.proved = False
        self.problems.add(spot, slug, message, help_)

    def outcome(self, run: str, spot: Spot) -> Outcome | None:
        """What torch said to a run; None, with a problem, where it was not asked since the last change."""
        outcome = self.scope.book.outcome(run)
        if outcome is None:
            self.against(spot, "unproved", "this is not proved since the last change", PROVE)
        return outcome

    def own(self) -> Outcome | None:
        """What torch said to the question's own code; None where that is not known, or not what is claimed."""
        entry, run = self.draft.entry, self.draft.run
        if not run or not entry.answer:
            return None
        outcome, wanted = self.outcome(run, self.code_spot()), entry.answer.raises or ""
        if outcome is not None and outcome.raised != wanted:
            said = f"raises {outcome.raised}: {outcome.message}" if outcome.raised else "runs"
            claim = f"the answer says that it raises {wanted}" if wanted else "the answer says that it runs"
            self.against(self.line_spot(outcome.line), "wrong-key", f"the code {said}", claim)
            return None
        return outcome

    def code_spot(self) -> Spot:
        """Where the code of the question stands."""
        return self.draft.marked.key(*self.draft.path, "code")

    def line_spot(self, line: int) -> Spot:
        """Where a line of the code stands; the code itself for line 0."""
        first = self.draft.marked.text_line(*self.draft.path, "code")
        return self.draft.marked.source.whole(first + line - 1) if line else self.code_spot()

    def facts(self) -> Facts:
        """The numbers that the question names, computed."""
        found: dict[str, int | Fraction] = {}
        for name, said in self.draft.entry.facts.items():
            try:
                value = self.scope.value(str(said)).value
            except ValueFaultError as fault:
                self.against(self.draft.spot("facts", name), "no-value", str(fault))
                continue
            if isinstance(value, str | tuple):
                self.against(self.draft.spot("facts", name), "no-value", f"`{said}` is no number")
            else:
                found[name] = value
        return found

    def misreadings(self, truth: Value) -> tuple[Misreading, ...]:
        """What each mistake of the catalogue makes of this question."""
        outcome = self.scope.book.outcome(self.draft.run) if self.draft.run else None
        return misread(outcome.rows if outcome else (), self.facts(), truth, self.mistakes.values())
