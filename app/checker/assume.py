"""Finds an input where neither the request nor the paste says one.

The channels come from the first layer that is called. Where the first linear layer ties the size of the
image, the smallest square that fits is searched by running; else, and for a large model, the usual sizes
are tried. A size of ours never makes a verdict: one that fails is given up for the next.
"""

import ast
from collections.abc import Callable, Iterator

from torch import nn

from app.checker.blame.sizes import shape_text
from app.checker.findings.batch_norm_width import BatchNormWidth
from app.checker.findings.kernel_too_large import KernelTooLarge
from app.checker.findings.map_shrunk_to_nothing import MapShrunkToNothing
from app.checker.findings.torch_error import TorchError
from app.checker.findings.wrong_in_channels import WrongInChannels
from app.checker.findings.wrong_view import WrongView
from app.checker.objects.definitions import ClassValue, FunctionValue
from app.checker.outcome import Outcome
from app.checker.report import Shape

LARGEST = 512
USUAL = (32, 28, 64, 96, 128, 224, 227, 256, 299, 512)
USUAL_OF_LARGE = (224, 299, 64, 32, 256, 331, 512)
LARGE = 250
"""Rows of a model that is read a few times at most: it was made for images of the usual sizes."""
STEPS = 5
"""Of a sequence for a recurrent layer, which takes any number of them."""
ROWS = 2_000
"""Rows that the search may make in all: about a second. Counted, not timed: the same paste gives the same report."""
BY_SIZE = frozenset({"wrong-view", "cat-mismatch", "shape-mismatch", "kernel-too-large", "map-shrunk-to-nothing"})
"""Faults that another size of the image may not have."""
Run = Callable[[Shape], Outcome]


def assumed_input(outcome: Outcome, run: Run) -> Outcome | None:
    """The reading with an input that fits; None where none can be told."""
    guess = _first_layer(outcome.root.module if outcome.root is not None else None)
    if guess is None or _inputs(outcome) != 1:
        return None
    once = _once(run)
    first = once([*guess[0], *(64,) * guess[1]])
    lead, axes = _called_first(first) or guess
    axes = max(0, axes - _added(first))
    if all(_needs_more_than_a_size(once([*lead, *(side,) * axes])) for side in (64, 96)):
        return _assumed(once([*lead, *(64,) * axes]), "a usual one")
    tried: list[Outcome] = []
    for found, why in _tries(lead, axes, once):
        if not found.failed and found.unclear is None:
            flat = once(lead) if found.trace.folds and axes else found
            whole = not flat.failed and flat.unclear is None and not flat.trace.folds
            return _assumed(flat, "what the first layer takes") if whole and flat is not found else _assumed(found, why)
        tried.append(found)
    common = _common(tried)
    return _assumed(common, "usual, and others give the same finding") if common is not None else None


def _once(run: Run) -> Run:
    """No size is read twice."""
    known: dict[tuple[int, ...], Outcome] = {}

    def remembered(shape: Shape) -> Outcome:
        key = tuple(shape)
        if key not in known:
            known[key] = run(shape)
        return known[key]

    return remembered


def _assumed(found: Outcome, why: str) -> Outcome:
    found.input_source = "assumed"
    found.notes.append(f"the size of the input was assumed: {shape_text(found.inputs[0])} is {why}")
    return found


def _tries(lead: Shape, axes: int, run: Run) -> Iterator[tuple[Outcome, str]]:
    """Readings with one size after the other, the likeliest first, until the budget is spent; and what the size is."""
    if axes == 0:
        yield run(lead), "what the first layer takes"
        return
    spent = 0

    def sized(side: int) -> Outcome:
        nonlocal spent
        found = run([*lead, *(side,) * axes])
        spent += len(found.trace.rows)
        return found

    large = len(sized(64).trace.rows) > LARGE
    if not large and _tied(sized(64), sized(96)):
        side = _smallest(lambda n: _too_small(sized(n)))
        fitting = sized(side) if side is not None else None
        if fitting is not None and _first_linear(fitting) is not None and _fits(fitting):
            yield fitting, "the smallest that fits"
    for usual in USUAL_OF_LARGE if large else USUAL:
        if spent > ROWS:
            return
        yield sized(usual), "a usual one that fits"


def _tied(small: Outcome, large: Outcome) -> bool:
    """Whether the size of the image decides how many features reach the first linear layer."""
    return _first_linear(small) is None or _first_linear(small) != _first_linear(large)


def _common(tried: list[Outcome]) -> Outcome | None:
    """The first reading, if its fault has nothing to do with the size: the same one at the same place each time.

    The first layer must have taken the input; else the guess was wrong, and not the paste.
    """
    rows = tried[0].trace.rows if tried else []
    weighty = next((row for row in rows if row.module is not None and row.params), None)
    if not rows or rows[0].status != "ok" or (weighty is not None and weighty.status == "failed"):
        return None
    places = {(o.met[0].fault.slug, getattr(o.met[0].node, "lineno", 0)) if o.met else None for o in tried}
    by_size = any(o.met and o.met[0].fault.slug in BY_SIZE for o in tried)
    same = len(places) == 1 and None not in places
    if not same or by_size or _sizes_are_channels(tried) or _is_of_list(tried[0]) or _may_fit(tried):
        return None
    return tried[0]


