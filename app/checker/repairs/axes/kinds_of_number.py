"""Floats where whole numbers are needed, as indices and classes are, or whole numbers where floats are."""

import ast
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.findings.torch_error import TorchError
from app.checker.outcome import Repair, Trouble

_SAID = ("dtype", "scalar type", "whole numbers", "index tensor", "LongTensor")
_KINDS = {".long()": "whole numbers", ".float()": "floats"}
_SIMPLE = ast.Name | ast.Call | ast.Attribute | ast.Subscript
"""What a method may follow without brackets."""


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    fault, call = trouble.met.fault, trouble.met.node
    if not isinstance(fault, TorchError) or not any(word in fault.text for word in _SAID):
        return
    if not isinstance(call, ast.Call):
        return
    made_here = [source for source in trouble.site.sources if source in trouble.outcome.makers]
    for place in (place for place in [*made_here, *reversed(call.args)] if isinstance(place, _SIMPLE)):
        for method, kind in _KINDS.items():
            edits = trouble.site.surround(place, "", method)[1:]
            yield Proposal(f"convert it to {kind}: {method}", edits, blames=place)


REPAIR = Repair(_propose)
