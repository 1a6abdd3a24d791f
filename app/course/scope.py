"""What a `{{ ... }}` can speak of, and its value."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from app.course.arithmetic import ValueFaultError
from app.course.layer_rows import Facts
from app.course.matrices import Matrix
from app.course.model import Term
from app.course.passage import expression, python_ask, reference
from app.course.problems import Problems
from app.course.proof_file import Outcome
from app.course.runbook import RunBook
from app.course.values import Value, compute, from_python, split_filter


class UnprovedError(Exception):
    """The value is torch's to say, and torch has not been asked since the last change."""


@dataclass(frozen=True)
class Found:
    """A value, how it is to be written, and whether its first axis is any batch."""

    value: Value
    filter: str = ""
    batch: bool = False


@dataclass(frozen=True)
class Scope:
    """The names of one topic; `own` is the run that a bare `py:` asks.

    `words` are values such as `key`; `facts` are numbers that expressions may name.
    """

    problems: Problems
    book: RunBook
    matrices: Mapping[str, Matrix] = field(default_factory=dict)
    glossary: Mapping[str, Term] = field(default_factory=dict)
    own: str | None = None
    words: Mapping[str, Value] = field(default_factory=dict)
    facts: Facts = field(default_factory=dict)

    def with_words(self, own: str | None, **words: Value) -> "Scope":
        """The same scope for the texts of one question or option."""
        return replace(self, own=own, words={**self.words, **words})

    def value(self, text: str) -> Found:
        """The value of `{{ text }}`.

        Raises:
            ValueFaultError: it has none; the message is for the author.
            UnprovedError: torch has to be asked first.
        """
        said, filter_ = split_filter(expression(text))
        if said in self.words:
            return Found(self.words[said], filter_)
        if of := reference(said):
            return self._of_model(*of, filter_)
        if ask := python_ask(said):
            return self._asked(*ask, filter_)
        return Found(compute(said, self.matrices, self.facts), filter_)

    def _outcome(self, name: str) -> Outcome:
        if name not in self.book:
            raise ValueFaultError(f"there is no snippet or block `{name}` here")
        outcome = self.book.outcome(name)
        if outcome is None:
            raise UnprovedError
        return outcome

    def _of_model(self, what: str, name: str, path: str, filter_: str) -> Found:
        outcome = self._outcome(name)
        if "model" in outcome.failed:
            raise ValueFaultError(f"the model of `{name}` does not run: {outcome.failed['model']}")
        known = outcome.shapes if what == "shape" else outcome.params
        if path not in known:
            names = ", ".join(sorted(filter(None, known))) or ("no parts" if known else "none: it wants an input")
            raise ValueFaultError(f"`{name}` has no module `{path}`; it has {names}")
        if what == "params":
            return Found(from_python(str(outcome.params[path])), filter_)
        return Found(outcome.shapes[path], filter_, batch=True)

    def _asked(self, name: str | None, ask: str, filter_: str) -> Found:
        run = name or self.own
        if run is None:
            raise ValueFaultError("say which block: py@id: …")
        outcome = self._outcome(run)
        if ask in outcome.failed:
            raise ValueFaultError(f"`{ask}` raises {outcome.failed[ask]}")
        if ask not in outcome.values:
            raise UnprovedError
        return Found(from_python(outcome.values[ask], filter_), filter_)
