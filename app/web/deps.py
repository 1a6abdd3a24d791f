"""What a page or an endpoint may ask for, as FastAPI's `Annotated` aliases."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Annotated, cast

from fastapi import Depends, Request

from app.course.model import Course, Question
from app.learners.store import Learner, Store
from app.settings import Settings
from app.web.guard import NEW_TOKEN, cookie_name, new_token, token_hash
from app.web.questions import find
from app.workers.pool import Pool


def _settings(request: Request) -> Settings:
    return cast("Settings", request.app.state.settings)


def _course(request: Request) -> Course:
    return cast("Course", request.app.state.course)


def _store(request: Request) -> Store:
    return cast("Store", request.app.state.store)


def _pool(request: Request) -> Pool:
    return cast("Pool", request.app.state.pool)


SettingsDep = Annotated[Settings, Depends(_settings)]
CourseDep = Annotated[Course, Depends(_course)]
StoreDep = Annotated[Store, Depends(_store)]
PoolDep = Annotated[Pool, Depends(_pool)]
Find = Callable[[str], Awaitable[Question | None]]
"""Finds a question by its id; None for one that is retired."""


def _find(request: Request, course: CourseDep, pool: PoolDep) -> Find:
    return partial(find, course, pool, request.app.state.made)


FindDep = Annotated[Find, Depends(_find)]


async def _learner(request: Request, settings: SettingsDep, store: StoreDep) -> Learner | None:
    token = request.cookies.get(cookie_name(settings))
    return await store.learner(token_hash(token)) if token else None


LearnerDep = Annotated[Learner | None, Depends(_learner)]


async def _writer(request: Request, store: StoreDep, learner: LearnerDep) -> Learner:
    if learner is not None:
        return learner
    token = new_token()
    made = await store.create_learner(token_hash(token))
    setattr(request.state, NEW_TOKEN, token)
    return made


WriterDep = Annotated[Learner, Depends(_writer)]
