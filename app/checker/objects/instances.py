"""What classes are made into: modules, the learner's objects, and what stands for a receiver."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from torch import nn

from app.checker.blame.origins import Creation
from app.checker.objects.definitions import ClassValue, FunctionValue, LayerClass
from app.checker.objects.tensors import TensorValue
from app.checker.objects.values import Value


class Registered(dict[Value, Value]):
    """What `self._modules` gives: the children by name, each a value; `owner` is where a store goes."""

    owner: "ModuleValue"

    @classmethod
    def of(cls, owner: "ModuleValue", held: Mapping[str, Value]) -> "Registered":
        """The children of a module, or its weights."""
        made = cls(held)
        made.owner = owner
        return made


@dataclass(eq=False)
class Hooks:
    """The learner's functions that a module calls `before` its forward and `after` it."""

    before: list[Value] = field(default_factory=list)
    after: list[Value] = field(default_factory=list)


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
        hooks: what the learner hung on it.
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
    hooks: Hooks | None = None

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
    """`super()`: looks names up in the classes behind `after` in the receiver's line of ancestors.

    `bound`: False for `super(Net)`, which knows no receiver: only its own `__init__` can be called, and does nothing.
    """

    after: ClassValue
    receiver: Value
    bound: bool = True


def wrapper(module: nn.Module) -> ModuleValue:
    """The value that stands for a real module."""
    value: ModuleValue = module.__dict__["stride_value"]
    return value


def modules_of(value: ModuleValue | None) -> Iterator[ModuleValue]:
    """Every module below one that is made, itself first, but those that torch keeps to itself."""
    for module in value.module.modules() if value is not None and value.module is not None else ():
        if isinstance(held := module.__dict__.get("stride_value"), ModuleValue):
            yield held


def parts(value: ModuleValue) -> dict[str, Value]:
    """What `layers[0]` and `for layer in layers` see: the children, also a None; of a ParameterList the weights."""
    module = value.module
    if module is None:
        return {}
    if isinstance(module, nn.ParameterList | nn.ParameterDict):
        return {name: TensorValue(weight) for name, weight in module._parameters.items() if weight is not None}
    return {name: wrapper(child) if child is not None else None for name, child in module._modules.items()}


def special(value: Value, name: str) -> FunctionValue | None:
    """A method such as `__getitem__` that the learner's class gives its objects."""
    kind = value.kind if isinstance(value, ModuleValue | ObjectValue) else None
    found = kind.find(name) if isinstance(kind, ClassValue) else None
    return found[1] if found is not None and isinstance(found[1], FunctionValue) else None
