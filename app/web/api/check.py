"""`POST /api/check`: a paste in, a report out."""

from fastapi import APIRouter, Response
from pydantic import ConfigDict
from pydantic.config import JsonDict

from app.checker.report import Report
from app.web.api._json import REFUSALS, JsonRoute, as_json
from app.web.deps import PoolDep
from app.workers.strict import StrictRequest

EXAMPLE: JsonDict = {
    "code": "import torch.nn as nn\n\nnet = nn.Sequential(\n    nn.Conv2d(3, 8, 3),\n    nn.Flatten(),\n"
    "    nn.Linear(8 * 32 * 32, 10),\n)\n",
    "input_shape": [1, 3, 32, 32],
    "entry": None,
    "mode": None,
}


class CheckRequest(StrictRequest):
    """A paste, and what to call it with.

    `input_shape` is literal: `[1, 3, 32, 32]` is a batch of one, three numbers are a 3-D tensor, a list
    of lists is several inputs, null lets the checker find or assume it. `entry` is the expression to
    call (`Net`, `model`, `ResNet18()`), null chooses. `mode` is `train`, `eval` or null.
    """

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})


API = APIRouter(tags=["checks"], route_class=JsonRoute)


@API.post("/api/check", summary="Check a paste", response_model=Report, responses=REFUSALS)
async def check(body: CheckRequest, pool: PoolDep) -> Response:
    """Read PyTorch code and report the shape at every line.

    200 whenever the paste was read, whatever was found: `verdict` is `runs`, `fails` or `cannot-tell`,
    and `findings` begins with the first cause. A check that takes too long is `cannot-tell` too, with
    the finding `stopped`.
    """
    return as_json(await pool.check(body))
