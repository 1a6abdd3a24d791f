"""One frozen Limits, and the meter that spends it. Every budget names itself when it is spent.

Sizes are checked before the work is done, so that one line such as `range(10**9)` costs nothing.
"""

import ast
import math
import time
from dataclasses import dataclass, replace

from app.checker.signals import CannotTell

_CHARACTERS_PER_STEP = 16
_NUMBERS_PER_STEP = 50
"""What is made in one go is charged by its size, so that many large values are as dear as many small ones."""
_EXPRESSIONS_PER_LOOK = 64
"""How often a reading looks at the clock: the most that so many expressions can cost is a fraction of a second."""
_EXPRESSIONS_PER_UNIT = 85
_CHARACTERS_PER_UNIT = 70
_MODULES_PER_UNIT = 2
"""What a unit of work buys besides one tensor operation: each takes about a tenth of a millisecond."""
_CALL_STEPS = 2
"""What a call of the learner's code costs besides its statements: its scope, its arguments and their origins."""


@dataclass(frozen=True)
class Limits:
    """What one check may use. The defaults read every published model that was surveyed.

    All but the last two are counted, so that a paste is stopped at the same place each time. `seconds` of processor
    time are the net below them, for many small things that add up; `clock` says how many of them are used.
    `fix_work`: units of work (`Meter.work`) for reading the changes that may become fixes.
    `errors`: how many one reading goes past, of a change that may have no more.
    """

    paste_bytes: int = 100_000
    paste_lines: int = 5_000
    bracket_depth: int = 100
    nodes: int = 50_000
    node_depth: int = 150
    steps: int = 400_000
    expressions: int = 1_000_000
    torch_call_steps: int = 50
    int_bits: int = 256
    text_length: int = 10_000
    items: int = 20_000
    modules: int = 5_000
    tensor_operations: int = 20_000
    call_depth: int = 100
    axes: int = 16
    elements: int = 2**50
    cat_tensors: int = 2_000
    module_depth: int = 100
    fix_work: int = 10_000
    errors: float = math.inf
    seconds: float = 2.4
    clock: "Clock | None" = None

    def from_now(self) -> "Limits":
        """The same, with `seconds` of processor time from now on for all readings of a check together."""
        return replace(self, clock=Clock())

    @property
    def out_of_time(self) -> bool:
        """Whether the processor time of this check is spent."""
        return self._spent(1)

    @property
    def late(self) -> bool:
        """Whether three quarters of it are spent: what is begun now may still end, and be told."""
        return self._spent(3 / 4)

    def _spent(self, share: float) -> bool:
        return self.clock is not None and self.clock.has_used(self.seconds * share)


class Clock:
    """The processor time of one check. It is dear to ask for in some jails, so the clock on the wall is asked first.

    On one thread no more processor time can go by than does on the wall: where even that is not enough, nobody asks.
    """

    def __init__(self) -> None:
        self._began = self._known = time.process_time()
        self._asked = time.perf_counter()

    def has_used(self, seconds: float) -> bool:
        """Whether more than this was used since the clock was made."""
        now = time.perf_counter()
        if self._known + (now - self._asked) <= self._began + seconds:
            return False
        self._known, self._asked = time.process_time(), now
        return self._known > self._began + seconds


def over_budget(what: str, node: ast.AST | None = None) -> CannotTell:
    """The signal that a budget is spent; `what` names it with its number."""
    return CannotTell("stopped", f"the check was stopped: {what}", node)


_NESTS = (list, tuple, set, frozenset, dict)


