"""Paste in, report out: source -> reader -> trace -> findings -> fixes -> report."""

import contextlib
import sys

import torch

from app.checker import kernels, meta
from app.checker.assume import assumed_input
from app.checker.explore import explore
from app.checker.limits import Limits
from app.checker.outcome import Outcome
from app.checker.report import Report, Request, Shape
from app.checker.stack import Argument, Catalogue, LayerInfo, StackRequest, as_code
from app.checker.summary import report
from app.checker.tables import tables
from app.checker.verify import mend

LIMITS = Limits()
RECURSION = 12_000
"""Python frames for the reader: a hundred nested calls of the learner's code, some dozens of frames each."""


def check(request: Request, limits: Limits = LIMITS) -> Report:
    """Checks a paste. Whatever the paste holds, the answer is a report."""
    sys.setrecursionlimit(RECURSION)
    limits = limits.from_now()
    with meta.quiet():
        outcome = explore(request, limits)
        if outcome.unclear is not None and outcome.unclear.slug == "input-needed":
            outcome = _assume(request, outcome, limits)
        return report(outcome, mend(request, outcome, limits))


def _assume(request: Request, outcome: Outcome, limits: Limits) -> Outcome:
    """The reading with an input of our own, said to be assumed; else the question stays."""

    def run(shape: Shape) -> Outcome:
        return explore(request.model_copy(update={"input_shape": shape}), limits)

    return assumed_input(outcome, run) or outcome


def check_stack(request: StackRequest, limits: Limits = LIMITS) -> Report:
    """Checks a list of layers, by the code that they stand for."""
    code = as_code(request)
    found = check(Request(code=code, input_shape=request.input_shape, entry="net", mode=request.mode), limits)
    return found.model_copy(update={"code": code})


def catalogue() -> Catalogue:
    """Every layer that can be checked, with its arguments and formula."""
    rows = sorted(tables().layers.values(), key=lambda layer: layer.name)
    layers = [
        LayerInfo(
            name=layer.name,
            family=layer.family,
            arguments=[
                Argument(name=name, default=None if parameter.default is parameter.empty else repr(parameter.default))
                for name, parameter in layer.signature.parameters.items()
                if name not in {"device", "dtype", "args", "kwargs"}
            ],
            formula=layer.formula,
        )
        for layer in rows
        if layer.family != "container"
    ]
    return Catalogue(torch_version=torch.__version__.split("+")[0], layers=layers)


def warm(chosen: kernels.Kernels = "fast") -> kernels.Kernels:
    """Runs every layer once: the first use of an operation on meta imports for up to two seconds.

    Args:
        chosen: whose shape functions to use; it lasts as long as the process.

    Returns:
        Those that serve: `stock` where the fast ones do not fit this PyTorch.
    """
    torch.set_num_threads(1)
    serving = kernels.install() if chosen == "fast" else chosen
    for layer in tables().layers.values():
        args, shapes = layer.example
        if not shapes:
            continue
        with meta.quiet(), contextlib.suppress(meta.Refused):  # one that looks at its numbers is warm up to there
            meta.run(meta.build(layer.cls, args, {}), tuple(meta.empty(shape) for shape in shapes), {})
    return serving
