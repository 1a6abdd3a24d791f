"""What is joined to every sample of a batch, or to every step, and is there once: it must be there for each."""

import ast
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.evidence.surroundings import self_attribute
from app.checker.findings.cat_mismatch import CatMismatch
from app.checker.outcome import Repair, Trouble


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    fault, call = trouble.met.fault, trouble.met.node
    if not isinstance(fault, CatMismatch) or not isinstance(call, ast.Call) or not call.args:
        return
    joined = call.args[0].elts if isinstance(call.args[0], ast.Tuple | ast.List) else []
    if len(joined) <= fault.index:
        return
    for one, shape, other in (
        (joined[0], fault.left, joined[fault.index]),
        (joined[fault.index], fault.right, joined[0]),
    ):
        if shape[fault.axis] == 1 and (fault.axis or self_attribute(one) is not None):
            sizes = ["-1"] * len(shape)
            sizes[fault.axis] = f"{trouble.source.text(other)}.size({fault.axis})"
            new = f"{trouble.source.text(one)}.expand({', '.join(sizes)})"
            title = f"repeat it for each {'step' if fault.axis else 'sample'}: {new}"
            yield Proposal(title, trouble.site.replace(one, new), blames=call, telling=fault.axis == 0)


REPAIR = Repair(_propose)
