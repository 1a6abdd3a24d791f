"""`GET /api/layers`: the catalogue of what the checker knows."""

from fastapi import APIRouter

from app.checker.stack import Catalogue
from app.web.api._json import BUSY
from app.web.deps import PoolDep

API = APIRouter(tags=["catalogue"])


@API.get("/api/layers", summary="Every layer that the checker knows", responses=BUSY)
async def layers(pool: PoolDep) -> Catalogue:
    """Each layer with its arguments, their defaults as Python writes them, and its size formula."""
    return await pool.catalogue()
