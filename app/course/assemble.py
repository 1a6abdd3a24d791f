"""Makes the `Topic` that is served: with proofs, judged, rendered; what is unproved is withheld."""

import logging
from dataclasses import dataclass, replace

from app.course.lessons import WayDraft, make_way
from app.course.links import LinkBook
from app.course.model import Mistake, Objective, Question, Topic, Way
from app.course.question import make_question
from app.course.question_draft import QuestionDraft
from app.course.scope import Scope
from app.course.topics import TopicDraft
from app.kit.words import closest

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Assembly:
    """What all topics are made with."""

    scope: Scope
    links: LinkBook
    mistakes: dict[str, Mistake]
    dev: bool

    def topic(self, draft: TopicDraft) -> Topic:
        """One topic, its proofs already in its run book."""
        scope = replace(self.scope, book=draft.book, matrices=draft.matrices)
        base = f"/topics/{draft.slug}/"
        self.links.known.update((base, base + "practice"))
        ways = tuple(way for way in (self._way(draft, each, scope) for each in draft.ways) if way)
        questions, cards = (
            tuple(filter(None, (self._question(draft, each, scope) for each in drafts)))
            for drafts in (draft.questions, draft.cards)
        )
        return Topic(
            slug=draft.slug, number=draft.number, title=draft.entry.title, summary=draft.entry.summary,
            status=draft.entry.status, needs=draft.entry.needs,
            objectives=tuple(Objective(each.id, each.text) for each in draft.entry.objectives),
            ways=ways, questions=questions, cards=cards,
            minutes=sum(way.minutes for way in ways),
        )  # fmt: skip

    def _way(self, draft: TopicDraft, way: WayDraft, scope: Scope) -> Way | None:
        made, proved = make_way(draft.slug, way, scope, self.links, self.dev)
        return made if self._serve(f"{draft.slug}/{made.slug}", proved) else None

    def _question(self, draft: TopicDraft, question: QuestionDraft, scope: Scope) -> Question | None:
        self._check_mistakes(question)
        if question.broken:
            _LOG.warning("broken, withheld: %s", question.entry.id)
            return None
        made, proved = make_question(draft.slug, question, scope, self.links, self.mistakes)
        return made if self._serve(made.id, proved) else None

    def _check_mistakes(self, question: QuestionDraft) -> None:
        for option in question.options:
            id_ = option.entry.mistake
            if id_ and id_ not in self.mistakes:
                near = closest(id_, self.mistakes)
                help_ = f"did you mean `{near}`?" if near else "add it to a file in mistakes/"
                spot = question.marked.value(*option.path, "mistake")
                self.scope.problems.add(spot, "unknown-mistake", f"there is no mistake `{id_}`", help_)

    def _serve(self, name: str, proved: bool) -> bool:
        """In dev everything is shown, so that its author sees it; elsewhere only what is proved."""
        if not proved:
            _LOG.warning("not proved%s: %s", "" if self.dev else ", withheld", name)
        return proved or self.dev
