"""Reads a paste: walks its syntax tree by a table and calls what it names, in a closed world.

Nothing pasted is ever compiled or executed by Python. A node that is not in the table is refused by
name and line. The tables (syntax, libraries, layers, operations) are given from outside.
"""

import ast
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from app.checker.aside import is_set_aside
from app.checker.blame.origins import Origin
from app.checker.blame.raised import Raised
from app.checker.convert import only_number, used_unknown
from app.checker.findings.layer_not_called import LayerNotCalled
from app.checker.limits import Limits, length
from app.checker.objects.arrays import truth_of
from app.checker.objects.definitions import BoundMethod, ClassValue, FunctionValue, Scope
from app.checker.objects.instances import ModuleValue, ObjectValue, SuperValue, special
from app.checker.objects.tensors import ArrayValue, TensorValue
from app.checker.objects.type_names import type_name
from app.checker.objects.values import Endless, Iterating, Namespace, Partial, Stored, Unknown, Value
from app.checker.paste.dunders import NOTES, READ, STORED, readable
from app.checker.paste.source import Source
from app.checker.reading import Reading
from app.checker.rows import Layer
from app.checker.signals import CannotTell


@dataclass(frozen=True)
class Flow:
    """How a block ended: `return` with its value, `break` or `continue`."""

    kind: str
    value: Value = None


NodeReader = Callable[["Reader", Any, Scope], Any]
Caller = Callable[[Any, "Call"], Value]


