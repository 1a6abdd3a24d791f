"""`POST /api/stack` and below: typed rows checked, written as code, and read from code."""

from typing import Annotated

from fastapi import APIRouter, Body

from app.checker.report import Frozen, Mode, Report, Sizes
from app.checker.stack import StackRequest, Unstacked
from app.checker.stack.code import written
from app.checker.stack.request import Rows
from app.web.api._json import REFUSALS, JsonRoute
from app.web.api.check import CheckRequest
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


class CodeRequest(Frozen):
    """The rows; the rest of a request to `/api/stack` may stand beside them and changes nothing."""

    layers: Rows
    input_shape: Sizes | None = None
    mode: Mode | None = None


class Code(Frozen):
    """The rows as PyTorch, and the line of each (from 1) by its path, as `3` or `3.body.0`."""

    code: str
    lines: dict[str, int]


API = APIRouter(tags=["checks"], route_class=JsonRoute)


@API.post("/api/stack", summary="Check a stack of layers", responses=REFUSALS)
async def stack(body: Annotated[StackRequest, Body(examples=[EXAMPLE])], pool: PoolDep) -> Report:
    """Build the layers, call them in order on the input, and report as for a paste.

    Each layer is an object with its `type` and the arguments of that `torch.nn` class, under PyTorch's names.
    Two rows hold others: `Residual` adds what its `body` makes of x to x, or to what its `shortcut` makes of it;
    `Concat` joins the two along the channels. A step's `path` names its row: `3`, `3.body.0`. Where no row
    holds others, lines of the report count the layers from 4.
    """
    return await pool.stack(body)


@API.post("/api/stack/code", summary="Write a stack as code", responses=REFUSALS)
async def code(body: Annotated[CodeRequest, Body(examples=[EXAMPLE])]) -> Code:
    """The rows as readable PyTorch that runs as it stands; the network is called `net`.

    Arguments that are PyTorch's defaults are left out. `POST /api/stack/rows` gives the same rows back.
    """
    found = written(body.layers)
    return Code(code=found.code, lines=found.lines)


@API.post("/api/stack/rows", summary="Read a stack from code", responses=REFUSALS, response_model_exclude_defaults=True)
async def rows(body: CheckRequest, pool: PoolDep) -> Unstacked:
    """The rows of code that is a plain stack: layers in a chain, with residual sums and joins in it.

    The body is that of `POST /api/check`. 200 whenever the code was read; where it is no plain stack, `layers`
    is null, `problem` says why and `line` where.
    """
    return await pool.unstack(body)
