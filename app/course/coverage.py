"""What a topic that calls itself complete must have, and what any topic must."""

from collections import Counter
from collections.abc import Sequence

from app.course.problems import Problems
from app.course.topics import TopicDraft
from app.course.ways import WAYS
from app.kit.words import closest

QUESTIONS = 20
PER_OBJECTIVE = 2


def check_coverage(draft: TopicDraft, problems: Problems) -> None:
    """A planned topic may be empty, a draft needs a way, a complete one everything."""
    status = draft.marked.value("status")
    offered = [way.kind.slug for way in draft.ways]
    if draft.entry.status != "planned" and not offered:
        problems.add(status, "empty-topic", "nothing can be read here yet", "call it planned, or add a way")
    if draft.entry.status != "complete":
        return
    missing = [slug for slug in WAYS if slug not in offered]
    if missing:
        problems.add(status, "incomplete-topic", f"a complete topic has all ways; missing: {', '.join(missing)}")
    if len(draft.questions) < QUESTIONS:
        message = f"a complete topic has {QUESTIONS} questions, here are {len(draft.questions)}"
        problems.add(status, "incomplete-topic", message)
    asked = Counter(question.entry.objective for question in draft.questions)
    for index, objective in enumerate(draft.entry.objectives):
        if asked[objective.id] < PER_OBJECTIVE:
            message = f"`{objective.id}` is asked {asked[objective.id]} times, not {PER_OBJECTIVE}"
            problems.add(draft.marked.value("objectives", index, "id"), "incomplete-topic", message)


def check_together(drafts: Sequence[TopicDraft], listed: Sequence[str], problems: Problems) -> None:
    """What only the topics together can get wrong: ids that are not unique, prerequisites that come later."""
    owners: dict[str, str] = {}
    for draft in drafts:
        for question in draft.asked:
            id_ = question.entry.id
            if id_ in owners:
                message = f"`{id_}` is a question of {owners[id_]} already"
                problems.add(question.spot("id"), "repeated-id", message, "ids are for ever: choose another")
            owners.setdefault(id_, draft.slug)
        _check_objectives(draft, problems)
        _check_needs(draft, listed, problems)


def _check_objectives(draft: TopicDraft, problems: Problems) -> None:
    seen: set[str] = set()
    for index, objective in enumerate(draft.entry.objectives):
        if objective.id in seen:
            spot = draft.marked.value("objectives", index, "id")
            problems.add(spot, "repeated-id", f"`{objective.id}` is an objective already")
        seen.add(objective.id)


def _check_needs(draft: TopicDraft, listed: Sequence[str], problems: Problems) -> None:
    for index, need in enumerate(draft.entry.needs):
        spot = draft.marked.value("needs", index)
        if need not in listed:
            near = closest(need, listed)
            problems.add(
                spot, "unknown-topic", f"there is no topic `{need}`", f"did you mean `{near}`?" if near else ""
            )
        elif draft.slug in listed and listed.index(need) >= listed.index(draft.slug):
            problems.add(spot, "later-topic", f"`{need}` does not come before this topic", "order: course.yaml")
