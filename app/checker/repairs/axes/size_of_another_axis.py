"""`torch.zeros(1, x.size(1), hidden)`: the size of another axis stands where the batch, or the steps, were meant."""

import ast
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.evidence.surroundings import function_around
from app.checker.findings.recurrent_state_shape import RecurrentStateShape
from app.checker.findings.shape_mismatch import ShapeMismatch
from app.checker.findings.torch_error import TorchError
from app.checker.outcome import Repair, Trouble
from app.checker.walks import last_name, walk

_MAKERS = frozenset({
    "zeros", "ones", "randn", "rand", "empty", "full", "arange", "new_zeros", "new_ones", "new_empty", "tril", "triu",
})  # fmt: skip
_PLACES = 4
_AXES = (0, 1, 2)


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    """The sizes that tensors are made with, all of a function together; then each by itself, as where it has a name."""
    fault, node = trouble.met.fault, trouble.met.node
    function = function_around(trouble.source.tree, node) if node is not None else None
    of_states = isinstance(fault, RecurrentStateShape) or _says(trouble, "batch size")
    if function is None or not (of_states or isinstance(fault, ShapeMismatch) or _says(trouble, "attn_mask")):
        return
    makers = _makers(function)
    counted = isinstance(fault, ShapeMismatch) and {last_name(maker.func) for maker in makers} == {"arange"}
    yield from _counted(trouble, function, makers)
    within = [index for maker in makers for index in _indices(maker)]
    alone = _indices(function)[:_PLACES] if not isinstance(fault, ShapeMismatch) else []
    for group in [*([within] if within else []), *([index] for index in alone)]:
        meant = 0 if of_states else 1 if _says(trouble, "attn_mask") else None
        if any(index.value == meant for index in group):
            continue  # the batch was meant, as it is in front, or the steps behind it: the layer is to read it so
        for axis in _AXES:
            if all(index.value != axis for index in group):
                edits = tuple(edit for index in group for edit in trouble.site.replace(index, str(axis)))
                title = f"take the size of axis {axis}"
                yield Proposal(title, edits, blames=group[0], telling=True, evident=counted)


def _counted(trouble: Trouble, function: ast.FunctionDef, makers: list[ast.Call]) -> Iterator[Proposal]:
    """`torch.arange(max_len)` for positions: as many as the words that `forward` is given."""
    given = [argument.arg for argument in function.args.args if argument.arg != "self"]
    for maker in makers if isinstance(trouble.met.fault, ShapeMismatch) and given else ():
        if last_name(maker.func) == "arange" and len(maker.args) == 1 and not _indices(maker):
            new = f"{given[0]}.size(1)"
            edits = trouble.site.replace(maker.args[0], new)
            yield Proposal(f"count to {new}", edits, blames=maker, telling=True)


def _says(trouble: Trouble, words: str) -> bool:
    return isinstance(trouble.met.fault, TorchError) and words in trouble.met.fault.text


def _makers(function: ast.FunctionDef) -> list[ast.Call]:
    """The innermost calls that make tensors of given sizes."""
    made = [n for n in walk(function) if isinstance(n, ast.Call) and last_name(n.func) in _MAKERS]
    return [n for n in made if not any(other is not n and any(p is other for p in walk(n)) for other in made)]


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