def _sizes_are_channels(tried: list[Outcome]) -> bool:
    """Whether another size of the input brings a layer another number of channels: then a size may fit."""
    faults = (outcome.met[0].fault for outcome in tried if outcome.met)
    return len({fault.arriving for fault in faults if isinstance(fault, WrongInChannels | BatchNormWidth)}) > 1


def _needs_more_than_a_size(found: Outcome) -> bool:
    """Whether the reading came to something from outside the paste, which another size goes seldom around."""
    return found.unclear is not None and found.unclear.slug == "unknown-import"


def _is_of_list(outcome: Outcome) -> bool:
    """Whether the input itself has too few items for `maps[1]`: then it was meant to be a list of tensors."""
    fault, node = outcome.met[0].fault, outcome.met[0].node
    itself = isinstance(fault, TorchError) and fault.shapes[:1] == (tuple(outcome.inputs[0]),)
    return itself and isinstance(node, ast.Subscript)


def _may_fit(tried: list[Outcome]) -> bool:
    """Whether a map that is no square could give the first linear layer what it declares."""
    found = [(pair, _channels(outcome)) for outcome in tried if (pair := _first_linear(outcome)) is not None]
    if len({features for (features, _), _ in found}) < 2:
        return False
    (_, declared), channels = found[0]
    return channels > 0 and declared % channels == 0 and declared // channels > 1


def _channels(outcome: Outcome) -> int:
    """Those of the map that is laid out as the features of the first linear layer; 0 where there is none."""
    channels = 0
    for row in outcome.trace.rows:
        module = row.module.module if row.module is not None else None
        if isinstance(module, nn.Linear):
            break
        channels = next((shape[1] for shape in row.outputs if len(shape) > 2), channels)
    return channels


def _smallest(too_small: Callable[[int], bool]) -> int | None:
    """The first side that is not too small; being too small ends once and for all."""
    if too_small(LARGEST):
        return None
    low, high = 0, LARGEST
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if too_small(middle) else (low, middle)
    return high


def _called_first(outcome: Outcome) -> tuple[Shape, int] | None:
    """The lead and the axes that the first layer which was really called wants."""
    for row in outcome.trace.rows:
        if row.module is not None and row.module.module is not None and row.params:
            return _wanted(row.module.module, _batch(outcome))
    return None


def _added(outcome: Outcome) -> int:
    """How many axes the paste itself puts behind an input before the first layer with weights gets it."""
    given = len(outcome.inputs[0]) if outcome.inputs else 0
    for row in outcome.trace.rows:
        if row.module is not None and row.params and row.inputs:
            return max(0, len(row.inputs[0]) - given) if row.status == "failed" else 0
    return 0


def _first_layer(module: nn.Module | None) -> tuple[Shape, int] | None:
    """The sizes in front of the side, and how many axes have that side, by the first layer that has weights."""
    for layer in module.modules() if module is not None else ():
        if (found := _wanted(layer, 1)) is not None:
            return found
    return None


def _wanted(layer: nn.Module, batch: int) -> tuple[Shape, int] | None:
    if isinstance(layer, nn.Conv1d | nn.Conv2d | nn.Conv3d):
        return [batch, layer.in_channels], len(layer.kernel_size)
    if isinstance(layer, nn.ConvTranspose1d | nn.ConvTranspose2d | nn.ConvTranspose3d):
        return [batch, layer.in_channels], len(layer.kernel_size)
    if isinstance(layer, nn.Linear):
        return [batch, layer.in_features], 0
    if isinstance(layer, nn.RNNBase):
        return [batch, STEPS, layer.input_size] if layer.batch_first else [STEPS, batch, layer.input_size], 0
    if isinstance(layer, nn.RNNCellBase):
        return [batch, layer.input_size], 0
    if isinstance(layer, nn.Embedding):
        return [batch], 1
    return None


def _batch(outcome: Outcome) -> int:
    """Two samples where a batch norm trains, which one sample may be too little for."""
    module = outcome.root.module if outcome.root is not None else None
    norms = (nn.BatchNorm1d, nn.BatchNorm2d, nn.BatchNorm3d)
    return 2 if module is not None and any(isinstance(m, norms) and m.training for m in module.modules()) else 1


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
    """(features that arrive, features declared) at the first linear layer."""
    for row in outcome.trace.rows:
        module = row.module.module if row.module is not None else None
        if isinstance(module, nn.Linear) and row.features is not None:
            return row.features, module.in_features
    return None
