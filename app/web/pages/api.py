"""`/api`: the API in plain words; its examples are made from the models, its answers by a worker."""

import json
import re

from fastapi import APIRouter, Request, Response

from app.checker.report import Finding, Report, Step
from app.checker.report import Request as CheckRequest
from app.checker.solving.models import LayerQuestion, NetQuestion
from app.checker.stack import StackRequest
from app.web.deps import PoolDep
from app.web.render import render
from app.workers.keeper import Busy
from app.workers.pool import Pool

PAGE = APIRouter()
CHECK = CheckRequest(
    code="import torch.nn as nn\nnet = nn.Sequential(nn.Conv2d(3, 8, 3), nn.Flatten(), nn.Linear(100, 10))",
    input_shape=[1, 3, 32, 32],
)
STACK = StackRequest.model_validate(
    {
        "input_shape": [1, 3, 32, 32],
        "layers": [
            {"type": "Conv2d", "in_channels": 3, "out_channels": 8, "kernel_size": 3, "padding": 1},
            {"type": "MaxPool2d", "kernel_size": 2},
            {"type": "Flatten"},
            {"type": "Linear", "in_features": 8 * 16 * 16, "out_features": 10},
        ],
    }
)
SOLVE_LAYER = LayerQuestion(ask="layer", input=28, output="same", kernel_size=5, stride=1)
SOLVE_NET = NetQuestion(ask="inputs", code=CHECK.code)


@PAGE.get("/api")
async def api(request: Request, pool: PoolDep) -> Response:
    """The three addresses, with a request that works and what it answers."""
    context = {
        "check": _json(CHECK.model_dump(exclude_none=True)),
        "stack": _json(STACK.model_dump(exclude_defaults=True)),
        "solve_layer": _json(SOLVE_LAYER.model_dump(exclude_unset=True)),
        "solve_net": _json(SOLVE_NET.model_dump(exclude_unset=True)),
        "answer": await _answer(request, pool),
        "report": _fields(Report),
        "step": _fields(Step),
        "finding": _fields(Finding),
    }
    return render(request, "pages/api.html", context)


def _fields(model: type[Report] | type[Step] | type[Finding]) -> list[str]:
    return list(model.model_fields)


def _json(value: dict[str, object]) -> str:
    """JSON as a person writes it: lists of numbers, which are shapes, stay on one line."""
    text = json.dumps(value, indent=2, ensure_ascii=False)
    return re.sub(
        r"\[[\s\d,]+\]", lambda found: re.sub(r"\s+", " ", found[0]).replace("[ ", "[").replace(" ]", "]"), text
    )


async def _answer(request: Request, pool: Pool) -> str | None:
    """The answer to `CHECK`, asked for once; None while no worker is free."""
    state = request.app.state
    told: str | None = getattr(state, "api_answer", None)
    if told is None and pool.ready:
        try:
            report = await pool.check(CHECK)
        except Busy:
            return None
        told = _json(report.model_dump())
        state.api_answer = told if report.verdict == "fails" else None
    return told
