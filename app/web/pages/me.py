"""`/me`: how well each topic is held, what is due; and export, import, forget. Known by the cookie alone."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, File, HTTPException, Response, UploadFile
from pydantic import ValidationError
from starlette.responses import RedirectResponse

from app.course.model import Course, Mistake, Objective, Topic
from app.kit.refusals import refusals
from app.learners.portable import Portable
from app.practice.past import Deed
from app.practice.schedule import Memory, memories
from app.practice.strength import Strength, strength
from app.web.deps import SettingsDep
from app.web.guard import cookie_name
from app.web.pages._sitting import Desk, ReadingDep, WritingDep
from app.web.render import render

PAGE = APIRouter(prefix="/me")
SHOWN = 3


@dataclass(frozen=True, slots=True)
class Held:
    """One topic as it is held: what was never right yet, the commonest mistakes, and until when it should last."""

    topic: Topic
    strength: Strength
    missing: tuple[Objective, ...]
    mistakes: tuple[tuple[Mistake, int], ...]
    days: int | None


@PAGE.get("")
async def show(desk: ReadingDep) -> Response:
    """What this browser's learner has done."""
    return await _page(desk)


@PAGE.get("/export")
async def carry_out(desk: ReadingDep) -> Response:
    """Everything of this learner as a file."""
    if desk.learner is None:
        raise HTTPException(404, "nothing is known of you yet, so there is nothing to take along")
    content = (await desk.store.carry_out(desk.learner.id)).model_dump_json(indent=1)
    name = f'attachment; filename="stride-{desk.store.clock.now():%Y-%m-%d}.json"'
    return Response(content, media_type="application/json", headers={"Content-Disposition": name})


@PAGE.post("/import")
async def carry_in(desk: WritingDep, file: Annotated[UploadFile, File()]) -> Response:
    """Add what is in a file; what is here already stays as it is."""
    assert desk.learner is not None  # noqa: S101 - whoever writes has been made a learner
    try:
        content = json.loads(await file.read())
        portable = Portable.model_validate(content)
    except ValidationError as fault:
        problems = refusals(fault.errors(include_url=False, include_input=False), content)
        return await _page(desk, problems=problems, status=422)
    except (ValueError, RecursionError):
        return await _page(desk, problems={"file": "this is not JSON"}, status=422)
    added = await desk.store.carry_in(desk.learner.id, portable)
    return RedirectResponse(f"/me?added={added}", 303)


@PAGE.post("/forget")
async def forget(desk: ReadingDep, settings: SettingsDep) -> Response:
    """Delete this learner with everything that they did, and their cookie."""
    if desk.learner is not None:
        await desk.store.forget(desk.learner.id)
    response = RedirectResponse("/me?forgotten=1", 303)
    response.delete_cookie(cookie_name(settings), secure=settings.secure, httponly=True, samesite="lax")
    return response


async def _page(desk: Desk, problems: Mapping[str, str] | None = None, status: int = 200) -> Response:
    past = await desk.past()
    remembered, today = memories(past), desk.store.clock.now()
    held = [_held(desk.course, topic, past, remembered, today) for topic in desk.course.topics]
    context = {
        "held": [each for each in held if each.strength.level != "new"],
        "due": sum(memory.due <= today for memory in remembered),
        "next_due": min((memory.due for memory in remembered if memory.due > today), default=None),
        "today": today,
        "known": desk.learner is not None,
        "problems": dict(list((problems or {}).items())[:SHOWN]),
        "added": desk.request.query_params.get("added", ""),
        "forgotten": "forgotten" in desk.request.query_params,
    }
    return render(desk.request, "pages/me.html", context, status=status)


def _held(course: Course, topic: Topic, past: Sequence[Deed], remembered: Sequence[Memory], today: datetime) -> Held:
    found = strength(topic, past)
    missing = tuple(each for each in topic.objectives if each.id in found.missing)
    known = [(course.mistakes[id_], times) for id_, times in found.mistakes if id_ in course.mistakes]
    due = min((memory.due for memory in remembered if memory.topic == topic.slug), default=None)
    return Held(topic, found, missing, tuple(known[:SHOWN]), (due - today).days if due else None)
