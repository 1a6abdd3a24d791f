"""Renders the texts of one question with what torch has said; `proved` tells whether it stands behind all of them."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from markupsafe import Markup

from app.course.layer_rows import LayerRow
from app.course.links import LinkBook, learn_url
from app.course.misreadings import Misreading
from app.course.model import CheckerLink, Key, Option, Reply, Value
from app.course.page import Page
from app.course.passage import Passage
from app.course.question_draft import QuestionDraft
from app.course.render import render
from app.course.schema import CheckerEntry
from app.course.scope import Scope
from app.course.trial import Trial
from app.course.values import Value as Said


@dataclass(frozen=True)
class Parts:
    """What a form makes of a question: options to choose from, or a key for what is typed."""

    options: tuple[Option, ...] = ()
    key: Key | None = None
    replies: dict[Value, Reply] = field(default_factory=dict)


@dataclass
class Maker:
    """One question while it is rendered, after its trial."""

    topic: str
    trial: Trial
    links: LinkBook
    scope: Scope
    proved: bool = True

    @property
    def draft(self) -> QuestionDraft:
        """The question as it was written."""
        return self.trial.draft

    def know(self, **words: Said) -> None:
        """Let the texts speak of `key`."""
        self.scope = self.scope.with_words(self.draft.asked, **words)

    def texts(self, name: str) -> tuple[Markup, ...]:
        """The texts of one field."""
        return tuple(
            self.render(text, self.scope, f"{name}{index or ''}")
            for index, text in enumerate(self.draft.texts.get(name, ()))
        )

    def render(self, text: Passage, scope: Scope, anchor: str) -> Markup:
        """One text; a value that torch does not know shows a mark and withholds the question."""
        page = Page(text, scope, self.links, f"{self.draft.entry.id}-{anchor}")
        shown = render(page)
        self.proved = self.proved and page.proved
        return shown

    def rows(self) -> tuple[LayerRow, ...]:
        """What the checker saw in the question's own code."""
        outcome = self.scope.book.outcome(self.draft.run) if self.draft.run else None
        return outcome.rows if outcome else ()

    def checker(self, entry: CheckerEntry | None, code: str | None) -> CheckerLink | None:
        """What "open in the checker" opens."""
        if entry:
            return CheckerLink(entry.code, entry.input)
        return CheckerLink(code, self.draft.entry.input) if code else None

    def learn(self) -> str | None:
        """Where it is taught."""
        learn = self.draft.entry.learn
        url = learn_url(learn) if learn else None
        if learn:
            self.links.want(self.draft.spot("learn"), url or learn)
        return url

    def with_facts(self) -> None:
        """Let the texts name the facts of the question."""
        self.scope = replace(self.scope, facts=self.trial.facts())


def reply(misreadings: Iterable[Misreading]) -> Reply:
    """The words of every mistake that gives one wrong value."""
    told = tuple(misreadings)
    words = (Markup("<p>{}{}</p>").format(_where(each.place), each.mistake.says(each.facts)) for each in told)
    return Reply(Markup().join(words), tuple(each.mistake.id for each in told))


def _where(place: str) -> Markup:
    """At which layer, where the words speak of another number than the one that was given."""
    before, _, kind = place.rpartition(" ")
    return Markup("At {} <code>{}</code>: ").format(before, kind) if place else Markup()
