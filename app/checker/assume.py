"""Finds an input where neither the request nor the paste says one: the smallest square that fits.

The channels come from the first layer. The side is searched by running: up to a side the map is too
small for a kernel, or for the first linear layer; behind it, it is too large.
"""

from collections.abc import Callable

from torch import nn

from app.checker.findings.kernel_too_large import KernelTooLarge
from app.checker.findings.map_shrunk_to_nothing import MapShrunkToNothing
from app.checker.findings.wrong_view import WrongView
from app.checker.outcome import Outcome
from app.checker.report import Shape
from app.checker.values import ClassValue, FunctionValue

LARGEST = 512
Run = Callable[[Shape], Outcome]


def assumed_input(outcome: Outcome, run: Run) -> Outcome | None:
    """The reading with the smallest input that fits; None where no size can be told."""
    first = _first_layer(outcome)
    if first is None or _inputs(outcome) != 1:
        return None
    lead, axes = first
    if axes == 0:
        return run(lead)
    side = _smallest(lambda n: _too_small(run([*lead, *(n,) * axes])))
    if side is None:
        return None
    found = run([*lead, *(side,) * axes])
    return found if _fits(found) else None


def _smallest(too_small: Callable[[int], bool]) -> int | None:
    """The first side that is not too small; being too small ends once and for all."""
    if too_small(LARGEST):
        return None
    low, high = 0, LARGEST
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if too_small(middle) else (low, middle)
    return high


def _first_layer(outcome: Outcome) -> tuple[Shape, int] | None:
    """The sizes in front of the side, and how many axes have that side, by the first layer that has weights."""
    module = outcome.root.module if outcome.root is not None else None
    for layer in module.modules() if module is not None else ():
        if isinstance(layer, nn.Conv1d | nn.Conv2d | nn.Conv3d):
            return [1, layer.in_channels], len(layer.kernel_size)
        if isinstance(layer, nn.ConvTranspose1d | nn.ConvTranspose2d | nn.ConvTranspose3d):
            return [1, layer.in_channels], len(layer.kernel_size)
        if isinstance(layer, nn.Linear):
            return [1, layer.in_features], 0
    return None


def _inputs(outcome: Outcome) -> int:
    """How many inputs the model's forward needs."""
    kind = outcome.root.kind if outcome.root is not None else None
    found = kind.find("forward") if isinstance(kind, ClassValue) else None
    if found is None or not isinstance(found[1], FunctionValue):
        return 1
    spec = found[1].node.args
    names = [parameter.arg for parameter in (*spec.posonlyargs, *spec.args)][1:]
    return len([name for name in names if name not in found[1].defaults])


def _too_small(outcome: Outcome) -> bool:
    if any(isinstance(met.fault, KernelTooLarge | MapShrunkToNothing) for met in outcome.met):
        return True
    linear = _first_linear(outcome)
    if linear is not None:
        features, declared = linear
        return features < declared
    wrong = next((met.fault for met in outcome.met if isinstance(met.fault, WrongView)), None)
    if wrong is not None and len(wrong.asked) == 2:
        return wrong.elements < abs(wrong.asked[-1])
    return outcome.failed and not outcome.trace.rows


def _fits(outcome: Outcome) -> bool:
    """The first linear layer gets what it declares; other faults are the paste's own."""
    linear = _first_linear(outcome)
    return linear is None or linear[0] == linear[1]


def _first_linear(outcome: Outcome) -> tuple[int, int] | None:
    """(features that arrive, features declared) at the first linear layer behind the first row."""
    for row in outcome.trace.rows:
        module = row.module.module if row.module is not None else None
        if isinstance(module, nn.Linear) and row.features is not None:
            return row.features, module.in_features
    return None
