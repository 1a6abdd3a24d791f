"""A learned token that is joined to every sample of a batch: it is there once, and must be there for each."""

import ast
from collections.abc import Iterator

from app.checker.findings.cat_mismatch import CatMismatch
from app.checker.outcome import Repair, Trouble
from app.checker.proposals import Proposal
from app.checker.surroundings import self_attribute


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    fault, call = trouble.met.fault, trouble.met.node
    if not isinstance(fault, CatMismatch) or fault.axis != 0 or not isinstance(call, ast.Call) or not call.args:
        return
    joined = call.args[0].elts if isinstance(call.args[0], ast.Tuple | ast.List) else []
    if len(joined) <= fault.index:
        return
    for one, shape, other in (
        (joined[0], fault.left, joined[fault.index]),
        (joined[fault.index], fault.right, joined[0]),
    ):
        if shape[0] == 1 and self_attribute(one) is not None:
            rest = ", -1" * (len(shape) - 1)
            new = f"{trouble.source.text(one)}.expand({trouble.source.text(other)}.size(0){rest})"
            yield Proposal(
                f"repeat it for each sample: {new}", trouble.site.replace(one, new), blames=call, telling=True
            )


REPAIR = Repair(_propose)
