"""The first two arguments in the wrong order: of a layer, `Conv2d(out, in, 3)`, or of the call that made its block."""

import ast
from collections.abc import Iterator

from app.checker.blame.origins import Origin
from app.checker.blame.proposals import Proposal
from app.checker.edits.spelling import value_of
from app.checker.evidence.surroundings import inside
from app.checker.findings.batch_norm_width import BatchNormWidth
from app.checker.findings.forgotten_flatten import ForgottenFlatten
from app.checker.findings.group_divisibility import GroupDivisibility
from app.checker.findings.head_divisibility import HeadDivisibility
from app.checker.findings.layer_norm_shape import LayerNormShape
from app.checker.findings.recurrent_input_size import RecurrentInputSize
from app.checker.findings.shape_mismatch import ShapeMismatch
from app.checker.findings.torch_error import TorchError
from app.checker.findings.wrong_constructor_argument import WrongConstructorArgument
from app.checker.findings.wrong_in_channels import WrongInChannels
from app.checker.findings.wrong_in_features import WrongInFeatures
from app.checker.findings.wrong_view import WrongView
from app.checker.outcome import Repair, Trouble
from app.checker.walks import walk

_FAULTS = (
    BatchNormWidth, ForgottenFlatten, GroupDivisibility, HeadDivisibility, LayerNormShape, RecurrentInputSize,
    ShapeMismatch, TorchError, WrongConstructorArgument, WrongInChannels, WrongInFeatures, WrongView,
)  # fmt: skip
_GIVEN = ("out_channels", "out_features", "hidden_size")
_ENDS = (("in_channels", "out_channels"), ("in_features", "out_features"))
_CALLERS = 8


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    created, fault = trouble.met.created, trouble.met.fault
    if isinstance(fault, WrongConstructorArgument) and isinstance(trouble.met.node, ast.Call):
        yield from _exchange(trouble, trouble.met.node, telling=False)
    if not isinstance(fault, _FAULTS) or created is None:
        return
    yield from _exchange(trouble, created.node, telling=_gives_what_arrives(trouble))
    seen: set[int] = set()
    for origin in created.arguments.values():
        for call, caller in _callers(trouble, origin):
            if id(call) not in seen:
                seen.add(id(call))
                yield from _exchange(trouble, call, telling=_other_one_fits(trouble, call, caller))


def _gives_what_arrives(trouble: Trouble) -> bool:
    """The layer at fault would give as much as it is given: exchanged, it fits."""
    rows = trouble.outcome.trace.rows
    held = rows[trouble.met.row].module if trouble.met.row < len(rows) else None
    given = {getattr(held.module, name, None) for name in _GIVEN} - {None} if held is not None else set()
    return _arriving(trouble) in given


def _arriving(trouble: Trouble) -> object:
    fault = trouble.met.fault
    if isinstance(fault, ForgottenFlatten):  # as many features as declared are there to be flattened
        return fault.shape[-1] if fault.features != fault.declared else None
    return getattr(fault, "arriving", getattr(fault, "features", None))


def _callers(trouble: Trouble, origin: Origin) -> Iterator[tuple[ast.Call, Origin]]:
    """The calls that handed an argument on, from the layer outwards, with what they were given in its place."""
    waiting = [origin]
    for level in waiting:
        names = (part.id for part in walk(level.node) if isinstance(part, ast.Name))
        behind = [level.names[name] for name in names if name in level.names]
        waiting += behind[: max(0, _CALLERS - len(waiting))]
        for given in behind:
            call = inside(trouble.source.tree, given.node, ast.Call)
            if isinstance(call, ast.Call) and len(call.args) > 1 and any(given.node is part for part in call.args[:2]):
                yield call, given


def _other_one_fits(trouble: Trouble, call: ast.Call, given: Origin) -> bool:
    """The argument beside the one that was handed on has the size that arrives."""
    fault, beside = trouble.met.fault, call.args[1 if given.node is call.args[0] else 0]
    value = value_of(Origin(beside, given.names))
    if isinstance(fault, HeadDivisibility):
        return fault.width < fault.heads == value or fault.heads > fault.width == value
    return value is not None and value == _arriving(trouble)


def _exchange(trouble: Trouble, call: ast.Call, *, telling: bool) -> Iterator[Proposal]:
    named = {keyword.arg: keyword.value for keyword in call.keywords}
    pairs = [(named[one], named[two]) for one, two in _ENDS if one in named and two in named]
    if len(call.args) > 1 and not any(isinstance(part, ast.Starred) for part in call.args[:2]):
        pairs.insert(0, (call.args[0], call.args[1]))
    for first, second in pairs:
        text = trouble.source.text
        edits = (*trouble.site.replace(first, text(second)), *trouble.site.replace(second, text(first)))
        yield Proposal("exchange the first two arguments", edits, blames=call, telling=telling)


REPAIR = Repair(_propose)
