"""A question as it was written, before torch has spoken."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from app.course.marked import Marked, Path
from app.course.model import Provenance
from app.course.passage import Passage
from app.course.problems import Spot
from app.course.schema import OptionEntry, QuestionEntry


@dataclass
class OptionDraft:
    """One option; `code` is what is run for it, `run` the label of that run."""

    entry: OptionEntry
    path: Path
    correct: bool
    code: str | None = None
    run: str | None = None
    text: Passage | None = None
    why: Passage | None = None


@dataclass
class QuestionDraft:
    """One question; `run` is the label of the run of its own code, or else of the key's."""

    entry: QuestionEntry
    marked: Marked
    path: Path
    options: list[OptionDraft] = field(default_factory=list)
    texts: dict[str, tuple[Passage, ...]] = field(default_factory=dict)
    run: str | None = None
    broken: bool = False

    @property
    def provenance(self) -> Provenance:
        """Cited where the key is a sentence that nothing runs."""
        answer = self.entry.answer
        said = bool(answer and answer.text and not answer.raises)
        stated = any(each.text and not (each.code or each.replace or each.claims) for each in self.entry.options)
        return "cited" if said or stated else "proved"

    @property
    def printed(self) -> bool:
        """The key is what torch prints."""
        return bool(self.entry.answer and self.entry.answer.run)

    @property
    def auto_steps(self) -> bool:
        """The worked steps are read off the run."""
        return self.entry.steps.strip() == "auto"

    @property
    def label(self) -> str:
        """What the labels of its runs begin with."""
        return f"quiz/{self.entry.id}"

    @property
    def asked(self) -> str:
        """The run that a bare `py:` asks: the question's code, or one that has only torch."""
        return self.run or f"{self.label}/values"

    def spot(self, *path: str | int) -> Spot:
        """Where a part of the question stands."""
        return self.marked.value(*self.path, *path)

    def passages(self) -> Iterator[tuple[Passage, str]]:
        """Every text, with the run that a bare `py:` asks in it."""
        for texts in self.texts.values():
            yield from ((text, self.asked) for text in texts)
        for option in self.options:
            for text in filter(None, (option.text, option.why)):
                yield text, option.run or self.asked
