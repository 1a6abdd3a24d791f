"""`x.mean(3)` of a map takes the mean over its width alone; the linear layer behind expects one value per channel."""

import ast
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.evidence.lineage import rows_behind
from app.checker.findings.wrong_in_features import WrongInFeatures
from app.checker.outcome import Repair, Trouble

_MEANS = frozenset({"mean", "sum", "amax", "amin"})


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    fault = trouble.met.fault
    if not isinstance(fault, WrongInFeatures) or len(fault.shape) != 3 or fault.declared != fault.shape[1]:
        return
    for row in rows_behind(trouble.outcome, trouble.met.row):
        call = row.node
        if row.name in _MEANS and isinstance(call, ast.Call):
            for axis in _axes(call)[:1]:
                edits = trouble.site.replace(axis, "(2, 3)")
                yield Proposal(f"take the {row.name} over both sides: (2, 3)", edits, blames=call, telling=True)
            return


def _axes(call: ast.Call) -> list[ast.expr]:
    """What is given behind the tensor: `x.mean(3)`, `torch.mean(x, 3)`, `x.mean(dim=3)`."""
    of_torch = isinstance(call.func, ast.Attribute) and ast.unparse(call.func.value) == "torch"
    named = (keyword.value for keyword in call.keywords if keyword.arg in {"dim", "axis"})
    return [*(call.args[1:] if of_torch else call.args), *named]


REPAIR = Repair(_propose)
