"""`/checker/report.{suffix}`: the check of the page's form as a file, or by an address that holds the paste."""

from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Query, Response
from pydantic import ConfigDict

from app.checker.exports import Export
from app.kit.discover import discover
from app.kit.words import listing
from app.web.deps import PoolDep
from app.web.pages._asked import Asked
from app.workers.keeper import Busy
from app.workers.pool import Pool

PAGE = APIRouter(prefix="/checker")
EXPORTS = {export.suffix: export for export in discover("app.checker.exports", "EXPORT", Export)}


class Sent(Asked):
    """The form; what only the page needs of it is let through."""

    model_config = ConfigDict(frozen=True, extra="ignore")


@PAGE.get("/report.{suffix}")
async def by_address(pool: PoolDep, suffix: str, link: Annotated[Sent, Query()]) -> Response:
    """The report of the paste in the address."""
    return await _answer(pool, suffix, link)


@PAGE.post("/report.{suffix}")
async def by_form(pool: PoolDep, suffix: str, sent: Annotated[Sent, Form()]) -> Response:
    """The report of what the form holds."""
    return await _answer(pool, suffix, sent)


async def _answer(pool: Pool, suffix: str, asked: Asked) -> Response:
    export = EXPORTS.get(suffix)
    if export is None:
        raise HTTPException(404, f"a report comes as {listing(sorted(EXPORTS), 'or')}")
    if not asked.code.strip():
        raise HTTPException(422, "there is no code to report on: paste some into the checker first")
    try:
        report = await pool.check(asked.request())
    except ValueError as error:
        raise HTTPException(422, str(error)) from None
    except Busy as busy:
        raise HTTPException(503, "every worker is busy", {"Retry-After": str(busy.retry_after)}) from None
    return Response(
        export.render(report, asked.code),
        media_type=f"{export.media_type}; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="shapes.{suffix}"'},
    )