@dataclass(frozen=True)
class Tables:
    """The closed world.

    Attributes:
        nodes: how each kind of syntax is read.
        callers: how each kind of value is called.
        attributes: how each kind of value gives, stores and deletes its attributes.
        builtins: names that Python supplies.
        walkers: the items of values that are not plain containers.
        modules: what can be imported, by dotted name.
        methods: methods by the type that has them: `Tensor`, `Module`, `str`, `list`, ...
        layers: rows of `torch.nn` by class name.
        real_names: names that the real modules have, to tell a typing mistake from a gap of ours.
        starred: what `from module import *` brings, of modules that say so themselves; `nn` is not among torch's.
    """

    nodes: Mapping[type, NodeReader]
    callers: Mapping[type, Caller]
    attributes: Mapping[type, "Attributes"]
    walkers: Mapping[type, Callable[["Reader", Any, ast.AST], list[Value]]]
    builtins: Mapping[str, Value]
    modules: Mapping[str, Namespace]
    methods: Mapping[str, Mapping[str, "Builtin"]]
    layers: Mapping[str, Layer]
    real_names: Mapping[str, frozenset[str]] = field(default_factory=dict)
    starred: Mapping[str, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Call:
    """A call as the callee sees it. `node` is the expression, for places."""

    reader: "Reader"
    args: list[Value]
    kwargs: dict[str, Value]
    node: ast.expr
    scope: Scope

    def rest(self) -> "Call":
        """The same call without its first argument, which a method takes as its receiver."""
        return replace(self, args=self.args[1:])

    def bound_to(self, receiver: Value) -> "Call":
        """The same call with a receiver, which a method takes as its first argument."""
        return Call(self.reader, [receiver, *self.args], self.kwargs, self.node, self.scope)

    def argument(self, position: int, name: str, default: Value = None) -> Value:
        """One argument, by place or by name."""
        return self.args[position] if len(self.args) > position else self.kwargs.get(name, default)

    def needed(self, position: int) -> Value:
        """A positional argument that the function cannot do without.

        Raises:
            Raised: TypeError where it is not given.
        """
        if len(self.args) <= position:
            raise self.error("TypeError", f"{len(self.args)} arguments are given, and at least {position + 1} needed")
        return self.args[position]

    def only(self, most: int, name: str) -> None:
        """Refuses more positional arguments than the function has, its receiver counted.

        Raises:
            Raised: TypeError.
        """
        if len(self.args) > most:
            raise self.error("TypeError", f"{name}() takes {most - 1} of them, but {len(self.args) - 1} are given")

    def origins(self, names: Sequence[str] = ()) -> dict[str, Origin]:
        """Where each argument is written, by the name of its parameter; `names` are those of the positional ones."""
        if not isinstance(self.node, ast.Call):
            return {}
        found: dict[str, Origin] = {}
        for name, node in zip(names, self.node.args, strict=False):
            if isinstance(node, ast.Starred):
                break
            found[name] = self.reader.origin(node, self.scope)
        named = {keyword.arg: keyword.value for keyword in self.node.keywords if keyword.arg is not None}
        return found | {name: self.reader.origin(node, self.scope) for name, node in named.items()}

    def error(self, kind: str, message: str) -> Raised:
        """An exception at this call."""
        return Raised(kind, message, self.node)


@dataclass(frozen=True)
class Running:
    """A call that has begun and not ended, and how many rows there were then."""

    function: FunctionValue
    call: Call
    rows: int


@dataclass(frozen=True, eq=False)
class Builtin:
    """A function of ours that pasted code may call: of Python, its libraries, or torch (`real` is what torch takes)."""

    name: str
    run: Callable[[Call], Value]
    real: Callable[..., object] | None = None


@dataclass(frozen=True)
class Attributes:
    """How one kind of value gives, stores and deletes its attributes."""

    read: Callable[["Reader", Any, str, ast.AST], Value]
    store: Callable[["Reader", Any, str, Value, ast.AST], None]
    delete: Callable[["Reader", Any, str, ast.AST], None]


_CLASS = "__class__"
"""Of the learner's own instances it gives what `type(value)` gives; of nothing else."""


_OWN = (FunctionValue, BoundMethod, ClassValue, ModuleValue, ObjectValue, Partial)
"""What runs code of the paste itself, whose faults are its own whatever it was given."""


class Reader(Reading):
    """The walk through one paste; `running` are the calls of its functions inside each other, the innermost last."""

    def __init__(self, source: Source, tables: Tables, limits: Limits) -> None:
        super().__init__(source, limits)
        self.tables = tables
        self.running: list[Running] = []

    def evaluate(self, node: ast.expr, scope: Scope) -> Value:
        """The value of an expression."""
        self.meter.expression(node)
        return self._reader_of(node)(self, node, scope)

    def execute(self, node: ast.stmt, scope: Scope) -> Flow | None:
        """Runs a statement; None where the next one follows."""
        self.meter.step(node)
        flow: Flow | None = self._reader_of(node)(self, node, scope)
        return flow

    def block(self, body: Sequence[ast.stmt], scope: Scope) -> Flow | None:
        """Runs statements up to the first that leaves the block."""
        for node in body:
            if (flow := self.execute(node, scope)) is not None:
                return flow
        return None

    def call(self, function: Value, args: list[Value], kwargs: dict[str, Value], node: ast.expr, scope: Scope) -> Value:
        """Calls any value.

        Raises:
            Raised: TypeError where it cannot be called.
        """
        if isinstance(function, Unknown):
            if not self.trace.active and is_set_aside(function, (*args, *kwargs.values()), scope):
                return function
            raise used_unknown(function, node)
        caller = self.tables.callers.get(type(function))
        if caller is None:
            raise Raised("TypeError", self._uncallable(function, node), node)
        try:
            return self.kept(caller(function, Call(self, args, kwargs, node, scope)), node)
        except Raised as raised:
            unknown = next((each for each in (*args, *kwargs.values()) if isinstance(each, Unknown)), None)
            if unknown is None or isinstance(function, _OWN):
                raise
            raise used_unknown(unknown, node) from raised  # who knows what it is would not have been refused

    def _uncallable(self, function: Value, node: ast.expr) -> str:
        """Python's words; of None, also what it is that holds nothing."""
        said = f"'{type_name(function)}' object is not callable"
        if function is None and isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
            return f"{said}: {self.source.text(node.func)} is None"
        return said

    def kept(self, value: Value, node: ast.AST) -> Value:
        """A value that was just made, the numbers that it keeps charged."""
        if type(value) is ArrayValue and value.numbers.device.type == "cpu":
            self.meter.numbers(value.numbers.numel(), node)
        return value

    def read(self, value: Value, name: str, node: ast.AST) -> Value:
        """An attribute, by the one path that reads them."""
        if name == _CLASS and isinstance(value, ModuleValue | ObjectValue):
            return value.kind
        if name == "__dict__" and isinstance(value, ObjectValue) and isinstance(value.attributes, dict):
            return value.attributes
        if name == "__module__" and isinstance(value, ModuleValue | ObjectValue | ClassValue | FunctionValue):
            return "__main__"
        of_others = isinstance(value, SuperValue) and name not in self.tables.real_names["torch.nn.Module"]
        if not of_others and not special(value, name):
            name = readable(name, node, READ)
        return self._attributes_of(value).read(self, value, name, node)

    def store(self, value: Value, name: str, new: Value, node: ast.AST) -> None:
        """Stores an attribute, by the one path that stores them."""
        if name in NOTES:
            return
        if name == "__dict__" and isinstance(value, ObjectValue) and isinstance(value.attributes, dict):
            if type(new) is dict:
                value.attributes = new
            if type(new) is dict or new is value:  # as in a dictionary whose items are its attributes
                return
        if (setter := _setter(value, name)) is not None and isinstance(node, ast.expr):
            self.call(BoundMethod(setter, value), [new], {}, node, self.globals)
            return
        self._attributes_of(value).store(self, value, readable(name, node, STORED), new, node)

    def delete(self, value: Value, name: str, node: ast.AST) -> None:
        """Deletes an attribute, by the one path that deletes them."""
        self._attributes_of(value).delete(self, value, readable(name, node), node)

    def truth(self, value: Value, node: ast.AST) -> bool:
        """Whether a value counts as true.

        Raises:
            CannotTell: that depends on the numbers in a tensor.
            Raised: RuntimeError, for a tensor of more than one.
        """
        if isinstance(value, TensorValue):
            return bool(only_number(value, "is neither true nor false as a whole", "which way this goes", node))
        if isinstance(value, ArrayValue):
            return truth_of(value, node)
        if isinstance(value, Unknown):
            raise used_unknown(value, node)
        return (
            bool(value)
            if isinstance(value, bool | int | float | str | tuple | list | dict | set | range | type(None))
            else True
        )

    def meant(self, value: Value, node: ast.expr, scope: Scope) -> Value:
        """The tensor that was meant by a layer made from one, `nn.ReLU(x)`: here torch raises."""
        if not isinstance(value, ModuleValue) or value.applied_to is None:
            return value
        self.fault(LayerNotCalled(value.class_name), value.applied_at)
        return self.call(value, [value.applied_to], {}, node, scope)

    def iterate(self, value: Value, node: ast.AST) -> list[Value]:
        """The items of a value, their number charged before they are listed.

        Raises:
            Raised: TypeError where there is nothing to walk.
        """
        if isinstance(value, list | tuple | range | str | dict | set):
            if isinstance(value, Endless):
                raise CannotTell("unsupported", "a walk through what never ends is not read by the checker", node)
            self.meter.items(length(value), node)
            items = list(value)
            if isinstance(value, Iterating):
                value.clear()
            return items
        if isinstance(value, Stored):
            return []
        if isinstance(value, Unknown):
            raise used_unknown(value, node)
        walker = self.tables.walkers.get(type(value))
        if walker is None:
            raise Raised("TypeError", f"'{type_name(value)}' object is not iterable", node)
        items = walker(self, value, node)
        self.meter.items(len(items), node)
        return items

    def _attributes_of(self, value: Value) -> Attributes:
        return self.tables.attributes.get(type(value)) or self.tables.attributes[object]

    def _reader_of(self, node: ast.AST) -> NodeReader:
        reader = self.tables.nodes.get(type(node))
        if reader is None:
            raise CannotTell("unsupported", f"{_plain(node)} is not read by the checker", node)
        return reader


def _setter(value: Value, name: str) -> FunctionValue | None:
    """The function that a property of the learner's class stores with."""
    found = special(value, name)
    return found.setter if found is not None else None


def _plain(node: ast.AST) -> str:
    return f"this construct ({type(node).__name__})"
