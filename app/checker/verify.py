"""Tries changes: each is read as a paste of its own, and only one that helps is shown.

A finding's own proposals come first. Where none of them makes the whole paste run, the cause is likely
another than the place where it showed: then the usual slips are tried (`repairs`), and the change after
which everything runs says what is at fault.
"""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, pairwise

from app.checker.explore import explore
from app.checker.faults import Proposal
from app.checker.limits import Limits
from app.checker.outcome import Outcome, Trouble
from app.checker.report import Edit, Fix, Request, Shape, Span
from app.checker.summary import Mended, faults, site_of
from app.checker.tables import repairs, tables
from app.checker.trace import Met

_FIXES_PER_FINDING = 3
_TRIALS = 16
_REPAIRS = 40
"""How many slips are tried for the first error, which is the one that is read first."""


@dataclass
class _Budget:
    """What the trials of one check may still use: changes, and rows of the table that their readings make."""

    trials: int
    rows: int

    @property
    def spent(self) -> bool:
        return self.trials <= 0 or self.rows <= 0

    def pay(self, rows: int) -> None:
        self.trials -= 1
        self.rows -= rows


@dataclass
class _Tried:
    """The fixes of one fault: those that make the whole paste run; without any, those that take this fault away."""

    whole: list[Fix] = field(default_factory=list)
    partial: list[Fix] = field(default_factory=list)
    telling: Proposal | None = None

    @property
    def fixes(self) -> list[Fix]:
        return (self.whole or self.partial)[:_FIXES_PER_FINDING]

    def add(self, fix: Fix, *, whole: bool) -> None:
        if all(fix.code != other.code or fix.input_shape != other.input_shape for other in self.fixes):
            (self.whole if whole else self.partial).append(fix)


def mend(request: Request, outcome: Outcome, limits: Limits) -> dict[int, Mended]:
    """For each fault, by its position, the changes that work; the smallest natural edit first."""
    budget = _Budget(_TRIALS, limits.fix_rows)
    mended: dict[int, Mended] = {}
    for position, met in enumerate(faults(outcome)):
        site = site_of(met, outcome)
        follows = met.fault.severity == "error" and position > 0 and 0 in mended and mended[0].whole
        if site is None or follows:
            continue
        tried = _Tried()
        trial = _Trial(request, outcome, met, limits)
        for proposal in met.fault.proposals(site):
            if budget.spent or len(tried.fixes) >= _FIXES_PER_FINDING:
                break
            trial.run(proposal, tried, budget)
        if position == 0 and met.fault.severity == "error":
            _look_for_slips(
                trial, Trouble(met, site, site.source, outcome, tables()), tried, _Budget(_REPAIRS, limits.fix_rows)
            )
        mended[position] = Mended(tried.fixes, tried.telling, bool(tried.whole))
    return mended


def _look_for_slips(trial: "_Trial", trouble: Trouble, tried: _Tried, budget: _Budget) -> None:
    """The first slip whose repair makes everything run; beside a fix that does, only one that can hardly be chance."""
    for proposal in _slips(trouble, only_telling=bool(tried.whole)):
        if budget.spent:
            return
        found = _Tried()
        trial.run(proposal, found, budget)
        if found.whole:
            tried.whole[:0] = found.whole
            tried.telling = proposal if proposal.blames is not None else None
            return


def _slips(trouble: Trouble, *, only_telling: bool) -> Iterator[Proposal]:
    proposals = list(chain.from_iterable(repair.propose(trouble) for repair in repairs()))
    yield from (proposal for proposal in proposals if proposal.telling)
    if not only_telling:
        yield from (proposal for proposal in proposals if not proposal.telling)


@dataclass(frozen=True)
class _Trial:
    """Changes of one paste, for one of its faults."""

    request: Request
    outcome: Outcome
    met: Met
    limits: Limits

    def run(self, proposal: Proposal, tried: _Tried, budget: _Budget) -> None:
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
        given = None if written else shapes
        after = explore(request.model_copy(update={"code": code, "input_shape": given}), self.limits)
        budget.pay(max(len(outcome.trace.rows), len(after.trace.rows)))
        if _better(outcome, self.met, after, sure=proposal.sure):
            fix = Fix(
                title=proposal.title,
                edits=sorted(edits, key=lambda edit: (edit.span.line, edit.span.column)),
                code=code,
                input_shape=[list(shape) for shape in proposal.input_shape] if proposal.input_shape else None,
                entry=request.entry,
            )
            tried.add(fix, whole=after.finished and not after.failed)


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


def _better(before: Outcome, met: Met, after: Outcome, *, sure: bool) -> bool:
    """The finding is gone, nothing new came, and the code got at least as far; of a sure one the first is enough."""
    same = [other for other in faults(after) if other.fault.slug == met.fault.slug]
    if len(same) >= len([other for other in faults(before) if other.fault.slug == met.fault.slug]):
        return False
    if sure:
        return True
    if after.unclear is not None and before.unclear is None and not after.failed:
        return False
    if (before.finished and not after.finished) or (before.root is not None and after.root is None):
        return False
    return _errors(after) <= _errors(before) - (met.fault.severity == "error") and (
        after.failed or after.finished or before.unclear is not None
    )


def _errors(outcome: Outcome) -> int:
    return sum(met.fault.severity == "error" for met in outcome.met)
