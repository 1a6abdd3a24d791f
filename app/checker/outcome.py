"""What one reading of one paste found: everything that the report is made from."""

import ast
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from app.checker.blame.proposals import Proposal
from app.checker.blame.sites import Site
from app.checker.objects.instances import ModuleValue
from app.checker.objects.values import Value
from app.checker.paste.source import Source
from app.checker.reader import Tables
from app.checker.report import Argument, InputSource, Mode, Shape
from app.checker.signals import CannotTell
from app.checker.trace import Met, Trace


@dataclass
class Outcome:
    """What a reading found.

    Attributes:
        met: faults in order, those that ended it last.
        unclear: why it cannot tell, where it cannot.
        input_keys: the keys of the tensors that the entry is called with.
        makers: the expressions of the paste that made the inputs.
        find_feed: finds the paste's own call of the entry with an input of these sizes.
        result: what the entry's call returned.
        arguments: what the entry's constructor takes, where it needs more than it is given.
        work: what the reading cost (`Meter.work`).
    """

    source: Source | None
    trace: Trace = field(default_factory=Trace)
    met: list[Met] = field(default_factory=list)
    unclear: CannotTell | None = None
    entry: str | None = None
    entries: tuple[str, ...] = ()
    root: ModuleValue | None = None
    mode: Mode = "train"
    input_source: InputSource | None = None
    inputs: list[Shape] = field(default_factory=list)
    makers: list[ast.expr | None] = field(default_factory=list)
    find_feed: Callable[[], ast.Call | None] = lambda: None
    result: Value = None
    finished: bool = False
    input_keys: tuple[int, ...] = ()
    notes: list[str] = field(default_factory=list)
    arguments: list[Argument] = field(default_factory=list)
    work: int = 0

    @property
    def failed(self) -> bool:
        """Whether torch or Python would raise."""
        return any(met.fault.severity == "error" for met in self.met)


@dataclass(frozen=True)
class Review:
    """A look at a reading that went through: it names what torch accepts and is a bug all the same."""

    look: Callable[[Outcome], Iterable[Met]]


@dataclass(frozen=True)
class Trouble:
    """A fault, its place, and the reading in which it was met."""

    met: Met
    site: Site
    source: Source
    outcome: Outcome
    tables: Tables


@dataclass(frozen=True)
class Repair:
    """A kind of slip that may be behind a fault, and the small edits that take it back."""

    propose: Callable[[Trouble], Iterable[Proposal]]
