"""Floats where whole numbers are needed, as indices and classes are, whole numbers where floats are, or an array."""

import ast
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.findings.python_error import PythonError
from app.checker.findings.torch_error import TorchError
from app.checker.outcome import Repair, Trouble
from app.checker.walks import last_name, walk

_SAID = ("dtype", "scalar type", "whole numbers", "index tensor", "LongTensor")
_ARRAY = "given a numpy array"
_KINDS = {".long()": "whole numbers", ".float()": "floats"}
_PLAIN = ast.Assign | ast.Expr
_SIMPLE = ast.Name | ast.Call | ast.Attribute | ast.Subscript
"""What a method may follow without brackets."""


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    fault, call = trouble.met.fault, trouble.met.node
    if isinstance(fault, PythonError) and _ARRAY in fault.text:
        yield from _as_tensors(trouble)
    if not isinstance(fault, TorchError) or not any(word in fault.text for word in _SAID):
        return
    if not isinstance(call, ast.Call):
        return
    made_here = [source for source in trouble.site.sources if source in trouble.outcome.makers]
    for place in (place for place in [*made_here, *reversed(call.args)] if isinstance(place, _SIMPLE)):
        for method, kind in _KINDS.items():
            edits = trouble.site.surround(place, "", method)[1:]
            yield Proposal(f"convert it to {kind}: {method}", edits, blames=place)


def _as_tensors(trouble: Trouble) -> Iterator[Proposal]:
    """An array becomes a tensor where the paste hands it to its model, else where the layer takes it."""
    top = [part for statement in trouble.source.tree.body if isinstance(statement, _PLAIN) for part in walk(statement)]
    of_entry = [part for part in top if isinstance(part, ast.Call) and last_name(part.func) == trouble.outcome.entry]
    calls = (*of_entry, trouble.met.node)
    for place in (argument for call in calls if isinstance(call, ast.Call) for argument in call.args):
        if isinstance(place, _SIMPLE):
            edits = trouble.site.surround(place, "torch.from_numpy(", ").float()")
            yield Proposal("make a tensor of it: torch.from_numpy(...).float()", edits, blames=place, telling=True)


REPAIR = Repair(_propose)
