"""The sizes that a net takes, found by running it: every size where that is cheap, else the pattern that a few make."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from app.checker.outcome import Outcome
from app.checker.report import Request, Shape
from app.checker.solving.models import AxisRanges, Range

LARGEST = 512
WORK = 8_000
"""Rows and modules that the runs may make in all: about a second. Counted, not timed: the answer is always the same."""
WIDEST = 64
"""How far the next size is looked for, one after the other."""
STEPS = (8, 16, 24, 25, 27, 32, 36, 48, 64, 81)
"""Steps of nets that halve or divide by three several times, looked at beyond that."""
FAR = (2, 3, 7, 31)
"""How many steps away a pattern is looked at again."""
Read = Callable[[Request], Outcome]


@dataclass
class Runs:
    """Runs of the net with inputs of other sizes, each once; `each` is what one costs."""

    request: Request
    read: Read
    lead: Shape
    rank: int
    each: int
    known: dict[tuple[int, ...], bool] = field(default_factory=dict)

    @property
    def sides(self) -> list[Shape]:
        """The sizes along the spatial axes that were run."""
        return [list(sides) for sides in sorted(self.known)]

    @property
    def left(self) -> int:
        """How many more there may be."""
        return WORK // self.each - len(self.known)

    def square(self, side: int) -> bool:
        """Whether it takes this size along every axis."""
        return self.takes((side,) * self.rank)

    def takes(self, sides: tuple[int, ...]) -> bool:
        """Whether it takes these sizes."""
        if min(sides) < 1:
            return False
        if sides not in self.known:
            self.outcome(sides)
        return self.known[sides]

    def outcome(self, sides: tuple[int, ...]) -> Outcome:
        """One more run."""
        found = self.read(self.request.model_copy(update={"input_shape": [*self.lead, *sides]}))
        self.known[sides] = works(found)
        return found


def works(outcome: Outcome) -> bool:
    """Whether nothing raised and nothing was left open."""
    return outcome.finished and not outcome.failed and outcome.unclear is None


def by_search(runs: Runs, known: int) -> list[AxisRanges]:
    """Size after size where that is cheap, else the likeliest sizes; the pattern that they make."""
    if runs.left >= LARGEST:
        good = [side for side in range(1, LARGEST + 1) if runs.square(side)]
        ranges = _ranges(good, LARGEST)
    else:
        ranges = _pattern(runs, known)
    return [AxisRanges(axis="side", ranges=ranges)] if ranges else []


def _pattern(runs: Runs, known: int) -> list[Range]:
    """From one size that works: how far it is to the next, and how far it goes on like that, down and up."""
    start = next((side for side in (known, 64, 32, 224, 128, 256, 512, 16) if runs.square(side)), None)
    if start is None:
        return []
    near = range(1, max(2, min(WIDEST, runs.left - len(STEPS) - 16)))
    step = next((step for step in sorted({*near, *STEPS}) if runs.square(start + step)), None)
    if step is None:
        low = start
        while runs.left > 0 and runs.square(low - 1):
            low -= 1
        return [Range(low=low, high=start)]
    bad = next((times for times in FAR if not runs.square(start + times * step)), None)
    high = None if bad is None else start + step * _last(1, bad, lambda times: runs.square(start + times * step))
    below = _last(0, (start - 1) // step + 1, lambda times: runs.square(start - times * step))
    return [Range(low=start - below * step, high=high, step=step)]


def _last(good: int, bad: int, works_with: Callable[[int], bool]) -> int:
    """The last number that works, between one that does and one that does not."""
    while bad - good > 1:
        middle = (good + bad) // 2
        good, bad = (middle, bad) if works_with(middle) else (good, middle)
    return good


def _ranges(good: Sequence[int], last: int) -> list[Range]:
    """The sizes as few ranges; one that goes on to the `last` that was tried has no end."""
    found: list[Range] = []
    rest = list(good)
    while rest:
        step = rest[1] - rest[0] if len(rest) > 1 else 1
        count = next((i for i in range(1, len(rest)) if rest[i] - rest[i - 1] != step), len(rest))
        part, rest = rest[:count], rest[count:]
        open_ = not rest and part[-1] + step > last and len(part) > 2
        found.append(Range(low=part[0], high=None if open_ else part[-1], step=step))
    return found
