"""A loss within a model, whose target has an axis more or less than it wants, or whose classes stand last."""

import ast
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.findings.torch_error import TorchError
from app.checker.outcome import Repair, Trouble

_SAID = ("target size", "Target size", "target batch_size", "multi-target not supported", "target tensor expected")


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    fault, call = trouble.met.fault, trouble.met.node
    if not isinstance(fault, TorchError) or not any(words in fault.text for words in _SAID):
        return
    if not isinstance(call, ast.Call) or len(call.args) < 2 or len(fault.shapes) < 2:
        return
    output, target = fault.shapes[:2]
    changes = [(call.args[1], method) for method in _of_target(output, target)]
    if len(output) == len(target) + 1 > 2 and output[:-1] == target:
        changes.append((call.args[0], f".transpose(1, {len(output) - 1})"))
    for place, method in changes:
        edits = trouble.site.surround(place, "", method)[1:]
        new = f"{trouble.source.text(place)}{method}"
        yield Proposal(f"bring both to shapes that belong together: {new}", edits, blames=call, telling=True)


def _of_target(output: tuple[int, ...], target: tuple[int, ...]) -> Iterator[str]:
    """An axis of one more, or less; the class whose place holds the one."""
    if output == (*target, 1):
        yield f".unsqueeze({len(target)})"
    if target[-1:] == (1,) and len(target) > 1:
        yield f".squeeze({len(target) - 1})"
    if output == target and len(target) > 1:
        yield ".argmax(1)"


REPAIR = Repair(_propose)
