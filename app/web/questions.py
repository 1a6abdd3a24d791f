"""The questions of the course by their ids: written ones as they are, generated ones made by the workers and kept."""

from collections import OrderedDict

from app.course.model import Course, Question
from app.practice.compose import compose
from app.practice.reference import Reference
from app.workers.keeper import Busy
from app.workers.pool import Pool

KEPT = 500
RETRY_SECONDS = 2


class Made(OrderedDict[str, Question]):
    """Generated questions, the latest used last; the oldest goes when there are too many."""

    def keep(self, key: str, question: Question) -> None:
        """Remember a question."""
        self[key] = question
        while len(self) > KEPT:
            self.popitem(last=False)


async def find(course: Course, pool: Pool, made: Made, id_: str) -> Question | None:
    """The question with this id, or the one that this reference makes; None if it is retired.

    Raises:
        Busy: no worker could run the programs of a generated question now.
    """
    reference = Reference.read(id_)
    if reference is None:
        return course.question(id_)
    if id_ in made:
        made.move_to_end(id_)
        return made[id_]
    question = await _generate(course, pool, reference)
    made.keep(id_, question)
    return question


async def _generate(course: Course, pool: Pool, reference: Reference) -> Question:
    dialogue = compose(reference, course.mistakes)
    try:
        request = next(dialogue)
        while True:
            report = await pool.check(request)
            if any(finding.slug == "stopped" for finding in report.findings):
                raise Busy(RETRY_SECONDS)  # a killed worker must not change which question a seed gives
            request = dialogue.send(report)
    except StopIteration as done:
        question: Question = done.value
        return question
