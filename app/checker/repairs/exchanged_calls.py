"""Two layers that forward calls in each other's place: `self.fc3` before `self.fc2`."""

import ast
from collections.abc import Iterator

from app.checker.findings.batch_norm_width import BatchNormWidth
from app.checker.findings.forgotten_flatten import ForgottenFlatten
from app.checker.findings.wrong_in_channels import WrongInChannels
from app.checker.findings.wrong_in_features import WrongInFeatures
from app.checker.findings.wrong_input_rank import WrongInputRank
from app.checker.outcome import Repair, Trouble
from app.checker.proposals import Proposal
from app.checker.surroundings import function_around, self_attribute
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
    others = [node for node in calls if self_attribute(node.func) not in {None, name}]
    for other in sorted(others, key=lambda node: abs(node.lineno - call.lineno))[:_OTHERS]:
        theirs = self_attribute(other.func)
        edits = (*trouble.site.replace(call.func, f"self.{theirs}"), *trouble.site.replace(other.func, f"self.{name}"))
        title = f"exchange self.{name} and self.{theirs}"
        yield Proposal(title, edits, blames=call, telling=True)


REPAIR = Repair(_propose)
