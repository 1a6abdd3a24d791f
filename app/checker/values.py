"""The closed set of values that pasted code can hold.

Plain data is Python's own (None, bool, int, float, str, tuple, list, dict, set, range, slice).
Everything else is one of the classes below. Pasted code never holds a host function, module or
class, so there is nothing for it to climb on.
"""

import ast
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from dataclasses import field as own
from fractions import Fraction
from itertools import count
from typing import Literal

import torch
from torch import nn
from torch.nn.parameter import is_lazy

from app.checker.faults import Creation, Origin
from app.checker.rows import Layer

Value = object
Binding = Literal["plain", "static", "class", "property"]
Cells = int | Fraction
Field = tuple[tuple[Cells, Cells], ...] | Literal["whole input"] | None
"""Receptive field per spatial axis: (size in input pixels, distance of neighbours); or all, or unknown."""


@dataclass(eq=False)
class TensorValue:
    """A tensor on the meta device; a small one that the paste makes from numbers is real until it meets one.

    Attributes:
        batched: axis 0 is still the batch of the input.
        field: its receptive field.
        joined: the sizes per sample that a flatten joined into axis 1, such as (20, 13, 13).
        made_by: the expression that made it, for faults that show later.
        raw: it is an input of the entry, as it came.
        key: its own for ever; the identity of an object that is gone is given to another.
        assumed: its sizes are those that a wrong view asked for; it really has `joined` per sample.
        passed: the layers with weights that it went through, by identity.
        sized: it is known by its sizes alone, not by code of the paste; so is what a view or an index takes from it.
    """

    tensor: torch.Tensor
    batched: bool = False
    field: Field = None
    joined: tuple[int, ...] = ()
    made_by: ast.expr | None = None
    raw: bool = False
    key: int = own(default_factory=count().__next__)
    assumed: bool = False
    passed: frozenset[int] = frozenset()
    sized: bool = False

    @property
    def shape(self) -> tuple[int, ...]:
        """Its sizes; a weight of a lazy layer has none before the first call."""
        return () if is_lazy(self.tensor) else tuple(self.tensor.shape)

    @property
    def number(self) -> float | None:
        """Its only number, where the paste itself made it from numbers (`torch.linspace`); else None."""
        if is_lazy(self.tensor) or self.tensor.device.type == "meta" or self.tensor.numel() != 1:
            return None
        found: float = self.tensor.item()
        return found


@dataclass(frozen=True, eq=False)
class ArrayValue:
    """A numpy array that the paste made from numbers; they are real, on CPU."""

    numbers: torch.Tensor


class ShapeValue(tuple[int, ...]):
    """What `x.shape` and `x.size()` give: a tuple that prints as torch.Size and has `numel`."""

    __slots__ = ()


class NamedTuple(tuple[Value, ...]):
    """Several results with names, such as `(values, indices)` of `x.max(1)`; `field_names` in their order."""

    field_names: tuple[str, ...] = ()

    @classmethod
    def of(cls, values: Iterable[Value], names: tuple[str, ...]) -> "NamedTuple":
        """The results with their names."""
        made = cls(values)
        made.field_names = names
        return made


class Registered(dict[Value, Value]):
    """What `self._modules` gives: the children by name, each a value; `owner` is where a store goes."""

    owner: "ModuleValue"

    @classmethod
    def of(cls, owner: "ModuleValue", held: Mapping[str, Value]) -> "Registered":
        """The children of a module, or its weights."""
        made = cls(held)
        made.owner = owner
        return made


class DefaultDict(dict[Value, Value]):
    """A `defaultdict`: what is missing is made by `factory`."""

    factory: Value = None


@dataclass(eq=False)
class Scope:
    """Names of a function, class body or module; `parent` is where a free name is looked up next.

    Attributes:
        origins: where the value of each name was written.
        owner: the class whose method runs, for `super()` without arguments.
        receiver: its `self`.
        is_class: a class body, whose names its functions do not see.
        shared: names declared `global` or `nonlocal`.
        given: what a generator has yielded; None in every other function.
    """

    names: dict[str, Value] = field(default_factory=dict)
    parent: "Scope | None" = None
    origins: dict[str, Origin] = field(default_factory=dict)
    owner: "ClassValue | None" = None
    receiver: Value = None
    is_class: bool = False
    shared: frozenset[str] = frozenset()
    given: list[Value] | None = None

    def written(self) -> list[dict[str, Origin]]:
        """The origins seen from here, inner scope first."""
        found, scope = [self.origins], self.parent
        while scope is not None:
            found.append(scope.origins)
            scope = scope.parent
        return found


@dataclass(frozen=True, eq=False)
class LayerClass:
    """A class of `torch.nn`, by its row in the tables."""

    layer: Layer


@dataclass(eq=False)
class ClassValue:
    """A class that the learner wrote."""

    name: str
    bases: tuple[Value, ...]
    attributes: dict[str, Value]
    node: ast.ClassDef

    def ancestors(self) -> list[Value]:
        """The class itself and its bases, depth first, each once, the last appearance kept."""
        found: list[Value] = [self]
        for base in self.bases:
            chain = base.ancestors() if isinstance(base, ClassValue) else [base]
            found = [value for value in found if value not in chain] + chain
        return found

    def base_layer(self) -> LayerClass | None:
        """The class of `torch.nn` that it inherits from."""
        return next((base for base in self.ancestors() if isinstance(base, LayerClass)), None)

    def find(self, name: str) -> tuple["ClassValue", Value] | None:
        """The attribute, with the class that has it."""
        for cls in self.ancestors():
            if isinstance(cls, ClassValue) and name in cls.attributes:
                return cls, cls.attributes[name]
        return None


