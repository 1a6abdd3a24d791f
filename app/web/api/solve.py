"""`POST /api/solve`: sizes backwards, for one layer or for a whole net."""

from typing import Annotated

from fastapi import APIRouter, Body, Response
from pydantic import Field

from app.checker.solving.models import Answer, LayerQuestion, NetQuestion
from app.web.api._json import REFUSALS, JsonRoute, as_json
from app.web.deps import PoolDep
from app.workers.strict import Text

LAYER = {"ask": "layer", "type": "convolution", "input": 28, "output": "same", "kernel_size": 5, "stride": 1}
INPUTS = {
    "ask": "inputs",
    "code": "import torch.nn as nn\n\nnet = nn.Sequential(\n    nn.Conv2d(1, 6, 3), nn.MaxPool2d(2),\n"
    "    nn.Conv2d(6, 16, 3), nn.MaxPool2d(2),\n    nn.Flatten(), nn.Linear(576, 10),\n)\n",
}


class InputsQuestion(NetQuestion):
    """A question about a net, from a program that may send anything."""

    code: Text | None = None
    entry: Annotated[Text, Field(max_length=2_000)] | None = None


Asked = Annotated[Annotated[LayerQuestion | InputsQuestion, Field(discriminator="ask")], Body(examples=[LAYER, INPUTS])]
API = APIRouter(tags=["sizes backwards"], route_class=JsonRoute)


@API.post("/api/solve", summary="Which sizes work", response_model=Answer, responses=REFUSALS)
async def solve(body: Asked, pool: PoolDep) -> Response:
    """Look for the arguments of a layer, or for the inputs that a net takes.

    `ask: "layer"` is about one axis of one layer: what is null among `kernel_size`, `stride`, `padding`,
    `output_padding` and `input` is looked for, `output` is a size, `same`, `half` or `double`.
    `ask: "inputs"` is about a whole net, as `code` or as `layers`. What is answered was run in PyTorch.
    200 whatever was found: `verdict` is `found`, `none` or `cannot-tell`, and `sentence` says it in words.
    """
    return as_json(await pool.solve(body))
