"""`/drill/{mistake}`: five questions in which one mistake can be made."""

from typing import Annotated

from fastapi import HTTPException, Path

from app.practice import drawing
from app.practice.session import DRILL
from app.web.deps import CourseDep
from app.web.pages._asking import sitting_page
from app.web.pages._sitting import Sitting


def _sitting(mistake: Annotated[str, Path(max_length=60)], course: CourseDep) -> Sitting:
    found = course.mistakes.get(mistake)
    if found is None:
        raise HTTPException(404, "there is no mistake of this name")
    address = f"/drill/{mistake}"
    return Sitting(
        DRILL, mistake, address, found.name, lambda _, dice: drawing.drill(course, mistake, dice), mistake=found
    )


PAGE = sitting_page("/drill/{mistake}", _sitting)
