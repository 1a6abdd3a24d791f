"""`/topics/{slug}/practice`: five questions, two tries each, a fresh one behind each mistake."""

from app.web.deps import CourseDep
from app.web.pages._asking import sitting_page
from app.web.pages._sitting import Sitting
from app.web.pages._topics import TopicDep, practice_sitting


def _sitting(topic: TopicDep, course: CourseDep) -> Sitting:
    return practice_sitting(course, topic)


PAGE = sitting_page("/topics/{slug}/practice", _sitting)
