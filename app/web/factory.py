"""Puts the web application together from its settings; whatever an installation has differs there."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from fastapi import APIRouter, FastAPI
from starlette.middleware.gzip import GZipMiddleware

from app import __version__
from app.kit.discover import discover
from app.learners.clock import Clock
from app.learners.store import Store
from app.settings import ROOT, Settings
from app.web import errors
from app.web.assets import Assets
from app.web.body import BodyLimits
from app.web.content import follow_content, read_course
from app.web.guard import Gate, LearnerCookie
from app.web.headers import HeadAsGet, SecurityHeaders
from app.web.health import HEALTH
from app.web.log import RequestLog, configure_logging
from app.web.questions import Made
from app.web.rates import Rates
from app.web.render import make_templates
from app.workers.pool import Pool

DESCRIPTION = """
Paste PyTorch code, or lay out a stack of layers; get the shape at every line, the parameters, and what
is wrong with a fix that was tried. Nothing pasted is executed: it is read, real `torch.nn` modules are
built on the meta device, and the shapes are those that PyTorch returned.

Errors are `application/problem+json` (RFC 9457) and carry the id of the request.
"""


def create_app(settings: Settings) -> FastAPI:
    """The application; opens nothing until it is started."""
    app = FastAPI(
        title="Stride",
        version=__version__,
        description=DESCRIPTION,
        license_info={"name": "MIT", "identifier": "MIT"},
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=_lifespan,
    )
    assets = Assets(ROOT / "static", fresh=settings.dev)
    app.state.settings = settings
    app.state.assets = assets
    app.state.templates = make_templates(assets.url)
    errors.install(app)
    _add_middleware(app, settings)
    app.include_router(HEALTH, include_in_schema=False)
    for router in discover("app.web.api", "API", APIRouter):
        app.include_router(router)
    for router in discover("app.web.pages", "PAGE", APIRouter):
        app.include_router(router, include_in_schema=False)
    app.mount("/static", assets, name="static")
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Open what requests need; workers go on warming while the first lessons are served."""
    settings: Settings = app.state.settings
    configure_logging()
    app.state.pool = Pool(settings)
    await app.state.pool.start()
    try:
        app.state.course, app.state.made = read_course(settings), Made()
        app.state.store = await Store.open(settings.database_url, Clock(timedelta(days=settings.clock_days)))
        editing = asyncio.create_task(follow_content(app, settings)) if settings.dev else None
        try:
            yield
        finally:
            if editing:
                editing.cancel()
            await app.state.store.close()
    finally:
        await app.state.pool.close()


def _add_middleware(app: FastAPI, settings: Settings) -> None:
    """From the inside outwards: the last one added sees a request first."""
    app.add_middleware(HeadAsGet)
    app.add_middleware(errors.LastResort, settings=settings)
    app.add_middleware(BodyLimits, settings=settings)
    app.add_middleware(Rates, settings=settings)
    app.add_middleware(Gate, settings=settings)
    app.add_middleware(LearnerCookie, settings=settings)
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=6)
    app.add_middleware(SecurityHeaders, settings=settings)
    app.add_middleware(RequestLog)
