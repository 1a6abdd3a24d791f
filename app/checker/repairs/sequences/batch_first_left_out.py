"""Attention and transformer layers read steps first unless told otherwise: other steps then meet the batch."""

import ast
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.findings.torch_error import TorchError
from app.checker.outcome import Repair, Trouble
from app.checker.walks import walk

_SAID = ("mask", "is invalid for input", "batch number")
"""What torch says where queries, keys or masks do not fit together."""


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    fault = trouble.met.fault
    if not isinstance(fault, TorchError) or not any(word in fault.text for word in _SAID):
        return
    for call in walk(trouble.source.tree):
        if isinstance(call, ast.Call) and _could_be_told(trouble, call):
            last = [*call.args, *(keyword.value for keyword in call.keywords)][-1]
            edits = trouble.site.surround(last, "", ", batch_first=True")[1:]
            title = "read the input as (batch, steps, features): batch_first=True"
            yield Proposal(title, edits, blames=call, telling=True)


def _could_be_told(trouble: Trouble, call: ast.Call) -> bool:
    layer = trouble.tables.layers.get(trouble.source.text(call.func).rpartition(".")[2])
    given = {keyword.arg for keyword in call.keywords}
    return (
        layer is not None
        and "batch_first" in layer.signature.parameters
        and bool(call.args or given)
        and given.isdisjoint({"batch_first", None})
    )


REPAIR = Repair(_propose)
