"""One reading of one paste: what it has used up, what happened so far, and the faults that it met."""

import ast
from collections import ChainMap
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from app.checker.blame.faults import Fault
from app.checker.blame.origins import Creation, Origin
from app.checker.blame.raised import Raised
from app.checker.causes import meet
from app.checker.limits import Limits, Meter, over_budget
from app.checker.objects.definitions import Scope
from app.checker.objects.values import Value
from app.checker.paste.source import Source
from app.checker.trace import Met, Trace


class Reading:
    """The state of one reading.

    Attributes:
        catching: how many of the learner's own `try` statements are open.
        importing: how many of them are there for an import that may fail.
        handled: what the `except` blocks caught that are being read, the innermost last.
        supplied: names that a paste may use without importing them.
        entry: the expression that makes the model.
        environment: what the paste itself put into `os.environ`.
        asking: which objects are asked by their own `__getattr__`, and for which name.
        hidden: names of a function, such as `main`, whose body is read as if it stood at the top.
    """

    def __init__(self, source: Source, limits: Limits) -> None:
        self.source = source
        self.limits = limits
        self.meter = Meter(limits)
        self.trace = Trace()
        self.globals = Scope()
        self.catching = 0
        self.importing = 0
        self.handled: list[Raised] = []
        self.supplied: Mapping[str, Value] = {}
        self.entry: ast.expr | None = None
        self.hidden: Mapping[str, ast.FunctionDef] = {}
        self.environment: dict[Value, Value] = {}
        self.asking: list[tuple[Value, str]] = []
        self._identities: dict[int, tuple[int, Value]] = {}

    def fault(
        self,
        fault: Fault,
        node: ast.AST | None,
        created: Creation | None = None,
        *,
        recoverable: bool = True,
        torch_says: str | None = None,
    ) -> None:
        """Records a fault and goes on, unless the learner's own `try` would see it or nothing can go on.

        Raises:
            Raised: the exception that Python or torch would raise.
        """
        if self.catching or not recoverable:
            raise Raised(fault.exception, fault.message(), node, fault, created, torch_says)
        meet(self.trace, Met(fault, node, created, torch_says, len(self.trace.rows)))
        self.trace.broken |= fault.severity == "error"
        if sum(met.fault.severity == "error" for met in self.trace.met) > self.limits.errors:
            raise over_budget(f"more than {self.limits.errors:,} errors", node)

    def identity(self, value: Value) -> int:
        """What `id(value)` gives: a number of its own, and no address of this process."""
        number, _ = self._identities.setdefault(id(value), (len(self._identities) + 1, value))
        return number

    @contextmanager
    def caught(self, *, imports: bool = False) -> Iterator[None]:
        """Inside, faults are raised at once: the learner's `try` is open; with `imports`, unknown ones as well."""
        self.catching += 1
        self.importing += imports
        try:
            yield
        finally:
            self.catching -= 1
            self.importing -= imports

    @contextmanager
    def handling(self, raised: Raised) -> Iterator[None]:
        """Inside is the learner's handler: what was refused gave nothing, and is a row only if this raises."""
        refused = self.trace.take_refused()
        self.handled.append(raised)
        try:
            yield
        except Raised:
            self.trace.rows += refused
            raise
        finally:
            self.handled.pop()

    def origin(self, node: ast.expr, scope: Scope) -> Origin:
        """Where a value is written, seen from a scope; a name of it may be given another value later."""
        written = scope.written()
        if isinstance(node, ast.Name) and node.id in written[0]:
            written[0] = dict(written[0])
        return Origin(node, ChainMap(*written))
