"""Tries changes: each is read as a paste of its own, and only one that helps is shown.

A finding's own proposals come first. Where none of them makes the whole paste run, the cause is likely
another than the place where it showed: then the usual slips are tried (`repairs`), and the change after
which everything runs says what is at fault. Where a paste has several faults, their changes are made together.
"""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import chain, pairwise, zip_longest

from app.checker.explore import explore
from app.checker.limits import Limits
from app.checker.outcome import Outcome, Trouble
from app.checker.proposals import Proposal
from app.checker.report import Edit, Fix, Request, Shape, Span
from app.checker.source import NEWLINE, Source
from app.checker.summary import Mended, faults, site_of
from app.checker.tables import repairs, tables
from app.checker.trace import Met

_FIXES_PER_FINDING = 3
_TRIALS = 40
_PER_FAULT = 14
_FIRST = 4
"""Of a model that is slow to read only so many are tried of what a finding proposes: slips are to have their turn."""
_DEEPEST = 4
"""Changes that one fix makes together, where a paste has several faults."""
_REPAIRS = 40
"""How many slips are tried for the first error, which is the one that is read first."""


@dataclass
class _Budget:
    """What the trials of one check may still use: changes, rows or modules that their readings make, and time."""

    trials: int
    rows: int
    limits: Limits

    @property
    def spent(self) -> bool:
        return self.trials <= 0 or self.rows <= 0 or self.limits.late

    def pay(self, rows: int) -> None:
        self.trials -= 1
        self.rows -= rows


@dataclass(frozen=True)
class _Change:
    """A change that was tried and helps: what it blames, and what the changed paste did."""

    fix: Fix
    blames: ast.AST | None
    request: Request
    after: Outcome
    sure: bool = False
    weak: bool = False


@dataclass
class _Tried:
    """The changes of one fault that help.

    Attributes:
        whole: after these the whole paste runs.
        partial: these take the fault away.
        further: after these the code gets past the fault, and meets what stood behind it.
    """

    whole: list[_Change] = field(default_factory=list)
    partial: list[_Change] = field(default_factory=list)
    further: list[_Change] = field(default_factory=list)
    telling: Proposal | None = None

    @property
    def changes(self) -> list[_Change]:
        return (self.whole or self.partial or self.further[:1])[:_FIXES_PER_FINDING]

    @property
    def enough(self) -> bool:
        return len(self.whole) >= _FIXES_PER_FINDING or (not self.whole and len(self.partial) >= _PER_FAULT)

    def add(self, change: _Change, kept: list[_Change]) -> None:
        fix = change.fix
        known = [other.fix for other in (*self.whole, *self.partial, *self.further)]
        if all((fix.code, fix.input_shape) != (other.code, other.input_shape) for other in known):
            kept.append(change)

    def has(self, title: str) -> bool:
        return any(change.fix.title == title for change in self.whole)


def mend(request: Request, outcome: Outcome, limits: Limits) -> dict[int, Mended]:
    """For each fault, by its position, the changes that work; the smallest natural edit first."""
    budget = _Budget(_TRIALS, limits.fix_rows, limits)
    mended: dict[int, Mended] = {}
    for position, met in enumerate(faults(outcome)):
        if position and budget.spent:
            break
        site = site_of(met, outcome)
        follows = met.fault.severity == "error" and position > 0 and 0 in mended and mended[0].whole
        if site is None or follows:
            continue
        trial = _Trial(request, outcome, met, limits)
        tried = _own(trial, budget)
        if position == 0 and met.fault.severity == "error" and not met.fault.of_input:
            _look_for_slips(trial, tried, _Budget(_REPAIRS, limits.fix_rows, limits))
        changes = tried.changes
        if position == 0 and met.fault.severity == "error" and changes and not tried.whole:
            behind = changes[:1] if changes[0].sure else []
            changes = [*behind, *_together(trial, changes[0], budget), *changes[len(behind) :]]
        fixes = [change.fix for change in changes[:_FIXES_PER_FINDING]]
        cause = changes[0].blames if changes else None
        mended[position] = Mended(fixes, tried.telling, bool(tried.whole), cause)
    return mended


def _own(trial: "_Trial", budget: _Budget) -> _Tried:
    """What the finding itself proposes."""
    tried = _Tried()
    site = site_of(trial.met, trial.outcome)
    for count, proposal in enumerate(trial.met.fault.proposals(site) if site is not None else ()):
        if budget.spent or count >= _PER_FAULT or tried.enough or (count >= _FIRST and trial.limits.slow):
            break
        if not tried.has(proposal.title):
            trial.run(proposal, tried, budget)
    return tried