@dataclass(eq=False)
class FunctionValue:
    """A function or lambda that the learner wrote; `defaults` by parameter name, `setter` of a property."""

    name: str
    node: ast.FunctionDef | ast.Lambda
    scope: Scope
    defaults: Mapping[str, Value]
    owner: ClassValue | None = None
    binding: Binding = "plain"
    setter: "FunctionValue | None" = None
    generator: bool = False


@dataclass(frozen=True, eq=False)
class BoundMethod:
    """A learner's function with its `self`."""

    function: FunctionValue
    receiver: Value


@dataclass(eq=False)
class ModuleValue:
    """An instance of a layer, or of a learner's class that inherits from one.

    Attributes:
        kind: its class.
        module: the real module; None until the learner's `super().__init__()` has run.
        attributes: what is not a module, parameter or buffer.
        created: where it was made.
        name: what its parent calls it.
        parent: the module that holds it.
        height: how many modules stand below it, one in the other.
        stored: the target that each plain attribute was last assigned at.
        touched: one of its weights was read by the paste itself.
        applied_to: the tensor in `nn.ReLU(x)`, where the layer was meant to be applied at once (`applied_at`).
        calls: how often it was called while rows were recorded.
    """

    kind: LayerClass | ClassValue
    module: nn.Module | None
    attributes: dict[str, Value] = field(default_factory=dict)
    created: Creation | None = None
    name: str = ""
    parent: "ModuleValue | None" = None
    height: int = 0
    stored: dict[str, ast.AST] = field(default_factory=dict)
    touched: bool = False
    applied_to: TensorValue | None = None
    applied_at: ast.expr | None = None
    calls: int = 0

    def __deepcopy__(self, _memo: object) -> None:
        """A copy that torch makes of a module is told later what stands for it, as it has another parent."""
        return

    @property
    def class_name(self) -> str:
        """`Conv2d`, or the learner's own name."""
        return self.kind.name if isinstance(self.kind, ClassValue) else self.kind.layer.name

    @property
    def called(self) -> str:
        """What a person calls it: `conv1`; in a Sequential `features.3`, or `layer 3 (Conv2d)`."""
        if self.name and not self.name.isdigit():
            return self.name
        if self.parent is not None and self.parent.name:
            return f"{self.parent.called}.{self.name}"
        return f"layer {self.name} ({self.class_name})" if self.name else self.class_name


@dataclass(eq=False)
class ObjectValue:
    """An instance of a learner's class that is no module."""

    kind: ClassValue
    attributes: dict[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class SuperValue:
    """`super()`: looks names up in the classes behind `after` in the receiver's line of ancestors."""

    after: ClassValue
    receiver: Value


@dataclass(frozen=True, eq=False)
class Namespace:
    """A module such as `torch.nn`, written out in our tables; a name that is not there does not exist."""

    name: str
    members: Mapping[str, Value]


@dataclass(frozen=True, eq=False)
class Partial:
    """`functools.partial(function, *args, **kwargs)`."""

    function: Value
    args: tuple[Value, ...]
    kwargs: dict[str, Value]


@dataclass(frozen=True)
class Token:
    """A named constant of torch, such as `torch.float32` or a device; `real` is what torch takes."""

    name: str
    real: object = None


@dataclass(frozen=True, eq=False)
class Unknown:
    """Something outside the paste; it complains only when it is used.

    Attributes:
        what: its name for people, such as `torchvision`.
        slug: the finding, should it be used.
        message: what to say then, where the statement that should have made it has already been refused.
    """

    what: str
    slug: str = "unknown-import"
    line: int = 0
    message: str = ""


@dataclass(frozen=True, eq=False)
class ExceptionClass:
    """An exception type: Python's by its name."""

    name: str


@dataclass(frozen=True, eq=False)
class ExceptionValue:
    """A raised or made exception."""

    name: str
    message: str


class Ellipsis_:  # noqa: N801 (stands for the literal `...`)
    """The literal `...`."""


ELLIPSIS = Ellipsis_()

Plain = (bool, int, float, str, tuple, list, dict, set, frozenset, range, slice, type(None))


def wrapper(module: nn.Module) -> ModuleValue:
    """The value that stands for a real module."""
    value: ModuleValue = module.__dict__["stride_value"]
    return value


def parts(value: ModuleValue) -> dict[str, Value]:
    """What `layers[0]` and `for layer in layers` see: the children, also a None; of a ParameterList the weights."""
    module = value.module
    if module is None:
        return {}
    if isinstance(module, nn.ParameterList | nn.ParameterDict):
        return {name: TensorValue(weight) for name, weight in module._parameters.items() if weight is not None}
    return {name: wrapper(child) if child is not None else None for name, child in module._modules.items()}


def type_name(value: Value) -> str:
    """The type's name as Python's messages say it."""
    if isinstance(value, TensorValue):
        return "Parameter" if isinstance(value.tensor, nn.Parameter) else "Tensor"
    if isinstance(value, ModuleValue):
        return value.class_name
    if isinstance(value, ObjectValue):
        return value.kind.name
    if isinstance(value, ShapeValue):
        return "Size"
    return _TYPE_NAMES.get(type(value).__name__, type(value).__name__)


_TYPE_NAMES = {
    "Registered": "dict",
    "ArrayValue": "ndarray",
    "ClassValue": "type",
    "LayerClass": "type",
    "TypeToken": "type",
    "ExceptionClass": "type",
    "FunctionValue": "function",
    "BoundMethod": "method",
    "Builtin": "builtin_function_or_method",
    "BoundBuiltin": "builtin_function_or_method",
    "Namespace": "module",
    "Unknown": "module",
    "ExceptionValue": "Exception",
    "SuperValue": "super",
    "Ellipsis_": "ellipsis",
    "Partial": "partial",
}
