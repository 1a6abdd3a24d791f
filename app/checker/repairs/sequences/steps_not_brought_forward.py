"""A map flattened to steps, `x.flatten(2)`, whose channels stay on axis 1 where the next layer wants them last."""

import ast
import re
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.evidence.lineage import rows_behind
from app.checker.findings.layer_norm_shape import LayerNormShape
from app.checker.findings.recurrent_input_size import RecurrentInputSize
from app.checker.findings.torch_error import TorchError
from app.checker.findings.wrong_in_features import WrongInFeatures
from app.checker.outcome import Repair, Trouble

_RESHAPES = frozenset({"view", "reshape", "flatten"})
_EMBEDDING = re.compile(r"embedding dimension of (\d+)")


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    """The last two axes exchanged where the map was flattened, so that the batch stays in front."""
    shape, wanted = _expected(trouble)
    if len(shape) != 3 or shape[1] != wanted or shape[2] == wanted:
        return
    row = next(rows_behind(trouble.outcome, trouble.met.row), None)
    call = row.node if row is not None and row.name in _RESHAPES else None
    if isinstance(call, ast.Call) and row is not None and len(row.inputs[0]) > len(row.outputs[0]) == 3:
        edits = trouble.site.surround(call, "", ".transpose(1, 2)")[1:]
        yield Proposal("bring the steps in front of the features: .transpose(1, 2)", edits, blames=call, telling=True)
    elif isinstance(trouble.met.fault, WrongInFeatures):
        yield from _along_the_steps(trouble)


def _along_the_steps(trouble: Trouble) -> Iterator[Proposal]:
    """A layer that mixes the steps, as in a mixer of tokens: the steps to the end and back."""
    call = trouble.met.node
    if isinstance(call, ast.Call) and len(call.args) == 1 and not call.keywords:
        there = trouble.site.surround(call.args[0], "", ".transpose(1, 2)")[1:]
        back = trouble.site.surround(call, "", ".transpose(1, 2)")[1:]
        title = "exchange the last two axes in front of it and behind it: .transpose(1, 2)"
        yield Proposal(title, (*there, *back), blames=call, telling=True)


def _expected(trouble: Trouble) -> tuple[tuple[int, ...], int]:
    """The shape that came, and the number that its last axis should have."""
    fault = trouble.met.fault
    if isinstance(fault, RecurrentInputSize | WrongInFeatures):
        return fault.shape, fault.declared
    if isinstance(fault, LayerNormShape) and len(fault.declared) == 1:
        return fault.shape, fault.declared[0]
    if isinstance(fault, TorchError) and fault.shapes and (found := _EMBEDDING.search(fault.text)):
        return fault.shapes[0], int(found.group(1))
    return (), 0


REPAIR = Repair(_propose)