def _together(trial: "_Trial", first: _Change, budget: _Budget) -> list[_Change]:
    """One change that also mends what still fails behind the first one, where all of it can be mended."""
    made, source = [first], trial.outcome.source
    while made[-1].after.failed and len(made) < _DEEPEST:
        last = made[-1]
        errors = [met for met in faults(last.after) if met.fault.severity == "error"]
        following = _Trial(last.request, last.after, errors[0], trial.limits)
        tried = _own(following, budget)
        if not tried.whole:
            _look_for_slips(following, tried, budget)
        if not tried.changes:
            return []
        made.append(tried.changes[0])
    if len(made) == 1 or made[-1].after.failed or not made[-1].after.finished or source is None:
        return []
    titles = [change.fix.title for change in made]
    title = "; ".join(
        f"{text}, at {n} places" if (n := titles.count(text)) > 1 else text for text in dict.fromkeys(titles)
    )
    edits = _difference(source, made[-1].fix.code)
    shape = next((change.fix.input_shape for change in reversed(made) if change.fix.input_shape), None)
    fix = Fix(title=title, edits=edits, code=source.apply(edits), input_shape=shape, entry=trial.request.entry)
    return [_Change(fix, first.blames, made[-1].request, made[-1].after)]


def _difference(source: Source, code: str) -> list[Edit]:
    """The edits, line by line, that turn a paste into the changed one."""
    before, after = NEWLINE.split(source.sent), NEWLINE.split(code)
    edits: list[Edit] = []
    for tag, start, end, left, right in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        new = after[left:right]
        for line in range(start, end):
            place = line - start
            text = new[place] if line < end - 1 and place < len(new) else "\n".join(new[place:])
            edits.append(Edit(span=Span(line=line + 1, column=1, end_column=len(before[line]) + 1), new=text))
        if start == end:
            column = len(before[start - 1]) + 1 if start else 1
            text = "".join(f"\n{line}" if start else f"{line}\n" for line in new)
            edits.append(Edit(span=Span(line=max(start, 1), column=column, end_column=column), new=text))
    return edits


def _look_for_slips(trial: "_Trial", tried: _Tried, budget: _Budget) -> None:
    """The first slip whose repair makes everything run; beside a fix that does, only one that can hardly be chance.

    Where nothing mends the fault, one that can hardly be chance and takes only this fault away is kept.
    """
    aside: list[_Change] = []
    for proposal in _slips(trial, only_telling=any(not change.weak for change in tried.whole)):
        if budget.spent:
            break
        found = _Tried()
        trial.run(proposal, found, budget)
        if found.whole:
            others = [change for change in tried.whole if change.fix.code != found.whole[0].fix.code]
            tried.whole[:] = [*found.whole, *others]
            tried.telling = proposal if proposal.blames is not None else None
            return
        aside += found.partial if proposal.telling else []
    if not tried.changes:
        tried.partial += aside[:1]


def _slips(trial: "_Trial", *, only_telling: bool) -> Iterator[Proposal]:
    """What the repairs propose, those first that can hardly be chance, then one of each kind of slip in turn."""
    site = site_of(trial.met, trial.outcome)
    if site is None:
        return
    trouble = Trouble(trial.met, site, site.source, trial.outcome, tables())
    each = [list(repair.propose(trouble)) for repair in repairs()]
    yield from (proposal for proposals in each for proposal in proposals if proposal.telling)
    guesses = [[proposal for proposal in proposals if not proposal.telling] for proposals in each]
    in_turn = chain.from_iterable(zip_longest(*guesses)) if not only_telling else ()
    yield from (proposal for proposal in in_turn if proposal is not None)


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
        changed = request.model_copy(update={"code": code, "input_shape": None if written else shapes})
        after = explore(changed, self.limits)
        budget.pay(max(len(outcome.trace.rows), len(after.trace.rows), after.modules))
        better = _better(outcome, self.met, after, sure=proposal.sure)
        if better or _further(outcome, self.met, after):
            fix = Fix(
                title=proposal.title,
                edits=sorted(edits, key=lambda edit: (edit.span.line, edit.span.column)),
                code=code,
                input_shape=[list(shape) for shape in proposal.input_shape] if proposal.input_shape else None,
                entry=request.entry,
            )
            runs = better and after.finished and not after.failed
            kept = tried.whole if runs else tried.partial if better else tried.further
            tried.add(_Change(fix, proposal.blames, changed, after, proposal.sure, proposal.weak), kept)


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
    if not _rarer(before, met, after):
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


def _further(before: Outcome, met: Met, after: Outcome) -> bool:
    """The reading ended at this fault, and now it gets past it; what it meets behind was there before."""
    if before.finished or met.fault.severity != "error" or after.unclear is not None:
        return False
    went = _steps(after) > _steps(before)
    return went and _rarer(before, met, after) and _errors(after) <= _errors(before)


def _steps(outcome: Outcome) -> int:
    return sum(row.status == "ok" for row in outcome.trace.rows)


def _rarer(before: Outcome, met: Met, after: Outcome) -> bool:
    """Whether there are fewer findings of this kind."""
    return _count(after, met.fault.slug) < _count(before, met.fault.slug)


def _count(outcome: Outcome, slug: str) -> int:
    return sum(other.fault.slug == slug for other in faults(outcome))


def _errors(outcome: Outcome) -> int:
    return sum(met.fault.severity == "error" for met in outcome.met)
