"""`/topics/{slug}/cards`: closed-book cards, half of them generated questions; each comes back when it is due."""

from app.web.pages._asking import sitting_page
from app.web.pages._sitting import Sitting
from app.web.pages._topics import TopicDep, cards_sitting


def _sitting(topic: TopicDep) -> Sitting:
    return cards_sitting(topic)


PAGE = sitting_page("/topics/{slug}/cards", _sitting)
