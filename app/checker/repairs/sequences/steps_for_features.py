"""Steps and features exchanged in front of a layer: Linear reads the last axis, BatchNorm1d reads axis 1."""

import ast
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.findings.batch_norm_width import BatchNormWidth
from app.checker.findings.wrong_in_features import WrongInFeatures
from app.checker.outcome import Repair, Trouble

_MOVE = ".transpose(1, 2)"
_SEQUENCE = 3
"""Axes of a batch of sequences."""


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    fault, call = trouble.met.fault, trouble.met.node
    if not isinstance(fault, WrongInFeatures | BatchNormWidth) or not isinstance(call, ast.Call) or not call.args:
        return
    elsewhere = 1 if isinstance(fault, WrongInFeatures) else -1
    if len(fault.shape) != _SEQUENCE or fault.declared != fault.shape[elsewhere] or fault.shape[1] == 1:
        return  # an axis of one holds no steps
    there = trouble.site.surround(call.args[0], "", _MOVE)[1:]
    if not isinstance(fault, WrongInFeatures):
        back = trouble.site.surround(call, "", _MOVE)[1:]
        yield Proposal(f"bring the features to axis 1 and back: {_MOVE}", (*there, *back), blames=call, telling=True)
    yield Proposal(f"exchange the steps and the features: {_MOVE}", there, blames=call, telling=True)


REPAIR = Repair(_propose)
