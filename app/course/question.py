"""A judged draft as the `Question` that is asked."""

import hashlib

from markupsafe import Markup

from app.course.highlight import code_html
from app.course.judge import Judge
from app.course.links import LinkBook, learn_url
from app.course.model import CheckerLink, Mistake, Option, Question
from app.course.page import Page
from app.course.passage import Passage
from app.course.question_draft import OptionDraft, QuestionDraft
from app.course.render import render
from app.course.schema import CheckerEntry
from app.course.scope import Scope
from app.course.values import Value, as_html, from_python


class QuestionMaker:
    """Makes one question; afterwards `proved` tells whether torch stands behind all of it."""

    def __init__(
        self, topic: str, draft: QuestionDraft, scope: Scope, links: LinkBook, mistakes: dict[str, Mistake]
    ) -> None:
        self.topic, self.draft, self.links, self.mistakes = topic, draft, links, mistakes
        self.judge = Judge(draft, scope.book, scope.problems)
        self.proved = self.judge.judge()
        words = {"key": key} if (key := self._key()) else {}
        self.scope = scope.with_words(draft.asked, **words)

    def make(self) -> Question:
        """The question; texts whose values torch does not know show a mark."""
        entry = self.draft.entry
        code = entry.code.rstrip("\n") if entry.code else None
        return Question(
            id=entry.id, version=entry.version, topic=self.topic, objective=entry.objective,
            difficulty=entry.difficulty, kind=entry.kind, use=entry.use,
            stem_html=self._texts("stem")[0], code=code,
            code_html=code_html(code, f"{entry.id}-code") if code else None,
            options=tuple(self._option(index, option) for index, option in enumerate(self.draft.options)),
            hints=self._texts("hints"), steps_html=self._texts("steps")[0],
            check_html=self._texts("check")[0], mistakes=self._texts("common"),
            checker=self._checker(entry.checker, code or self._key_code()), learn=self._learn(),
            provenance=self.draft.provenance, source=entry.source,
        )  # fmt: skip

    def _key_code(self) -> str | None:
        return next((option.code for option in self.draft.options if option.correct), None)

    def _key(self) -> Value | None:
        printed = (self.judge.shown(option) for option in self.draft.options if option.correct)
        return next((from_python(text) for text in printed if text), None)

    def _texts(self, name: str) -> tuple[Markup, ...]:
        return tuple(
            self._render(text, self.scope, f"{self.draft.entry.id}-{name}{index or ''}")
            for index, text in enumerate(self.draft.texts[name])
        )

    def _render(self, text: Passage, scope: Scope, anchor: str) -> Markup:
        page = Page(text, scope, self.links, anchor)
        shown = render(page)
        self.proved = self.proved and page.proved
        return shown

    def _option(self, index: int, option: OptionDraft) -> Option:
        entry = self.draft.entry
        key = hashlib.sha256(f"{entry.id}:{index}".encode()).hexdigest()[:8]
        said = self.judge.shown(option) or (option.entry.text if self.draft.printed else None) or ""
        words = {"this": from_python(said)} if said else {}
        scope = self.scope.with_words(option.run or self.draft.asked, **words)
        html = as_html(from_python(said)) if said else Markup()
        if option.text and isinstance(from_python(said), str):
            html = self._render(option.text, scope, f"{entry.id}-{key}-text")
        why = self._render(option.why, scope, f"{entry.id}-{key}-why") if option.why else self._says(option)
        code = option.entry.code
        return Option(
            key=key, html=html, code_html=code_html(code, f"{entry.id}-{key}") if code else None,
            correct=option.correct, why_html=why, mistake=option.entry.mistake,
            checker=self._checker(option.entry.checker, option.code),
        )  # fmt: skip

    def _says(self, option: OptionDraft) -> Markup:
        mistake = self.mistakes.get(option.entry.mistake or "")
        return Markup("<p>{}</p>").format(mistake.says({})) if mistake else Markup()

    def _checker(self, entry: CheckerEntry | None, code: str | None) -> CheckerLink | None:
        if entry:
            return CheckerLink(entry.code, entry.input)
        return CheckerLink(code, self.draft.entry.input) if code else None

    def _learn(self) -> str | None:
        learn = self.draft.entry.learn
        url = learn_url(learn) if learn else None
        if learn:
            self.links.want(self.draft.spot("learn"), url or learn)
        return url
