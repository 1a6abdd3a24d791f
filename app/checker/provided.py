"""What our leaves provide to a paste: methods with their receiver, types, and the parts of a library."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from app.checker.objects.values import Value
from app.checker.reader import Builtin, Call


def functions(table: Mapping[str, Callable[[Call], Value]]) -> dict[str, Builtin]:
    """A value for each function of ours, under its name."""
    return {name: Builtin(name, run) for name, run in table.items()}


def alike(names: str, run: Callable[[Call], Value]) -> dict[str, Value]:
    """One function of ours under several names."""
    return {name: Builtin(name, run) for name in names.split()}


@dataclass(frozen=True, eq=False)
class BoundBuiltin:
    """A method of ours with its receiver, which becomes the first argument."""

    builtin: Builtin
    receiver: Value


@dataclass(frozen=True, eq=False)
class TypeToken:
    """A type for `isinstance`, annotations and conversion: `int`, `torch.Tensor`; called by `run`."""

    name: str
    accepts: Callable[[Value], bool]
    run: Callable[[Call], Value] | None = None
    members: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Indexed:
    """Something of a library that is made by an index: `np.ogrid[:3, :3]`; `take` gets the index as its argument."""

    name: str
    take: Callable[[Call], Value]


@dataclass(frozen=True)
class Library:
    """A leaf of the world: modules to import, names that Python supplies, methods by type."""

    modules: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)
    builtins: Mapping[str, Value] = field(default_factory=dict)
    methods: Mapping[str, Mapping[str, Builtin]] = field(default_factory=dict)
