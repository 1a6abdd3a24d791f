"""What a layer does to the size of one axis, and which sizes give a wanted one.

Sizes that give an output between two ends are themselves an interval, since none of these gives less
for more. Sources: the "Shape" sections of torch.nn's documentation; ATen/native/Pool.h for ceil_mode.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import Protocol


@dataclass(frozen=True)
class Interval:
    """The sizes from `low` to `high`; without a `high` it has no end."""

    low: int
    high: int | None = None

    def met(self, other: "Interval") -> "Interval | None":
        """What both hold; None where that is nothing."""
        highs = [high for high in (self.high, other.high) if high is not None]
        found = Interval(max(self.low, other.low), min(highs) if highs else None)
        return found if found.high is None or found.low <= found.high else None


ANY = Interval(1)


class Step(Protocol):
    """What one layer does to one axis."""

    def output(self, n: int) -> int:
        """The size behind it; below 1 where it refuses `n`."""

    def inputs(self, wanted: Interval) -> Interval | None:
        """The sizes from 1 up whose output lies in `wanted`, which begins at 1 or above; None where there are none."""


@dataclass(frozen=True)
class Slide:
    """A convolution or a pool: `padding` is what lies on both sides together, `left` what lies in front."""

    kernel: int
    stride: int = 1
    padding: int = 0
    dilation: int = 1
    ceil_mode: bool = False
    left: int | None = None

    @property
    def _reach(self) -> int:
        return self.dilation * (self.kernel - 1) + 1

    @property
    def _left(self) -> int:
        return self.padding // 2 if self.left is None else self.left

    def output(self, n: int) -> int:
        """⌊(n + 2p − d(k−1) − 1)/s⌋ + 1; with ceil_mode rounded up, less a window that would begin behind the input."""
        room = n + self.padding - self._reach
        if not self.ceil_mode:
            return room // self.stride + 1 if room >= 0 else 0
        size = -(-room // self.stride) + 1
        return size - 1 if (size - 1) * self.stride >= n + self._left else size

    def inputs(self, wanted: Interval) -> Interval | None:
        """From (o − 1)s − 2p + d(k−1) + 1 to that + s − 1; with ceil_mode it is the upper end that this gives."""
        least = self._exact(wanted.low)
        most = self._exact(wanted.high) if wanted.high is not None else None
        if not self.ceil_mode:
            return ANY.met(Interval(least, most + self.stride - 1 if most is not None else None))
        begins = (wanted.low - 1) * self.stride - self._left + 1
        low = max(least - self.stride + 1, begins)
        if most is None or wanted.high is None:
            return ANY.met(Interval(low))
        return ANY.met(Interval(low, max(most, wanted.high * self.stride - self._left)))

    def _exact(self, output: int) -> int:
        """The size of which nothing is left over."""
        return (output - 1) * self.stride - self.padding + self._reach


@dataclass(frozen=True)
class Grow:
    """A transposed convolution."""

    kernel: int
    stride: int = 1
    padding: int = 0
    dilation: int = 1
    output_padding: int = 0

    @property
    def _more(self) -> int:
        return self.dilation * (self.kernel - 1) + self.output_padding + 1 - 2 * self.padding

    def output(self, n: int) -> int:
        """(n − 1)s − 2p + d(k−1) + output_padding + 1."""
        return (n - 1) * self.stride + self._more

    def inputs(self, wanted: Interval) -> Interval | None:
        """(o − output_padding − 1 + 2p − d(k−1))/s + 1, rounded inwards at both ends."""
        low = -(-(wanted.low - self._more) // self.stride) + 1
        high = (wanted.high - self._more) // self.stride + 1 if wanted.high is not None else None
        return ANY.met(Interval(low, high))


@dataclass(frozen=True)
class Fixed:
    """An adaptive pool, or an upsampling to a size: any input gives it."""

    size: int

    def output(self, n: int) -> int:
        """Always the same."""
        return self.size if n > 0 else 0

    def inputs(self, wanted: Interval) -> Interval | None:
        """All, or none."""
        return ANY if wanted.met(Interval(self.size, self.size)) is not None else None


@dataclass(frozen=True)
class Scale:
    """An upsampling by a factor."""

    factor: Fraction

    def output(self, n: int) -> int:
        """⌊n · factor⌋."""
        return floor(n * self.factor)

    def inputs(self, wanted: Interval) -> Interval | None:
        """From ⌈o / factor⌉ to the last size in front of (o + 1) / factor."""
        high = ceil((wanted.high + 1) / self.factor) - 1 if wanted.high is not None else None
        return ANY.met(Interval(ceil(wanted.low / self.factor), high))


@dataclass(frozen=True)
class Pad:
    """Padding on both sides together; a negative one crops."""

    cells: int

    def output(self, n: int) -> int:
        """N + what is added."""
        return n + self.cells

    def inputs(self, wanted: Interval) -> Interval | None:
        """Less what is added."""
        high = wanted.high - self.cells if wanted.high is not None else None
        return ANY.met(Interval(wanted.low - self.cells, high))


def composed(steps: Sequence[Step], wanted: Interval = ANY) -> Interval | None:
    """The sizes that give a wanted one behind all of the steps, none of which may refuse on the way."""
    found: Interval | None = wanted.met(ANY)
    for step in reversed(steps):
        if found is None:
            return None
        found = step.inputs(found)
    return found
