"""What the learner defines, and where names live: functions, classes, scopes."""

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from app.checker.blame.origins import Origin
from app.checker.objects.values import Value
from app.checker.rows import Layer

Binding = Literal["plain", "static", "class", "property", "cached"]


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
        local: names that a function stores somewhere, so that they are its own from its first line on.
    """

    names: dict[str, Value] = field(default_factory=dict)
    parent: "Scope | None" = None
    origins: dict[str, Origin] = field(default_factory=dict)
    owner: "ClassValue | None" = None
    receiver: Value = None
    is_class: bool = False
    shared: frozenset[str] = frozenset()
    given: list[Value] | None = None
    local: frozenset[str] = frozenset()

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
    """A class that the learner wrote; `members` are those of an Enum."""

    name: str
    bases: tuple[Value, ...]
    attributes: dict[str, Value]
    node: ast.ClassDef
    members: dict[str, Value] = field(default_factory=dict)

    @property
    def imported(self) -> bool:
        """Whether it is one of a library, written out in our own tables; a paste may not change it."""
        return not isinstance(self.attributes, dict)

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
    """A function or lambda that the learner wrote; `defaults` by parameter name, `setter` of a property.

    `attributes` are what the paste stores into it, such as `wrapper.calls = 0`.
    """

    name: str
    node: ast.FunctionDef | ast.Lambda
    scope: Scope
    defaults: Mapping[str, Value]
    owner: ClassValue | None = None
    binding: Binding = "plain"
    setter: "FunctionValue | None" = None
    generator: bool = False
    local: frozenset[str] = frozenset()
    attributes: dict[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class BoundMethod:
    """A learner's function with its `self`."""

    function: FunctionValue
    receiver: Value