def length(value: str | list[object] | tuple[object, ...] | range | dict[object, object] | set[object]) -> int:
    """`len(value)`, also for a range longer than a machine word, where Python's own raises."""
    if not isinstance(value, range):
        return len(value)
    span = value.stop - value.start
    return max(0, -(-span // value.step) if value.step > 0 else -(span // -value.step))


@dataclass
class Meter:
    """Counts what one check has used so far."""

    limits: Limits
    steps: int = 0
    expressions: int = 0
    modules: int = 0
    operations: int = 0
    depth: int = 0

    def work(self, characters: int) -> int:
        """What the reading of a paste of so many characters has cost, in units that do not hang on the machine."""
        read = self.expressions // _EXPRESSIONS_PER_UNIT + characters // _CHARACTERS_PER_UNIT
        return self.operations + self.modules // _MODULES_PER_UNIT + read

    def step(self, node: ast.AST | None, cost: int = 1) -> None:
        """One statement, one turn of a loop, one item."""
        self.steps += cost
        if self.steps > self.limits.steps:
            raise over_budget(f"more than {self.limits.steps:,} steps of reading", node)

    def expression(self, node: ast.AST) -> None:
        """One reading of an expression, of which a statement holds several."""
        self.expressions += 1
        if self.expressions > self.limits.expressions:
            raise over_budget(f"more than {self.limits.expressions:,} expressions read", node)
        if not self.expressions % _EXPRESSIONS_PER_LOOK:
            self.look_at_clock(node)

    def look_at_clock(self, node: ast.AST | None = None) -> None:
        """Ends a check that has used up its time."""
        if self.limits.out_of_time:
            raise over_budget(f"more than {self.limits.seconds:g} s of processor time", node)

    def module(self, node: ast.AST | None, count: int = 1) -> None:
        """One more layer is about to be built, or one that holds `count` others."""
        self.modules += count
        if self.modules > self.limits.modules:
            raise over_budget(f"more than {self.limits.modules:,} modules", node)
        if node is not None:
            self.step(node, self.limits.torch_call_steps)

    def operation(self, node: ast.AST | None) -> None:
        """One more tensor operation is about to run."""
        self.operations += 1
        if self.operations > self.limits.tensor_operations:
            raise over_budget(f"more than {self.limits.tensor_operations:,} tensor operations", node)
        if not self.operations % 8:
            self.look_at_clock(node)
        if node is not None:
            self.step(node, self.limits.torch_call_steps)

    def tensors(self, count: int, node: ast.AST | None = None) -> None:
        """One operation is about to take `count` tensors."""
        if count > self.limits.cat_tensors:
            raise over_budget(f"more than {self.limits.cat_tensors:,} tensors in one call", node)

    def items(self, count: int, node: ast.AST | None = None, *, new: int | None = None) -> None:
        """A container of `count` items is about to be made or walked; where it grew, only the `new` ones cost."""
        if count > self.limits.items:
            raise over_budget(f"a container of more than {self.limits.items:,} items", node)
        self.step(node, max(count if new is None else new, 0))

    def nest(self, value: object, node: ast.AST | None = None) -> None:
        """A nest of containers is about to be walked, what is shared in it as often as it is met."""
        waiting = [value]
        while waiting:
            held = waiting.pop()
            if isinstance(held, _NESTS):
                self.step(node, len(held))
                waiting.extend(item for item in held if isinstance(item, _NESTS))
                if isinstance(held, dict):
                    waiting.extend(item for item in held.values() if isinstance(item, _NESTS))

    def numbers(self, count: int, node: ast.AST | None = None) -> None:
        """An array that keeps `count` numbers was made."""
        self.step(node, count // _NUMBERS_PER_STEP)

    def text(self, length: int, node: ast.AST | None = None) -> None:
        """A string of `length` characters is about to be made."""
        if length > self.limits.text_length:
            raise over_budget(f"a string of more than {self.limits.text_length:,} characters", node)
        self.step(node, length // _CHARACTERS_PER_STEP)

    def bits(self, count: int, node: ast.AST | None = None) -> None:
        """An int of about `count` bits is about to be made."""
        if count > self.limits.int_bits:
            raise over_budget(f"an int of more than {self.limits.int_bits} bits", node)

    def shape(self, sizes: tuple[int, ...], node: ast.AST | None = None) -> None:
        """A tensor of these sizes is about to be made."""
        if len(sizes) > self.limits.axes:
            raise over_budget(f"a tensor of more than {self.limits.axes} axes", node)
        elements = 1
        for size in sizes:
            elements *= max(size, 1)
        if elements > self.limits.elements:
            raise over_budget(f"a tensor of more than 2^{self.limits.elements.bit_length() - 1} elements", node)

    @property
    def deepest(self) -> bool:
        """Whether one more call of the learner's code would be nested too deep."""
        return self.depth >= self.limits.call_depth

    def enter(self, node: ast.AST) -> None:
        """A call of the learner's code begins."""
        self.step(node, _CALL_STEPS)
        self.depth += 1
        if self.depth > self.limits.call_depth:
            raise over_budget(f"calls nested more than {self.limits.call_depth} deep", node)

    def leave(self) -> None:
        """A call of the learner's code has ended."""
        self.depth -= 1
