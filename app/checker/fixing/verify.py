"""Tries changes: each is read as a paste of its own, and only one that helps is shown.

A finding's own proposals come first. Where none of them makes the whole paste run, the cause is likely
another than the place where it showed: then the usual slips are tried (`repairs`), and the change after
which everything runs says what is at fault. Where a paste has several faults, their changes are made together.
"""

from collections.abc import Iterator
from itertools import chain, zip_longest

from app.checker.blame.proposals import Proposal
from app.checker.fixing.difference import difference
from app.checker.fixing.progress import MENDED_TOGETHER
from app.checker.fixing.trials import FIXES_PER_FINDING, PER_FAULT, Budget, Change, Trial, Tried
from app.checker.limits import Limits
from app.checker.outcome import Outcome, Trouble
from app.checker.report import Fix, Request
from app.checker.summary import Mended, faults, site_of
from app.checker.tables import repairs, tables

_TRIALS = 40
_OWN_PART = 3
"""Of ten parts of the work, those for what a finding itself proposes; in a large model too, slips have their turn."""
_DISCARDED = "discarded-result"
_REPAIRS = 40
"""How many slips are tried for the first error, which is the one that is read first."""


def mend(request: Request, outcome: Outcome, limits: Limits) -> dict[int, Mended]:
    """For each fault, by its position, the changes that work; the smallest natural edit first."""
    budget = Budget(_TRIALS, limits.fix_work * _OWN_PART // 10, limits)
    mended: dict[int, Mended] = {}
    for position, met in enumerate(faults(outcome)):
        if position and budget.spent:
            break
        site = site_of(met, outcome)
        follows = met.fault.severity == "error" and position > 0 and 0 in mended and mended[0].whole
        if site is None or follows:
            continue
        trial = Trial(request, outcome, met, limits)
        tried = _own(trial, budget)
        thrown_away = any(other.fault.slug == _DISCARDED for other in outcome.met)
        if position == 0 and met.fault.severity == "error" and (thrown_away or not met.fault.of_input):
            _look_for_slips(trial, tried, Budget(_REPAIRS, limits.fix_work * (10 - _OWN_PART) // 10, limits))
        changes = tried.changes
        if position == 0 and met.fault.severity == "error" and changes and not tried.whole:
            behind = changes[:1] if changes[0].sure else []
            changes = [*behind, *_together(trial, changes[0], budget), *changes[len(behind) :]]
        fixes = [change.fix for change in changes[:FIXES_PER_FINDING]]
        cause = changes[0].blames if changes else None
        mended[position] = Mended(fixes, tried.telling, bool(tried.whole), cause)
    return mended


def _own(trial: Trial, budget: Budget) -> Tried:
    """What the finding itself proposes."""
    tried = Tried()
    site = site_of(trial.met, trial.outcome)
    for count, proposal in enumerate(trial.met.fault.proposals(site) if site is not None else ()):
        if budget.spent or count >= PER_FAULT or tried.enough:
            break
        if not tried.has(proposal.title):
            trial.run(proposal, tried, budget)
    return tried


def _together(trial: Trial, first: Change, budget: Budget) -> list[Change]:
    """One change that also mends what still fails behind the first one, where all of it can be mended."""
    made, source = [first], trial.outcome.source
    while made[-1].after.failed and len(made) < MENDED_TOGETHER:
        last = made[-1]
        errors = [met for met in faults(last.after) if met.fault.severity == "error"]
        following = Trial(last.request, last.after, errors[0], trial.limits)
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
    edits = difference(source, made[-1].fix.code)
    shape = next((change.fix.input_shape for change in reversed(made) if change.fix.input_shape), None)
    fix = Fix(title=title, edits=edits, code=source.apply(edits), input_shape=shape, entry=trial.request.entry)
    return [Change(fix, first.blames, made[-1].request, made[-1].after)]


def _look_for_slips(trial: Trial, tried: Tried, budget: Budget) -> None:
    """The first slip whose repair makes everything run; beside a fix that does, only one that can hardly be chance.

    Where nothing mends the fault, one that can hardly be chance and takes only this fault away is kept.
    """
    aside: list[Change] = []
    ahead: list[Change] = []
    hiding: list[tuple[Change, Proposal]] = []
    for proposal in _slips(trial, only_telling=any(not change.weak for change in tried.whole)):
        if budget.spent:
            break
        found = Tried()
        trial.run(proposal, found, budget)
        if found.whole and not proposal.evident and _alters_more(found.whole[0], tried):
            continue
        if found.whole and found.whole[0].weak and not proposal.weak:
            hiding.append((found.whole[0], proposal))
        elif found.whole:
            _put_first(tried, found.whole[0], proposal)
            return
        aside += found.partial if proposal.telling else []
        ahead += found.further if proposal.telling else []
    for change, proposal in hiding[:1] if all(own.weak for own in tried.whole) else ():
        _put_first(tried, change, proposal)
    if not tried.changes:
        tried.partial += aside[:1]
        tried.further += ahead[:1]


def _alters_more(change: Change, tried: Tried) -> bool:
    """Whether something else mends the paste too, and leaves what the model gives as it is."""
    return change.alters and any(not own.alters and not own.weak for own in tried.whole)


def _put_first(tried: Tried, change: Change, proposal: Proposal) -> None:
    """A slip whose repair makes everything run says what is at fault."""
    tried.whole[:] = [change, *(other for other in tried.whole if other.fix.code != change.fix.code)]
    tried.telling = proposal if proposal.blames is not None else None


def _slips(trial: Trial, *, only_telling: bool) -> Iterator[Proposal]:
    """What the repairs propose: the evident ones, those that can hardly be chance, then one of each kind in turn."""
    site = site_of(trial.met, trial.outcome)
    if site is None:
        return
    trouble = Trouble(trial.met, site, site.source, trial.outcome, tables())
    each = [list(repair.propose(trouble)) for repair in repairs()]
    telling = (proposal for proposals in each for proposal in proposals if proposal.telling)
    yield from sorted(telling, key=lambda proposal: not proposal.evident)
    guesses = [[proposal for proposal in proposals if not proposal.telling] for proposals in each]
    in_turn = chain.from_iterable(zip_longest(*guesses)) if not only_telling else ()
    yield from (proposal for proposal in in_turn if proposal is not None)
