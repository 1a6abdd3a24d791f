"""`/solve`: sizes backwards; the arguments of one layer, and the inputs that a whole net takes."""

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request, Response
from pydantic import ConfigDict

from app.checker.solving.models import NetQuestion
from app.web.deps import PoolDep
from app.web.pages._asked import Asked
from app.web.pages._sizes import FORMULAS, LayerForm
from app.web.render import render
from app.workers.keeper import Busy

PAGE = APIRouter(prefix="/solve")
TEMPLATE = "pages/solve.html"
EXAMPLES = (
    ("Which padding keeps 28 with a kernel of 5?", "input=28&output=same&kernel_size=5&stride=1"),
    ("Which padding halves with a kernel of 5 and stride 2?", "output=half&kernel_size=5&stride=2"),
    ("Why does no padding keep a size with a kernel of 4?", "input=28&output=same&kernel_size=4&stride=1"),
    ("Which sizes does a pool of 2 make into 14?", "type=pooling&output=14&kernel_size=2&stride=2&padding=0"),
    ("Which transposed convolution doubles?", "type=transposed+convolution&output=double"),
)


class Sent(Asked):
    """The form with a net; the checker's own form is one too."""

    model_config = ConfigDict(extra="ignore")


@PAGE.get("")
async def show(request: Request, pool: PoolDep, form: Annotated[LayerForm, Query()]) -> Response:
    """The page; where its address holds a question about a layer, with the answer."""
    context = _context(form=form)
    if form.model_fields_set:
        try:
            context["layer"] = await pool.solve(form.question())
        except ValueError as fault:
            context["layer_problem"] = str(fault)
        except Busy as busy:
            context["layer_problem"] = _busy(busy)
    return render(request, TEMPLATE, context, block="layer_answer")


@PAGE.post("/inputs")
async def inputs(request: Request, pool: PoolDep, sent: Annotated[Sent, Form()]) -> Response:
    """The inputs that the net in the form takes."""
    context = _context(asked=sent)
    try:
        context["net"] = await pool.solve(_question(sent))
    except ValueError as fault:
        context["net_problem"] = str(fault)
    except Busy as busy:
        context["net_problem"] = _busy(busy)
    return render(request, TEMPLATE, context, block="net_answer")


def _question(sent: Asked) -> NetQuestion:
    """The question about the net.

    Raises:
        ValueError: a field cannot be read; the message is for the person who filled it in.
    """
    if not sent.code.strip():
        raise ValueError("there is no code yet: paste a net")
    check = sent.request()
    if check.input_shape is not None and not all(isinstance(size, int) for size in check.input_shape):
        raise ValueError("give one input: several depend on each other")
    return NetQuestion.model_validate({"ask": "inputs", **check.model_dump()})


def _busy(busy: Busy) -> str:
    return f"every worker is busy: ask again in {busy.retry_after} s"


def _context(form: LayerForm | None = None, asked: Asked | None = None) -> dict[str, object]:
    return {
        "form": form or LayerForm(),
        "asked": asked or Asked(),
        "formulas": FORMULAS,
        "examples": EXAMPLES,
        "layer": None,
        "layer_problem": None,
        "net": None,
        "net_problem": None,
    }
