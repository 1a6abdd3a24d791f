"""The stack as a picture: a block for each step that changes the size, drawn to scale, and its skips.

Pure geometry over a report. Areas are too far apart for one page (3 × 224 × 224 against 512 × 7 × 7), so
heights and widths grow with the logarithm of the sizes: twice as many pixels or channels is one notch.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from math import log2

from app.checker.report import Report, Shape, Step
from app.web.pages._checked import groups

GAP, MARGIN, TEXT = 18, 12, 46
LEAST, HIGHEST = 12, 130
NOTCH_HIGH, NOTCH_WIDE = 14, 5
LABEL = 78  # room for `512 × 112 × 112`
ARC, TALLEST_ARC = 14, 74
_KINDS = (
    ("conv", ("Conv", "conv")), ("pool", ("Pool", "pool")), ("linear", ("Linear", "linear", "Bilinear")),
    ("norm", ("Norm", "norm")), ("recurrent", ("LSTM", "GRU", "RNN")), ("join", ("+", "cat", "add", "mul", "*")),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Block:
    """One block: where it stands, what it is, and what comes out of it; `steps` say what happens in it."""

    x: float
    y: float
    width: float
    height: float
    kind: str
    name: str
    line: int
    shape: Shape
    steps: tuple[str, ...]
    failed: bool

    @property
    def middle(self) -> float:
        """The middle of its upper edge."""
        return self.x + self.width / 2


@dataclass(frozen=True, slots=True)
class Skip:
    """A connection past other blocks, as an arc over them."""

    path: str
    start: str
    end: str


@dataclass(frozen=True, slots=True)
class Picture:
    """All blocks, in order, and the size of the drawing."""

    width: float
    height: float
    ground: float
    blocks: tuple[Block, ...]
    skips: tuple[Skip, ...]


@dataclass(slots=True)
class _Part:
    """The rows that share a block; a folded part of the model has its name."""

    rows: list[int]
    name: str = ""


def picture(report: Report | None) -> Picture | None:
    """The picture of a report; None where there is no step to draw."""
    parts = _parts(report.steps) if report else ()
    if report is None or len(parts) < 2:
        return None
    blocks = _blocks(report, parts)
    links = _links(report.steps, parts)
    top = max((_arc_height(end - start) for start, end in links), default=0)
    lifted = tuple(_lifted(block, MARGIN + top) for block in blocks)
    skips = tuple(_skip(lifted[start], lifted[end], _arc_height(end - start)) for start, end in links)
    ground = max(block.y + block.height for block in lifted)
    last = lifted[-1]
    return Picture(last.x + max(last.width, LABEL) + MARGIN, ground + TEXT, ground, lifted, skips)


def _parts(steps: Sequence[Step]) -> tuple[_Part, ...]:
    """The blocks: the parts of a folded group, else a step with those behind it that keep its size."""
    found: list[_Part] = []
    start = 0
    for group in groups(list(steps)):
        rows = range(start, start + len(group.steps))
        start = rows.stop
        if group.folded:
            within = groupby(rows, key=lambda row: ".".join(steps[row].path.split(".")[:2]))
            found += [_Part(list(part), name or group.name) for name, part in within]
            continue
        for row in rows:
            step = steps[row]
            if found and not found[-1].name and len(step.sources) < 2 and _keeps(step) and not _own(step):
                found[-1].rows.append(row)
            else:
                found.append(_Part([row]))
    return tuple(found)


def _keeps(step: Step) -> bool:
    return step.status != "failed" and step.output_shapes == step.input_shapes


def _own(step: Step) -> bool:
    """Whether a step that keeps the size is still worth a block of its own."""
    return _kind(step.kind) in {"conv", "linear", "pool"}


def _blocks(report: Report, parts: Sequence[_Part]) -> list[Block]:
    blocks: list[Block] = []
    x = float(MARGIN)
    if report.input_shapes:
        blocks.append(_block(x, "input", "input", 0, report.input_shapes[0], (), failed=False))
        x += max(blocks[-1].width + GAP, LABEL)
    for part in parts:
        steps = [report.steps[row] for row in part.rows]
        shape = next((step.output_shapes[0] for step in reversed(steps) if step.output_shapes), [])
        name, kind = part.name or _called(_main(steps)), _kind(_main(steps).kind)
        said = tuple(step.kind for step in steps)
        block = _block(x, kind, name, steps[0].line, shape, said, failed=any(s.status == "failed" for s in steps))
        blocks.append(block)
        x += max(block.width + GAP, LABEL)
    ground = max(block.height for block in blocks)
    return [_lifted(block, ground - block.height) for block in blocks]


def _main(steps: Sequence[Step]) -> Step:
    return next((step for step in steps if step.params), steps[0])


def _called(step: Step) -> str:
    """Its name; a layer of a Sequential, which has a number only, is told by its kind: `0 Conv2d`."""
    numbered = step.name == f"layer {step.path} ({step.kind})"
    return f"{step.path} {step.kind}" if numbered else step.name


def _block(x: float, kind: str, name: str, line: int, shape: Shape, steps: tuple[str, ...], *, failed: bool) -> Block:
    width, height = _extent(shape)
    return Block(x, 0, width, height, kind, name, line, shape, steps, failed)


def _extent(shape: Shape) -> tuple[float, float]:
    """Width by the channels, height by the map; a row of features is a thin, tall block."""
    sizes = shape[1:] if len(shape) > 1 else shape
    if len(sizes) >= 2:
        return LEAST + NOTCH_WIDE * _notches(sizes[0]), min(LEAST + NOTCH_HIGH * _notches(sizes[-1]), HIGHEST)
    return LEAST, min(LEAST + NOTCH_HIGH / 2 * _notches(sizes[0] if sizes else 1), HIGHEST)


def _notches(size: int) -> float:
    return round(log2(max(size, 1)), 1)


def _lifted(block: Block, by: float) -> Block:
    return Block(
        block.x, block.y + by, block.width, block.height, block.kind, block.name, block.line, block.shape,
        block.steps, block.failed,
    )  # fmt: skip


def _kind(kind: str) -> str:
    return next((name for name, words in _KINDS if any(word in kind for word in words)), "other")


def _links(steps: Sequence[Step], parts: Sequence[_Part]) -> list[tuple[int, int]]:
    """Pairs of blocks that a tensor joins past others; block 0 is the input."""
    block_of = {row: number for number, part in enumerate(parts, 1) for row in part.rows} | {-1: 0}
    found = {
        (block_of[source], block_of[row])
        for row, step in enumerate(steps)
        for source in step.sources
        if block_of[row] - block_of[source] > 1
    }
    return sorted(found)


def _arc_height(blocks: int) -> float:
    return min(ARC + 6 * blocks, TALLEST_ARC)


def _skip(start: Block, end: Block, height: float) -> Skip:
    top = min(start.y, end.y) - height
    path = f"M{start.middle:g} {start.y:g}C{start.middle:g} {top:g} {end.middle:g} {top:g} {end.middle:g} {end.y:g}"
    return Skip(path, start.name, end.name)
