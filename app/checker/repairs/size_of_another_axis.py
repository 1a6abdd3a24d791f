"""`torch.zeros(1, x.size(1), hidden)`: the size of another axis stands where the batch was meant."""

import ast
from collections.abc import Iterator

from app.checker.findings.recurrent_state_shape import RecurrentStateShape
from app.checker.findings.torch_error import TorchError
from app.checker.outcome import Repair, Trouble
from app.checker.proposals import Proposal
from app.checker.surroundings import function_around
from app.checker.walks import last_name, walk

_MAKERS = frozenset({"zeros", "ones", "randn", "rand", "empty", "new_zeros", "new_ones", "new_empty"})
_PLACES = 4
_AXES = (0, 1, 2)


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    """The sizes that states are made with, all alike ones together; then each one by itself, as where it has a name."""
    fault, node = trouble.met.fault, trouble.met.node
    refused = isinstance(fault, TorchError) and "batch size" in fault.text
    function = function_around(trouble.source.tree, node) if node is not None else None
    if function is None or not (refused or isinstance(fault, RecurrentStateShape)):
        return
    makers = [n for n in walk(function) if isinstance(n, ast.Call) and last_name(n.func) in _MAKERS]
    within = [index for maker in makers for index in _indices(maker)]
    alone = [[index] for index in _indices(function)]
    for group in [*([within] if within else []), *alone[:_PLACES]]:
        for axis in _AXES:
            if all(index.value != axis for index in group):
                edits = tuple(edit for index in group for edit in trouble.site.replace(index, str(axis)))
                yield Proposal(f"take the size of axis {axis}", edits, blames=group[0], telling=True)


def _indices(around: ast.AST) -> list[ast.Constant]:
    """The `1` of `x.size(1)` and of `x.shape[1]`."""
    found: list[ast.Constant] = []
    for node in walk(around):
        if isinstance(node, ast.Call) and last_name(node.func) == "size" and len(node.args) == 1:
            found += [arg for arg in node.args if isinstance(arg, ast.Constant)]
        elif isinstance(node, ast.Subscript) and last_name(node.value) == "shape":
            found += [node.slice] if isinstance(node.slice, ast.Constant) else []
    return found


REPAIR = Repair(_propose)
