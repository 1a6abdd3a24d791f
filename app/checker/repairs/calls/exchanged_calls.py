"""Two layers that forward calls in each other's place: `self.fc3` before `self.fc2`."""

import ast
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.evidence.surroundings import function_around, self_attribute
from app.checker.findings.batch_norm_width import BatchNormWidth
from app.checker.findings.forgotten_flatten import ForgottenFlatten
from app.checker.findings.wrong_in_channels import WrongInChannels
from app.checker.findings.wrong_in_features import WrongInFeatures
from app.checker.findings.wrong_input_rank import WrongInputRank
from app.checker.outcome import Repair, Trouble
from app.checker.walks import walk

_FAULTS = (BatchNormWidth, ForgottenFlatten, WrongInChannels, WrongInFeatures, WrongInputRank)
_OTHERS = 4
"""So many calls around are tried; layers change places with a neighbour."""


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    call = trouble.met.node
    name = self_attribute(call.func) if isinstance(call, ast.Call) else None
    if not isinstance(trouble.met.fault, _FAULTS) or not isinstance(call, ast.Call) or name is None:
        return
    function = function_around(trouble.source.tree, call)
    calls = [node for node in walk(function) if isinstance(node, ast.Call)] if function is not None else []
    kinds = _kinds(trouble)
    alike = {other for other, kind in kinds.items() if other != name and kind == kinds.get(name)}
    called = [self_attribute(node.func) for node in calls]
    once = alike if called.count(name) == 1 else set()
    others = [node for node, other in zip(calls, called, strict=True) if other in once and called.count(other) == 1]
    for other in sorted(others, key=lambda node: abs(node.lineno - call.lineno))[:_OTHERS]:
        theirs = self_attribute(other.func)
        edits = (*trouble.site.replace(call.func, f"self.{theirs}"), *trouble.site.replace(other.func, f"self.{name}"))
        title = f"exchange self.{name} and self.{theirs}"
        yield Proposal(title, edits, blames=call, telling=True)


def _kinds(trouble: Trouble) -> dict[str, str]:
    """What each attribute is made by, `nn.Linear`: only layers of one kind are taken for each other."""
    found: dict[str, str] = {}
    for node in walk(trouble.source.tree):
        name = self_attribute(node.targets[0]) if isinstance(node, ast.Assign) else None
        if name is not None and isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
            found[name] = trouble.source.text(node.value.func)
    return found


REPAIR = Repair(_propose)
