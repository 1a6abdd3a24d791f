"""Tries a proposed fix: the changed code is checked, and the finding must be gone."""

import ast

from app.checker.explore import explore
from app.checker.faults import Proposal
from app.checker.limits import Limits
from app.checker.outcome import Outcome
from app.checker.report import Edit, Fix, Request, Shape, Span
from app.checker.summary import faults, site_of
from app.checker.trace import Met

_FIXES_PER_FINDING = 3
_TRIALS = 16


def tried_fixes(request: Request, outcome: Outcome, limits: Limits) -> dict[int, list[Fix]]:
    """For each fault, by its position, the proposals that work; the smallest natural edit first."""
    fixes: dict[int, list[Fix]] = {}
    trials = rows = 0
    for position, met in enumerate(faults(outcome)):
        site = site_of(met, outcome)
        for proposal in met.fault.proposals(site) if site is not None else ():
            if rows > limits.fix_rows or trials >= _TRIALS or len(fixes.get(position, [])) >= _FIXES_PER_FINDING:
                break
            trials += 1
            rows += len(outcome.trace.rows)
            fix = _try(request, outcome, met, proposal, limits)
            if fix is not None and all(fix.code != other.code for other in fixes.get(position, [])):
                fixes.setdefault(position, []).append(fix)
    return fixes


def _try(request: Request, outcome: Outcome, met: Met, proposal: Proposal, limits: Limits) -> Fix | None:
    if outcome.source is None or not (proposal.edits or proposal.input_shape):
        return None
    written = _written_inputs(outcome, proposal) if proposal.input_shape and request.input_shape is None else ()
    edits = [*proposal.edits, *written]
    code = outcome.source.apply(edits)
    shapes = [list(shape) for shape in proposal.input_shape] if proposal.input_shape else _same_input(request, outcome)
    given = None if written else shapes
    trial = explore(request.model_copy(update={"code": code, "input_shape": given}), limits)
    if not _better(outcome, met, trial):
        return None
    return Fix(
        title=proposal.title,
        edits=sorted(edits, key=lambda edit: (edit.span.line, edit.span.column)),
        code=code,
        input_shape=[list(shape) for shape in proposal.input_shape] if proposal.input_shape else None,
        entry=request.entry,
    )


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


def _better(before: Outcome, met: Met, after: Outcome) -> bool:
    """The finding is gone, nothing new came, and the code got at least as far."""
    if after.unclear is not None and before.unclear is None and not after.failed:
        return False
    same = [other for other in faults(after) if other.fault.slug == met.fault.slug]
    if len(same) >= len([other for other in faults(before) if other.fault.slug == met.fault.slug]):
        return False
    return _errors(after) <= _errors(before) - (met.fault.severity == "error") and (
        after.failed or after.finished or before.unclear is not None
    )


def _errors(outcome: Outcome) -> int:
    return sum(met.fault.severity == "error" for met in outcome.met)
