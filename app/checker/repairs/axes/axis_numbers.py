"""A wrong axis: `flatten(2)`, `transpose(1, 3)`, `torch.cat(parts, 2)`, where another one makes everything fit."""

import ast
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.evidence.lineage import rows_behind
from app.checker.findings.cat_mismatch import CatMismatch
from app.checker.findings.cat_ranks import CatRanks
from app.checker.findings.dim_out_of_range import DimOutOfRange
from app.checker.findings.forgotten_flatten import ForgottenFlatten
from app.checker.findings.layer_norm_shape import LayerNormShape
from app.checker.findings.matmul_mismatch import MatmulMismatch
from app.checker.findings.permute_length import PermuteLength
from app.checker.findings.recurrent_input_size import RecurrentInputSize
from app.checker.findings.recurrent_state_shape import RecurrentStateShape
from app.checker.findings.shape_mismatch import ShapeMismatch
from app.checker.findings.torch_error import TorchError
from app.checker.findings.wrong_in_channels import WrongInChannels
from app.checker.findings.wrong_in_features import WrongInFeatures
from app.checker.findings.wrong_input_rank import WrongInputRank
from app.checker.findings.wrong_unpacking import WrongUnpacking
from app.checker.findings.wrong_view import WrongView
from app.checker.outcome import Repair, Trouble
from app.checker.walks import last_name, walk

_FAULTS = (
    CatMismatch, CatRanks, DimOutOfRange, ForgottenFlatten, LayerNormShape, MatmulMismatch, PermuteLength,
    RecurrentInputSize, RecurrentStateShape, ShapeMismatch, TorchError, WrongInChannels, WrongInFeatures,
    WrongInputRank, WrongUnpacking, WrongView,
)  # fmt: skip
_MOVERS = frozenset({
    "flatten", "transpose", "permute", "cat", "concat", "stack", "squeeze", "unsqueeze", "mean", "sum", "max", "chunk",
    "split", "swapaxes", "movedim", "amax", "softmax",
})  # fmt: skip
_BATCH = frozenset({"b", "B", "bs", "batch", "batch_size", "bsz", "n", "N"})
_REDUCES = frozenset({"mean", "sum", "max", "amax"})
_CALLS = 4
_AXES = (1, 0, 2, -1, 3)


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    if not isinstance(trouble.met.fault, _FAULTS):
        return
    behind = [row for row in rows_behind(trouble.outcome, trouble.met.row) if row.module is None]
    reduced = {id(row.node): row.inputs[0] for row in behind if row.name in _REDUCES and row.inputs}
    seen: set[int] = set()
    for call in [trouble.met.node, *(row.node for row in behind)]:
        if isinstance(call, ast.Call) and id(call) not in seen and len(seen) < _CALLS and _moves(call):
            seen.add(id(call))
            yield from _others(trouble, call, reduced.get(id(call), ()))
    of_steps = "attn_mask" in getattr(trouble.met.fault, "text", "")
    for node in walk(trouble.source.tree) if not of_steps else ():
        yield from _batch(trouble, node)


def _batch(trouble: Trouble, node: ast.AST) -> Iterator[Proposal]:
    """`x.view(x.shape[1], -1)`, `batch = x.size(1)`: the samples are counted along axis 0."""
    named = isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id in _BATCH
    size = node.value if named and isinstance(node, ast.Assign) else None
    if isinstance(node, ast.Call) and last_name(node.func) in {"view", "reshape"} and node.args:
        first = node.args[0]
        size = first.elts[0] if isinstance(first, ast.Tuple) and first.elts else first
    axis: ast.expr | None = None
    if isinstance(size, ast.Subscript) and isinstance(size.value, ast.Attribute) and size.value.attr == "shape":
        axis = size.slice
    elif isinstance(size, ast.Call) and last_name(size.func) == "size" and len(size.args) == 1:
        axis = size.args[0]
    if axis is not None and _axis(axis) not in {None, 0}:
        yield Proposal("take the size of axis 0, the batch", trouble.site.replace(axis, "0"), blames=axis, telling=True)


def _moves(call: ast.Call) -> bool:
    return last_name(call.func) in _MOVERS


def _others(trouble: Trouble, call: ast.Call, reduced: tuple[int, ...]) -> Iterator[Proposal]:
    """`reduced`: the sizes that a mean, a sum or a maximum is taken of."""
    name = trouble.source.text(call.func).rpartition(".")[2]
    flattens = name == "flatten" and isinstance(trouble.met.fault, ForgottenFlatten)
    for node in [*call.args, *(keyword.value for keyword in call.keywords)]:
        now = _axis(node)
        if now is not None:
            axes = [_axis(part) for part in call.args]
            for axis in _AXES:
                kept = [axis if part is node else old for part, old in zip(call.args, axes, strict=True)]
                if axis != now and not (name == "permute" and kept == sorted(kept, key=str)):
                    edits = trouble.site.replace(node, str(axis))
                    sure = (flattens and axis == 1) or _leaves_features(trouble, reduced, axis)
                    yield Proposal(f"write axis {axis}", edits, blames=call, telling=sure)


def _leaves_features(trouble: Trouble, reduced: tuple[int, ...], axis: int) -> bool:
    """Whether the steps go and the features stay, as many as the linear layer behind takes."""
    fault = trouble.met.fault
    fits = isinstance(fault, WrongInFeatures) and reduced[-1:] == (fault.declared,)
    return fits and len(reduced) > 2 and axis == len(reduced) - 2


def _axis(node: ast.expr) -> int | None:
    """`2` or `-1`, as it is written."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        inner = _axis(node.operand)
        return None if inner is None else -inner
    return node.value if isinstance(node, ast.Constant) and type(node.value) is int else None


REPAIR = Repair(_propose)
