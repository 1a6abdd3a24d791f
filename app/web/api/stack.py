"""`POST /api/stack`: layers as typed rows in, a report out."""

from typing import Annotated

from fastapi import APIRouter, Body

from app.checker.report import Report
from app.checker.stack import StackRequest
from app.web.api._json import REFUSALS, JsonRoute
from app.web.deps import PoolDep

EXAMPLE = {
    "input_shape": [1, 3, 32, 32],
    "layers": [
        {"type": "Conv2d", "in_channels": 3, "out_channels": 8, "kernel_size": 3, "padding": 1},
        {"type": "ReLU"},
        {"type": "MaxPool2d", "kernel_size": 2},
        {"type": "Flatten"},
        {"type": "Linear", "in_features": 2048, "out_features": 10},
    ],
}

API = APIRouter(tags=["checks"], route_class=JsonRoute)


@API.post("/api/stack", summary="Check a stack of layers", responses=REFUSALS)
async def stack(body: Annotated[StackRequest, Body(examples=[EXAMPLE])], pool: PoolDep) -> Report:
    """Build the layers, call them in order on the input, and report as for a paste.

    Each layer is an object with its `type` and the arguments of that `torch.nn` class, under PyTorch's
    names; `GET /api/layers` lists them. Lines of the report count the layers from 4, as the same stack
    would stand in code.
    """
    return await pool.stack(body)
