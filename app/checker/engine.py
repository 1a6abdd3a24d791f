"""Paste in, report out: source -> reader -> trace -> findings -> fixes -> report."""

import contextlib
import sys

import torch
from pydantic import ValidationError

from app.checker.assume import assumed_input
from app.checker.convert import tensors_in
from app.checker.devices import kernels, meta
from app.checker.explore import explore
from app.checker.fixing.verify import mend
from app.checker.limits import Limits
from app.checker.outcome import Outcome
from app.checker.report import Report, Request, Shape
from app.checker.row_arguments import NotPlain
from app.checker.solving import layers, nets
from app.checker.solving.models import LayerAnswer, LayerQuestion, NetAnswer, NetQuestion
from app.checker.stack import MOST_ROWS, Argument, Catalogue, LayerInfo, StackRequest, Unstacked, as_code
from app.checker.stack.written_rows import written_rows
from app.checker.summary import report
from app.checker.tables import tables
from app.checker.unstacking import refuse_strange, rows_of

LIMITS = Limits()
LIKELY: tuple[Shape, ...] = ([1, 3, 32, 32], [1, 1, 32, 32], [1, 64, 32, 32], [1, 16], [1, 16, 32], [1, 3, 8, 32, 32])
"""Inputs for layers that do not say what they take."""
OTHER_SIZES = "rows would give another size than this code does, so it is more than a chain of layers"
RECURSION = 12_000
"""Python frames for the reader: a hundred nested calls of the learner's code, some dozens of frames each."""


def check(request: Request, limits: Limits = LIMITS) -> Report:
    """Checks a paste. Whatever the paste holds, the answer is a report."""
    limits = limits.from_now()
    with meta.quiet():
        outcome = _read(request, limits)
        return report(outcome, mend(request, outcome, limits))


def _read(request: Request, limits: Limits) -> Outcome:
    """The reading of a paste, with an input of our own where there is none."""
    sys.setrecursionlimit(RECURSION)
    outcome = explore(request, limits)
    asks = outcome.unclear is not None and outcome.unclear.slug == "input-needed"
    return _assume(request, outcome, limits) if asks else outcome


def _assume(request: Request, outcome: Outcome, limits: Limits) -> Outcome:
    """The reading with an input of our own, said to be assumed; else the question stays."""

    def run(shape: Shape) -> Outcome:
        return explore(request.model_copy(update={"input_shape": shape}), limits, assumed=True)

    return assumed_input(outcome, run) or outcome


def check_stack(request: StackRequest, limits: Limits = LIMITS) -> Report:
    """Checks a list of layers, by the code that they stand for."""
    code = as_code(request)
    found = check(Request(code=code, input_shape=request.input_shape, entry="net", mode=request.mode), limits)
    return found.model_copy(update={"code": code, "fc_in_features": found.fc_in_features or _flattened(found)})


def _flattened(found: Report) -> int | None:
    """What the last flatten hands to a Linear that is not there yet."""
    flat = (step.output_shapes[0] for step in reversed(found.steps) if step.kind == "Flatten" and step.output_shapes)
    return next((sizes[1] for sizes in flat if len(sizes) == 2), None)


def unstack(request: Request, limits: Limits = LIMITS) -> Unstacked:
    """The rows of a paste that is a plain stack; a fault that the reading goes past is one of the rows too."""
    with meta.quiet():
        outcome = _read_with_any(request, limits)
    sizes = outcome.inputs[0] if outcome.inputs else None
    rows = written_rows(request.code, outcome.source.tree) if outcome.source is not None else None
    if rows is not None:
        return Unstacked(layers=rows, input_shape=sizes, problem=None, line=None)
    if outcome.unclear is not None:
        return Unstacked.refused(outcome.unclear.message, getattr(outcome.unclear.node, "lineno", None))
    try:
        if outcome.failed and outcome.result is None:
            refuse_strange(outcome)
            first = report(outcome).findings[0]
            return Unstacked.refused(first.message, first.span.line if first.span else None)
        found = Unstacked(layers=rows_of(outcome), input_shape=sizes, problem=None, line=None)
    except NotPlain as told:
        return Unstacked.refused(told.reason, getattr(told.node, "lineno", None))
    except ValidationError:
        return Unstacked.refused(f"this is more than the {MOST_ROWS} rows that a stack may have")
    return found if outcome.failed or _same(found, outcome, limits) else Unstacked.refused(OTHER_SIZES)


def _read_with_any(request: Request, limits: Limits) -> Outcome:
    """The reading with an input that only has to get through: what the rows are hardly depends on it."""
    outcome = _read(request, limits.from_now())
    if outcome.unclear is None or outcome.unclear.slug != "input-needed":
        return outcome
    tried = [explore(request.model_copy(update={"input_shape": sizes}), limits) for sizes in LIKELY]
    return next((each for each in tried if not each.failed and each.unclear is None), tried[0])


def _same(found: Unstacked, outcome: Outcome, limits: Limits) -> bool:
    """Whether the rows give what the code gave: they are run before they are said to be the same."""
    stack = StackRequest.model_validate({"input_shape": found.input_shape, "layers": found.layers})
    return check_stack(stack, limits).output_shapes == [list(tensor.shape) for tensor in tensors_in(outcome.result)]


def solve(question: LayerQuestion | NetQuestion, limits: Limits = LIMITS) -> LayerAnswer | NetAnswer:
    """Sizes backwards: the arguments of a layer, or the inputs of a net."""
    with meta.quiet():
        if isinstance(question, LayerQuestion):
            return layers.answer(question)
        return nets.answer(_check_of(question), lambda asked: _read(asked, limits.from_now()))


def _check_of(question: NetQuestion) -> Request:
    """The check of the net that a question is about."""
    entry, code = question.entry, question.code
    if code is None:
        rows = {"input_shape": question.input_shape or [1], "layers": question.layers}
        entry, code = "net", as_code(StackRequest.model_validate(rows))
    return Request(code=code, input_shape=question.input_shape, entry=entry, mode=question.mode)


def catalogue() -> Catalogue:
    """Every layer that can be checked, with its arguments and formula."""
    rows = sorted(tables().layers.values(), key=lambda layer: layer.name)
    known = [
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
    return Catalogue(torch_version=torch.__version__.split("+")[0], layers=known)


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
