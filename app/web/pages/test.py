"""`/topics/{slug}/test`: ten questions, one try each, nothing told before the end; then all of them, and a result."""

from app.web.pages._asking import sitting_page
from app.web.pages._sitting import Sitting
from app.web.pages._topics import TopicDep, test_sitting


def _sitting(topic: TopicDep) -> Sitting:
    return test_sitting(topic)


PAGE = sitting_page("/topics/{slug}/test", _sitting)
