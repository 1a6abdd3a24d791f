"""Under `serve --dev`: the problems of the content, shown in the page at their place."""

import re
from collections.abc import Sequence

from fastapi import Request
from markupsafe import Markup

from app.course.model import ContentProblem, Course, Question
from app.settings import Settings

_LINE = re.compile(r"<!--line (\d+)-->")


def problems_of(request: Request) -> tuple[ContentProblem, ...]:
    """What is wrong with the content, for authors; nothing for learners."""
    settings: Settings = request.app.state.settings
    course: Course | None = getattr(request.app.state, "course", None)
    return course.problems if course and settings.dev else ()


def in_file(problems: Sequence[ContentProblem], path: str) -> list[ContentProblem]:
    """Those of one file, given its path inside the content folder."""
    return [problem for problem in problems if problem.path.partition("/")[2] == path]


def of_question(problems: Sequence[ContentProblem], course: Course, question: Question) -> list[ContentProblem]:
    """Those between the first line of a question and that of the next one."""
    topic = course.topic(question.topic)
    if not problems or topic is None or not question.line:
        return []
    asked = topic.cards if question.kind == "card" else topic.questions
    end = min((each.line for each in asked if each.line > question.line), default=10**9)
    name = "cards.yaml" if question.kind == "card" else "quiz.yaml"
    found = in_file(problems, f"topics/{topic.slug}/{name}")
    return [problem for problem in found if question.line <= problem.line < end]


def placed(html: Markup, problems: Sequence[tuple[int, Markup]]) -> Markup:
    """A lesson with each problem in front of the block that it is in."""
    parts = _LINE.split(html)
    lines = [int(line) for line in parts[1::2]]
    behind: dict[int, list[Markup]] = {}
    for line, shown in problems:
        place = max((index for index, start in enumerate(lines) if start <= line), default=-1)
        behind.setdefault(place, []).append(shown)
    made = [*behind.get(-1, []), Markup(parts[0])]  # noqa: S704 - the lesson itself
    for index, block in enumerate(parts[2::2]):
        made += [*behind.get(index, []), Markup(block)]  # noqa: S704 - the lesson itself
    return Markup().join(made)
