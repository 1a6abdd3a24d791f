"""Which fault is the cause of another: what a fault turns into because of an earlier one, and what is not said at all.

Every fault passes two small tables when it is met. `TURNS` looks for what stands behind it: the same trouble, named
where it began. `FOLLOWS` says what need not be said, since it follows from what has been said.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from app.checker.blame.faults import Fault
from app.checker.findings.discarded_result import DiscardedResult
from app.checker.findings.folded_batch import FoldedBatch, FoldedBatchRaises
from app.checker.findings.forgotten_flatten import ForgottenFlatten
from app.checker.findings.missing_return import MissingReturn
from app.checker.findings.torch_error import TorchError
from app.checker.findings.unbatched_input import UnbatchedInputRaises
from app.checker.findings.wrong_in_channels import WrongInChannels
from app.checker.findings.wrong_in_features import WrongInFeatures
from app.checker.findings.wrong_input_rank import WrongInputRank
from app.checker.trace import Met, Trace

_FLATTENS = frozenset({"view", "reshape", "flatten"})


@dataclass(frozen=True)
class Turn:
    """Faults of these kinds are looked through: `cause` gives what they come from, or None where nothing else is."""

    kinds: tuple[type[Fault], ...]
    cause: Callable[[Trace, Met], Met | None]


def meet(trace: Trace, met: Met) -> None:
    """One more fault; one cause counts once, and what follows from another fault is not said."""
    for turn in TURNS:
        if isinstance(met.fault, turn.kinds):
            met = turn.cause(trace, met) or met
    if isinstance(met.fault, MissingReturn):
        trace.met = [other for other in trace.met if not met.fault.explains(other.node)]
    if not any(follows(trace, met) for follows in FOLLOWS):
        trace.met.append(met)
        trace.said.setdefault(_key(met.fault), []).append(met)
        trace.doubtful |= met.fault.of_input


def _thrown_away(trace: Trace, met: Met) -> Met | None:
    """A flatten is missing because the result of one was thrown away: there, and said once."""
    for other in trace.met:
        if isinstance(other.fault, DiscardedResult) and isinstance(met.fault, ForgottenFlatten) and _is_flatten(other):
            trace.met.remove(other)
            return replace(met, fault=replace(met.fault, thrown_away=other.fault.target or "x"), blamed=other.node)
    return None


def _is_flatten(met: Met) -> bool:
    return isinstance(met.fault, DiscardedResult) and met.fault.operation.rpartition(".")[2] in _FLATTENS


def _fold(trace: Trace, met: Met) -> Met | None:
    """Features, channels, or the rows beside another tensor's, do not fit because the batch was folded in front."""
    if not trace.folds or not isinstance(folded := trace.folds[0].fault, FoldedBatch):
        return None
    if isinstance(met.fault, TorchError) and all(shape[:1] != (folded.rows,) for shape in met.fault.shapes):
        return None
    arrived = tuple(getattr(met.fault, "shape", ()))[:1]
    if arrived == (folded.batch,) != (folded.rows,):
        return None  # the samples stand in front again, as behind the windows of a Swin block
    channels = 0
    if isinstance(met.fault, WrongInChannels):
        if met.fault.shape != folded.result or folded.operation.endswith("cat"):
            return None
        channels = met.fault.declared
    fold = trace.folds.pop(0)
    loud = FoldedBatchRaises(**{**vars(folded), "wants": channels})
    return replace(fold, fault=loud, torch_says=met.torch_says)


def _unbatched(trace: Trace, met: Met) -> Met | None:
    """Features do not fit because the input has no batch axis."""
    if trace.unbatched is None:
        return None
    loud = UnbatchedInputRaises(**vars(trace.unbatched.fault))
    return replace(trace.unbatched, fault=loud, torch_says=met.torch_says)


def _said_before(trace: Trace, met: Met) -> bool:
    """The same fault of the same layer or place; of a name that is missing, at any place."""
    for other in trace.said.get(_key(met.fault), ()):
        made = met.created is not None and other.created is not None and met.created.node is other.created.node
        same = other.fault == met.fault and (other.node is met.node or made or met.fault.once)
        if same and any(still is other for still in trace.met):
            return True
    return False


def _key(fault: Fault) -> int:
    """A number that equal faults share; thousands of faults are not compared each with each."""
    try:
        return hash(fault)
    except TypeError:  # it holds a list
        return hash(type(fault))


def _of_one_family(trace: Trace, met: Met) -> bool:
    """Faults of one family have one cause."""
    return bool(met.fault.family) and any(other.fault.family == met.fault.family for other in trace.met)


def _behind_a_wrong_input(trace: Trace, met: Met) -> bool:
    """What layers say of an input that is wrong itself is no fault of theirs."""
    return trace.doubtful and met.created is not None


TURNS: tuple[Turn, ...] = (
    Turn((ForgottenFlatten,), _thrown_away),
    Turn((WrongInFeatures, WrongInChannels, TorchError), _fold),
    Turn((WrongInFeatures, ForgottenFlatten, WrongInputRank), _unbatched),
)
FOLLOWS: tuple[Callable[[Trace, Met], bool], ...] = (_said_before, _of_one_family, _behind_a_wrong_input)
