"""Is the process alive (`/healthz`), and can it do its work (`/readyz`)?"""

from typing import Literal

from fastapi import APIRouter, Response
from pydantic import BaseModel

from app.web.deps import PoolDep, StoreDep
from app.workers.jail.levels import Levels


class Health(BaseModel):
    """The process answers."""

    status: Literal["ok"] = "ok"


class Readiness(BaseModel):
    """What works; `ready` only when all of it does. `jail`: what stands around the workers, once they are warm."""

    ready: bool
    database: bool
    workers: bool
    jail: Levels | None


HEALTH = APIRouter()


@HEALTH.get("/healthz")
async def healthz() -> Health:
    """Whether the process is alive; asks nothing of the database or of the workers."""
    return Health()


@HEALTH.get("/readyz")
async def readyz(response: Response, store: StoreDep, pool: PoolDep) -> Readiness:
    """Whether the database answers and workers are warm; 503 until both are."""
    database, workers = await store.ready(), pool.ready
    response.status_code = 200 if database and workers else 503
    return Readiness(ready=database and workers, database=database, workers=workers, jail=pool.jail)
