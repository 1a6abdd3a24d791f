"""A result that nobody reads: what stands behind it takes the tensor from before, `out = self.conv2(x)` for `out`."""

import ast
from collections.abc import Iterator, Sequence

from app.checker.blame.proposals import Proposal
from app.checker.evidence.called import methods_that_ran
from app.checker.findings.batch_norm_width import BatchNormWidth
from app.checker.findings.cat_mismatch import CatMismatch
from app.checker.findings.forgotten_flatten import ForgottenFlatten
from app.checker.findings.kernel_too_large import KernelTooLarge
from app.checker.findings.shape_mismatch import ShapeMismatch
from app.checker.findings.torch_error import TorchError
from app.checker.findings.wrong_in_channels import WrongInChannels
from app.checker.findings.wrong_in_features import WrongInFeatures
from app.checker.findings.wrong_input_rank import WrongInputRank
from app.checker.findings.wrong_view import WrongView
from app.checker.outcome import Repair, Trouble
from app.checker.walks import walk

_FAULTS = (
    BatchNormWidth, CatMismatch, ForgottenFlatten, KernelTooLarge, ShapeMismatch, TorchError, WrongInChannels,
    WrongInFeatures, WrongInputRank, WrongView,
)  # fmt: skip
_JOINS = frozenset({"cat", "concat", "concatenate", "stack"})
_BEHIND = 3
"""So many statements behind the result are tried: the slip stands close to it."""


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    if not isinstance(trouble.met.fault, _FAULTS):
        return
    for method in methods_that_ran(trouble):
        yield from _in(trouble, method.body)


def _in(trouble: Trouble, body: Sequence[ast.stmt]) -> Iterator[Proposal]:
    for place, statement in enumerate(body):
        name = _stored(statement)
        if name is None or not _is_lost(name, body[place + 1 :]):
            continue
        for later in body[place + 1 : place + 1 + _BEHIND]:
            for node in _given(later, name):
                yield Proposal(f"take {name}", trouble.site.replace(node, name), blames=later, telling=True)
            for last in _joined(later):
                edits = trouble.site.surround(last, "", f", {name}")[1:]
                yield Proposal(f"join {name} too", edits, blames=later, telling=True)


def _stored(statement: ast.stmt) -> str | None:
    """The one name that a statement gives the result of a call."""
    if not isinstance(statement, ast.Assign) or len(statement.targets) != 1:
        return None
    target = statement.targets[0]
    return target.id if isinstance(target, ast.Name) and isinstance(statement.value, ast.Call) else None


def _is_lost(name: str, behind: Sequence[ast.stmt]) -> bool:
    """Whether a name is stored anew, or the function ends, before it is read."""
    for statement in behind:
        uses = [part for part in walk(statement) if isinstance(part, ast.Name) and part.id == name]
        if any(isinstance(use.ctx, ast.Load) for use in uses) or (uses and isinstance(statement, ast.AugAssign)):
            return False
        if uses and isinstance(statement, ast.Assign):
            return True
    return True


def _joined(statement: ast.stmt) -> Iterator[ast.expr]:
    """The last of the tensors that a statement joins, `b` of `torch.cat([a, b], 1)`."""
    for call in walk(statement):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in _JOINS:
            for part in call.args[:1]:
                if isinstance(part, ast.List | ast.Tuple) and part.elts:
                    yield part.elts[-1]


def _given(statement: ast.stmt, name: str) -> Iterator[ast.Name]:
    """The names that a statement hands to its calls."""
    for call in walk(statement):
        for argument in call.args if isinstance(call, ast.Call) else ():
            if isinstance(argument, ast.Name) and argument.id != name:
                yield argument


REPAIR = Repair(_propose)
