"""Whether a changed paste is further than the one before: two readings, side by side."""

from app.checker.convert import tensors_in
from app.checker.objects.instances import ModuleValue
from app.checker.objects.values import Value
from app.checker.outcome import Outcome
from app.checker.summary import faults
from app.checker.trace import Met

MENDED_TOGETHER = 8
"""Errors that one fix takes away, where a paste has several faults."""
_MAPS = (4, 5)
"""Axes of a batch of maps, whose channels stand on axis 1; of everything else the features stand last."""


def folds_batch(before: Outcome, after: Outcome) -> bool:
    """Whether it gives another number of samples than it is given: what makes a view fit so hides a slip."""
    results = tensors_in(after.result) if before.finished and after.finished and not after.failed else []
    given = [shape[0] for shape in before.inputs if shape]
    return bool(results and given) and results[0].shape[:1] != (given[0],)


def keeps_widths(before: Outcome, after: Outcome) -> bool:
    """Whether the results have the channels or features that they had, where both are known."""
    one, other = _widths(before), _widths(after)
    return not one or not other or one == other


def _widths(outcome: Outcome) -> list[int]:
    """Channels or features of each result; behind a fault that was gone past, those that the layers declare."""
    results = tensors_in(outcome.result) if outcome.finished else []
    return [result.shape[1 if len(result.shape) in _MAPS else -1] for result in results if result.shape]


def gives_tensors(result: Value) -> bool:
    """Whether something came out, and no layer stands among it: that one was not called."""
    parts = list(result) if isinstance(result, tuple | list) else [result]
    return parts[:1] != [None] and not any(isinstance(part, ModuleValue) for part in parts)


def is_better(before: Outcome, met: Met, after: Outcome, *, sure: bool) -> bool:
    """The finding is gone, nothing new came, and the code got at least as far; of a sure one the first is enough."""
    if not _rarer(before, met, after):
        return False
    if sure:
        return True
    if after.unclear is not None and before.unclear is None and not after.failed:
        return False
    if (before.finished and not after.finished) or (before.root is not None and after.root is None):
        return False
    return _errors(after) <= _fewer(before, met) and (after.failed or after.finished or before.unclear is not None)


def _fewer(before: Outcome, met: Met) -> int:
    """How many errors are left where this one is gone."""
    return _errors(before) - (met.fault.severity == "error")


def errors_allowed(before: Outcome, met: Met) -> int:
    """How many errors the reading of a change that helps may meet; one that meets more need not be read to its end."""
    return min(_fewer(before, met) if before.finished else _errors(before), MENDED_TOGETHER)


def is_further(before: Outcome, met: Met, after: Outcome) -> bool:
    """The reading ended at this fault, and now it gets past it; what it meets behind was there before."""
    if before.finished or met.fault.severity != "error" or after.unclear is not None:
        return False
    went = _steps(after) > _steps(before) and _rarer(before, met, after)
    return (went or _moved_on(before, met, after)) and _errors(after) <= _errors(before)


def _moved_on(before: Outcome, met: Met, after: Outcome) -> bool:
    """The same slip was met again further down, or beside it, where the author made it a second time."""
    line = getattr(met.node, "lineno", 0)
    again = [other for other in faults(after) if other.fault.slug == met.fault.slug]
    unread = met.fault.slug == "syntax-error"  # what is no Python yet is no further on the same line
    below = all(
        getattr(other.node, "lineno", 0) >= line + (unread or vars(other.fault) == vars(met.fault)) for other in again
    )
    return bool(again) and below and _steps(after) >= _steps(before)


def _steps(outcome: Outcome) -> int:
    return sum(row.status == "ok" for row in outcome.trace.rows)


def _rarer(before: Outcome, met: Met, after: Outcome) -> bool:
    """Whether there are fewer findings of this kind."""
    return _count(after, met.fault.slug) < _count(before, met.fault.slug)


def _count(outcome: Outcome, slug: str) -> int:
    return sum(other.fault.slug == slug for other in faults(outcome))


def _errors(outcome: Outcome) -> int:
    return sum(met.fault.severity == "error" for met in outcome.met)
