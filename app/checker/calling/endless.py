"""Calls that lead to the same call again: nothing that is known ends them, so Python's own stack does.

A reading goes only so deep. Where its innermost calls come round with arguments of the same sizes, the next ones do
too, for what a paste may decide by is its sizes; where an argument changes, as a counter does, or something is kept
on `self`, nothing is claimed.
"""

from collections.abc import Sequence

from app.checker.blame.raised import Raised
from app.checker.objects.definitions import FunctionValue
from app.checker.objects.effects import has_effects
from app.checker.objects.instances import ModuleValue, ObjectValue
from app.checker.objects.tensors import TensorValue
from app.checker.objects.values import Value
from app.checker.reader import Running
from app.checker.trace import Trace
from app.kit.words import listing

_LONGEST_TURN = 8
_TURNS = 4
"""How often a turn has come round before it is taken for endless."""


def refuse_endless(running: Sequence[Running], trace: Trace) -> None:
    """Looks at the calls that run inside each other, the innermost last; of those that come round, one turn is kept.

    Raises:
        Raised: RecursionError, where they come round.
    """
    marks = [_mark(one) for one in running]
    for turn in range(1, _LONGEST_TURN + 1):
        equal = next((n for n in range(len(marks) - turn) if marks[-1 - n] != marks[-1 - n - turn]), len(marks) - turn)
        if equal >= _TURNS * turn and not any(_keeps(one.function) for one in running[-turn:]):
            del trace.rows[running[-equal].rows :]
            names = list(dict.fromkeys(one.function.name for one in running[-turn:]))
            said = "calls itself" if len(names) == 1 else "call each other"
            text = f"{listing(names)} {said} again and again, and nothing ends it"
            raise Raised("RecursionError", text, running[-1].call.node)


def _keeps(function: FunctionValue) -> bool:
    """Whether it stores something that the next turn may read; what a constructor makes is new each time."""
    return function.name != "__init__" and has_effects(function)


def _mark(one: Running) -> tuple[object, ...]:
    """What tells one call from another."""
    given = [*one.call.args, *one.call.kwargs.values()]
    return (id(one.function.node), *one.call.kwargs, *(_seen(value) for value in given))


def _seen(value: Value) -> object:
    """What of an argument a paste may decide by; what may have changed since is like nothing else."""
    if isinstance(value, TensorValue) and value.tensor.is_meta:
        return value.shape
    if isinstance(value, ModuleValue):
        return value.class_name
    if isinstance(value, ObjectValue):
        return value.kind.name
    if isinstance(value, tuple):
        return tuple(_seen(part) for part in value)
    return value if isinstance(value, str | int | float | None) else object()
