"""The closed set of values that pasted code can hold.

Plain data is Python's own (None, bool, int, float, str, tuple, list, dict, set, range, slice).
Everything else is a class of ours: one of those below, or of `tensors`, `definitions`, `instances`
and `provided`. Pasted code never holds a host function, module or class, so there is nothing for it
to climb on.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

Value = object


class DefaultDict(dict[Value, Value]):
    """A `defaultdict`: what is missing is made by `factory`."""

    factory: Value = None


class Iterating(list[Value]):
    """What `iter()` gives: the items that are still to come; whoever walks it takes them."""


class Endless(Iterating):
    """What never ends, such as `itertools.count()`; whoever takes from it says how many."""

    def __init__(self, source: Iterator[Value]) -> None:
        super().__init__()
        self.source = source

    def take(self, count: int) -> list[Value]:
        """So many of them; fewer only of a cycle through nothing."""
        return list(islice(self.source, count))


class TextMember(str):
    """A member of `class Mode(str, Enum)`: a text with a name; `kind` is its class."""

    label: str
    kind: Value


class NumberMember(int):
    """A member of `class Size(IntEnum)`: a number with a name; `kind` is its class."""

    label: str
    kind: Value


@dataclass(frozen=True, eq=False)
class Namespace:
    """A module such as `torch.nn`, written out in our tables; a name that is not there does not exist."""

    name: str
    members: Mapping[str, Value]


@dataclass(frozen=True, eq=False)
class Partial:
    """`functools.partial(function, *args, **kwargs)`."""

    function: Value
    args: tuple[Value, ...]
    kwargs: dict[str, Value]


@dataclass(frozen=True)
class Token:
    """A named constant of torch, such as `torch.float32` or a device; `real` is what torch takes."""

    name: str
    real: object = None


@dataclass(frozen=True, eq=False)
class Unknown:
    """Something outside the paste; it complains only when it is used.

    Attributes:
        what: its name for people, such as `torchvision`.
        slug: the finding, should it be used.
        message: what to say then, where the statement that should have made it has already been refused.
    """

    what: str
    slug: str = "unknown-import"
    line: int = 0
    message: str = ""


@dataclass(frozen=True, eq=False)
class Stored(Unknown):
    """What a file holds: its parts are as unknown, nothing is found in it, and walking it gives nothing."""


@dataclass(frozen=True, eq=False)
class ExceptionClass:
    """An exception type: Python's by its name."""

    name: str


@dataclass(frozen=True, eq=False)
class ExceptionValue:
    """A raised or made exception."""

    name: str
    message: str


class Ellipsis_:  # noqa: N801 (stands for the literal `...`)
    """The literal `...`."""


ELLIPSIS = Ellipsis_()
Plain = (bool, int, float, str, tuple, list, dict, set, frozenset, range, slice, type(None))
