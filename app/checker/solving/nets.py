"""Which inputs a whole net takes: formulas say where to look, and the net is run to see.

Along the path of the map the formulas give an interval; its ends and the sizes just outside are run. Where
that does not bear out (branches that must meet, code that looks at sizes), size after size is run and the
pattern is told: a range, or every so-many-th size.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from math import prod

from torch import nn

from app.checker.assume import BY_SIZE
from app.checker.outcome import Outcome
from app.checker.report import Request
from app.checker.solving.axes import SAME, Steps, steps
from app.checker.solving.inverse import ANY, Interval, composed
from app.checker.solving.models import AxisRanges, NetAnswer, Range
from app.checker.solving.search import LARGEST, Read, Runs, by_search, works
from app.checker.solving.words import net_sentence, run_sentence
from app.checker.trace import Met, Row

_AXES = {1: ("L",), 2: ("H", "W"), 3: ("D", "H", "W")}


def answer(request: Request, read: Read) -> NetAnswer:
    """The sizes that the entry of a paste takes.

    Args:
        request: a check; without sizes, the usual ones are assumed as there.
        read: one reading of it.
    """
    base = read(request)
    if len(base.inputs) != 1:
        return NetAnswer(verdict="cannot-tell", sentence=f"which inputs work cannot be told: {_without_input(base)}")
    if not 3 <= len(base.inputs[0]) <= 5:
        return _without_axes(request, base, read)
    if base.unclear is not None:
        why = base.unclear.message
        return NetAnswer(verdict="cannot-tell", sentence=f"which inputs work cannot be told: {why}")
    request, base = _in_batches(*_as_batch(request, base, read), read)
    shape = base.inputs[0]
    runs = Runs(request, read, shape[:2], len(shape) - 2, _work(base))
    runs.known[tuple(shape[2:])] = works(base)
    if (hopeless := _whatever_size(base, runs)) is not None:
        return NetAnswer(
            verdict="none",
            sentence=net_sentence(shape[:2], [], hopeless),
            lead=shape[:2],
            sizes_run=runs.sides,
            verified=run_sentence(runs.known),
        )
    found = _by_formulas(base, runs)
    axes = found or by_search(runs, min(shape[2:]))
    said = net_sentence(shape[:2], axes, None, searched=0 if found else len(runs.known))
    return NetAnswer(
        verdict="found" if axes else "none", sentence=said, lead=shape[:2], axes=axes,
        by="formulas" if found else "search", sizes_run=runs.sides,
        verified=run_sentence(runs.known), batches=_batches(runs, axes[0]) if axes else [],
    )  # fmt: skip


def _without_input(base: Outcome) -> str:
    """Why there is not one input to begin with, and what to do."""
    if base.unclear is not None:
        needed = base.unclear.slug == "input-needed"
        return base.unclear.message + ("; give the usual input size, like 3, 32, 32" if needed else "")
    fault = _first_error(base)
    return fault.fault.message() if fault is not None else "it takes several inputs, which depend on each other"


def _first_error(outcome: Outcome) -> Met | None:
    return next((met for met in outcome.met if met.fault.severity == "error"), None)


def _as_batch(request: Request, base: Outcome, read: Read) -> tuple[Request, Outcome]:
    """The same with a batch of one, where an image came without a batch."""
    if not _unbatched(base):
        return request, base
    request = request.model_copy(update={"input_shape": [1, *base.inputs[0]]})
    return request, read(request)


def _unbatched(base: Outcome) -> bool:
    """Whether the first layer with axes took one image without a batch."""
    for row in base.trace.rows:
        module = row.module.module if row.module is not None else None
        own = steps(module) if isinstance(module, nn.Module) else None
        if own is not None:
            return len(own) == len(base.inputs[0]) - 1
    return False


def _batches(runs: Runs, side: AxisRanges) -> list[int]:
    """Which of the smallest batches it takes, at the least size that works."""
    sides = [side.ranges[0].low] * runs.rank
    sent = {batch: [batch, *runs.lead[1:], *sides] for batch in (1, 2, 3)}
    requests = {batch: runs.request.model_copy(update={"input_shape": shape}) for batch, shape in sent.items()}
    return [batch for batch, request in requests.items() if works(runs.read(request))]


def _in_batches(request: Request, base: Outcome, read: Read) -> tuple[Request, Outcome]:
    """The same with two samples, where it trains with one: a batch norm has too little in one cell of one sample."""
    shape = base.inputs[0]
    asked = request.model_copy(update={"input_shape": [2, *shape[1:]]})
    if shape[0] != 1 or base.mode != "train":
        return request.model_copy(update={"input_shape": shape}), base
    batched = read(asked)
    return (asked, batched) if works(batched) or not works(base) else (request, base)


def _whatever_size(base: Outcome, runs: Runs) -> str | None:
    """What is wrong with every size alike, where nothing that a size could mend is."""
    if works(base):
        return None
    tried = [base, *(runs.outcome((side,) * runs.rank) for side in (32, 64, 224))]
    errors = [_first_error(outcome) for outcome in tried]
    places = {(met.fault.slug, getattr(met.node, "lineno", 0)) if met is not None else None for met in errors}
    first = errors[0]
    return (
        first.fault.message()
        if first is not None and len(places) == 1 and first.fault.slug not in {*BY_SIZE, "wrong-in-features"}
        else None
    )


def _without_axes(request: Request, base: Outcome, read: Read) -> NetAnswer:
    """A net of rows of features: their number is the only size there is besides the batch."""
    shape = base.inputs[0]
    if not works(base) or len(shape) != 2:
        fault = None if works(base) else _first_error(base)
        why = "its input has no height and width" if works(base) else "it does not run with the input that it is given"
        why += f": {fault.fault.message()}" if fault is not None else ""
        return NetAnswer(verdict="cannot-tell", sentence=f"which inputs work cannot be told: {why}", lead=shape)
    others = [[shape[0], size] for size in (shape[1] - 1, shape[1] + 1) if size > 0]
    free = [other for other in others if works(read(request.model_copy(update={"input_shape": other})))]
    count = "any number of" if free else str(shape[1])
    sentence = f"this net takes {count} features per sample"
    return NetAnswer(verdict="found", sentence=sentence, lead=shape, by="search", sizes_run=[shape, *others])


def _work(outcome: Outcome) -> int:
    """What one reading costs."""
    module = outcome.root.module if outcome.root is not None else None
    return 5 + len(outcome.trace.rows) + sum(1 for _ in module.modules()) if module is not None else 5


@dataclass(frozen=True)
class _Path:
    """The way of the map through the net: the steps of each axis, and the sizes it may end with, per axis."""

    steps: list[Steps]
    ends: tuple[Interval, ...]

    def along(self, axis: int) -> Interval | None:
        """The sizes of one axis that the formulas allow."""
        return composed([each[axis] for each in self.steps], self.ends[axis])


def _by_formulas(base: Outcome, runs: Runs) -> list[AxisRanges] | None:
    """What the formulas say, where running bears it out."""
    path = _path(base, runs.rank)
    own = [path.along(axis) if path is not None else None for axis in range(runs.rank)]
    together: Interval | None = ANY
    for interval in own:
        together = together.met(interval) if together is not None and interval is not None else None
    if together is None or not _borne_out(together, runs.square):
        return None
    found = [AxisRanges(axis="side", ranges=[_range(together)])]
    for axis, interval in enumerate(own if runs.rank > 1 else ()):
        if (
            interval is not None
            and interval != together
            and _borne_out(interval, partial(_alone, runs, axis, together))
        ):
            names = _AXES[runs.rank]
            held = {name: together.low for name in names if name != names[axis]}
            found.append(AxisRanges(axis=names[axis], ranges=[_range(interval)], held=held))
    return found


def _alone(runs: Runs, axis: int, others: Interval, size: int) -> bool:
    """Whether one axis may have a size while the others have the least."""
    return runs.takes(tuple(size if other == axis else others.low for other in range(runs.rank)))


def _range(sizes: Interval) -> Range:
    return Range(low=sizes.low, high=sizes.high)


def _borne_out(sizes: Interval, takes: Callable[[int], bool]) -> bool:
    """Whether the ends work and the sizes just outside do not; without an end, a few larger ones."""
    inside = [sizes.low, sizes.high] if sizes.high is not None else [sizes.low, sizes.low + 1, 2 * sizes.low + 1, 97]
    inside = [size for size in inside if size >= sizes.low and size <= max(LARGEST, sizes.low)]
    outside = [sizes.low - 1, *([sizes.high + 1] if sizes.high is not None else [])]
    return all(map(takes, inside)) and not any(map(takes, outside))


def _path(base: Outcome, rank: int) -> _Path | None:
    """From the input along the map to where it is flattened or reduced; None where a row is not understood."""
    rows, made = base.trace.rows, {key: row for row in base.trace.rows for key in row.makes}
    end = next((row for row in rows if row.inputs and len(row.inputs[0]) == rank + 2 and _leaves_map(row, rank)), None)
    row = end if end is not None else rows[-1] if rows else None
    if end is not None:
        row = made.get(end.reads[0]) if end.reads else None
    found: list[Steps] = []
    while row is not None:
        own = _row_steps(row, rank)
        if own is None:
            return None
        found.append(own)
        row = made.get(row.reads[0]) if row.reads else None
    ends = _ends(rows, end, rank)
    return _Path(found[::-1], ends) if ends is not None else None


def _leaves_map(row: Row, rank: int) -> bool:
    """Whether the spatial axes end here."""
    return not row.outputs or len(row.outputs[0]) != rank + 2 or row.kind == "Linear"


def _row_steps(row: Row, rank: int) -> Steps | None:
    """A layer's steps; what leaves the sizes alone here is taken to do so everywhere, which running will show."""
    module = row.module.module if row.module is not None else row.twin
    own = steps(module) if isinstance(module, nn.Module) else None
    if own is not None and len(own) == rank:
        return own
    same = bool(row.outputs) and row.outputs[0][2:] == row.inputs[0][2:]
    return (SAME,) * rank if same else None


def _ends(rows: list[Row], end: Row | None, rank: int) -> tuple[Interval, ...] | None:
    """The sizes that the map must end with, by the linear layer behind a flatten; None where it cannot have any."""
    linear = _linear_behind(rows, end) if end is not None else None
    if end is None or linear is None:
        return (ANY,) * rank
    channels, *sizes = end.inputs[0][1:]
    if linear.in_features == channels * prod(sizes):
        return tuple(Interval(size, size) for size in sizes)
    side = round((linear.in_features / channels) ** (1 / rank))
    fits = side > 0 and channels * side**rank == linear.in_features
    return (Interval(side, side),) * rank if fits else None


def _linear_behind(rows: list[Row], end: Row) -> nn.Linear | None:
    """The linear layer that takes all that was flattened."""
    features = prod(end.inputs[0][1:])
    for row in rows[rows.index(end) :]:
        module = row.module.module if row.module is not None else None
        if isinstance(module, nn.Linear):
            return module if row.features == features else None
    return None
