"""One change, tried: the changed paste is read like any other, and what that gave says whether it helps."""

import ast
import math
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import pairwise

from app.checker.blame.proposals import Proposal
from app.checker.explore import explore
from app.checker.fixing.progress import errors_allowed, folds_batch, gives_tensors, is_better, is_further, keeps_widths
from app.checker.limits import Limits
from app.checker.outcome import Outcome
from app.checker.report import Edit, Fix, Request, Shape, Span
from app.checker.trace import Met
from app.checker.walks import walk

FIXES_PER_FINDING = 3
PER_FAULT = 14
"""Changes that are tried for one fault, before those that only take it away are enough."""
_OF_SIZES = frozenset({
    "cat-mismatch", "forgotten-flatten", "shape-mismatch", "wrong-in-channels", "wrong-in-features", "wrong-view",
})  # fmt: skip
_OF_WIDTHS = frozenset({"wrong-in-channels", "wrong-in-features"})
"""Behind these, what the layer declares goes on; of a sum, nobody knows which side is right."""


@dataclass
class Budget:
    """What the trials of one check may still use: changes, the work of reading them, and time."""

    trials: int
    work: int
    limits: Limits

    @property
    def spent(self) -> bool:
        """Whether nothing may be tried any more."""
        return self.trials <= 0 or self.work <= 0 or self.limits.late

    def pay(self, work: int) -> None:
        """Charge one change, whose reading cost so much."""
        self.trials -= 1
        self.work -= work


@dataclass(frozen=True)
class Change:
    """A change that was tried and helps: what it blames, and what the changed paste did."""

    fix: Fix
    blames: ast.AST | None
    request: Request
    after: Outcome
    sure: bool = False
    weak: bool = False
    alters: bool = False
    """It makes the model give another number of features than it says that it gives."""


@dataclass
class Tried:
    """The changes of one fault that help.

    Attributes:
        whole: after these the whole paste runs.
        partial: these take the fault away.
        further: after these the code gets past the fault, and meets what stood behind it.
    """

    whole: list[Change] = field(default_factory=list)
    partial: list[Change] = field(default_factory=list)
    further: list[Change] = field(default_factory=list)
    telling: Proposal | None = None

    @property
    def changes(self) -> list[Change]:
        """Those to show: the ones that help most."""
        return (self.whole or self.partial or self.further[:1])[:FIXES_PER_FINDING]

    @property
    def enough(self) -> bool:
        """Whether further ones would not be shown."""
        return len(self.whole) >= FIXES_PER_FINDING or (not self.whole and len(self.partial) >= PER_FAULT)

    def add(self, change: Change, kept: list[Change]) -> None:
        """Put a change into one of the lists, unless another makes the same of the paste."""
        fix = change.fix
        known = [other.fix for other in (*self.whole, *self.partial, *self.further)]
        if all((fix.code, fix.input_shape) != (other.code, other.input_shape) for other in known):
            kept.append(change)

    def has(self, title: str) -> bool:
        """Whether one that says the same makes everything run."""
        return any(change.fix.title == title for change in self.whole)


@dataclass(frozen=True)
class Trial:
    """Changes of one paste, for one of its faults."""

    request: Request
    outcome: Outcome
    met: Met
    limits: Limits
    known: dict[tuple[str, str], Outcome] = field(default_factory=dict)
    """What was read already: two leaves may well propose the same change."""

    def run(self, proposal: Proposal, tried: Tried, budget: Budget) -> None:
        """Reads the changed paste, and keeps the change where it helps."""
        request, outcome, source = self.request, self.outcome, self.outcome.source
        if source is None or not (proposal.edits or proposal.input_shape) or _overlap(proposal.edits):
            return
        written = _written_inputs(outcome, proposal) if proposal.input_shape and request.input_shape is None else ()
        edits = [*proposal.edits, *written]
        code = source.apply(edits)
        shapes = (
            [list(shape) for shape in proposal.input_shape] if proposal.input_shape else _same_input(request, outcome)
        )
        changed = request.model_copy(update={"code": code, "input_shape": None if written else shapes})
        after = self._read(changed, budget, sure=proposal.sure)
        better = is_better(outcome, self.met, after, sure=proposal.sure)
        if better or is_further(outcome, self.met, after):
            fix = Fix(
                title=proposal.title,
                edits=sorted(edits, key=lambda edit: (edit.span.line, edit.span.column)),
                code=code,
                input_shape=[list(shape) for shape in proposal.input_shape] if proposal.input_shape else None,
                entry=request.entry,
            )
            runs = better and after.finished and not after.failed and gives_tensors(after.result)
            kept = tried.whole if runs else tried.partial if better else tried.further
            folds = self.met.fault.slug in _OF_SIZES and not proposal.input_shape and folds_batch(outcome, after)
            weak = proposal.weak or folds
            alters = self._is_elsewhere(proposal) and not keeps_widths(outcome, after)
            blames = (outcome.find_feed() if proposal.input_shape else None) or proposal.blames
            tried.add(Change(fix, blames, changed, after, proposal.sure, weak, alters), kept)

    def _is_elsewhere(self, proposal: Proposal) -> bool:
        """Whether a width is mended by one number that does not stand in the call which made the layer at fault."""
        created, blames = self.met.created, proposal.blames
        own = created is not None and blames is not None and any(part is blames for part in walk(created.node))
        return self.met.fault.slug in _OF_WIDTHS and len(proposal.edits) == 1 and not own

    def _read(self, changed: Request, budget: Budget, *, sure: bool) -> Outcome:
        """What the changed paste does, read no further than it can still help, and once."""
        key = (changed.code, f"{changed.input_shape} {sure}")
        if key not in self.known:
            errors = math.inf if sure else errors_allowed(self.outcome, self.met)
            after = self.known[key] = explore(changed, replace(self.limits, errors=errors))
            budget.pay(after.work)
        return self.known[key]


def _overlap(edits: Iterable[Edit]) -> bool:
    """Whether two edits change the same characters, as where one expression is written within the other."""
    spans = sorted((e.span.line, e.span.column, e.span.end_column) for e in edits)
    return any(a[0] == b[0] and (b[1] < a[2] or a[:2] == b[:2]) for a, b in pairwise(spans))


def _written_inputs(outcome: Outcome, proposal: Proposal) -> tuple[Edit, ...]:
    """The sizes in the paste's own `torch.randn(1, 3, 32, 32)`, changed where each stands as a number."""
    edits: list[Edit] = []
    for maker, old, new in zip(outcome.makers, outcome.inputs, proposal.input_shape or (), strict=False):
        if not isinstance(maker, ast.Call) or outcome.source is None or not maker.args:
            return ()
        sizes = [node.value for node in maker.args if isinstance(node, ast.Constant)]
        if sizes != old or len(sizes) != len(maker.args):
            return ()
        first, last = outcome.source.span(maker.args[0]), outcome.source.span(maker.args[-1])
        if first.line != last.line:
            return ()
        whole = Span(line=first.line, column=first.column, end_column=last.end_column)
        edits.append(Edit(span=whole, new=", ".join(map(str, new))))
    return tuple(edits)


def _same_input(request: Request, outcome: Outcome) -> list[int] | list[list[int]] | None:
    """An assumed size is held still, so that the change is judged and not another guess."""
    shapes: list[Shape] = outcome.inputs
    return shapes if outcome.input_source == "assumed" else request.input_shape
