"""Dictionaries whose items are attributes too, as settings of models are often kept: `class Config(dict)`.

The usual ways to write one (`self.__dict__ = self`, `__getattr__ = dict.get`) change what an attribute means;
a class that does so gets these bases in the place of `dict`, and its own `__getattr__` is left out.
"""

import ast

from app.checker.objects.definitions import ClassValue, Scope
from app.checker.objects.instances import ObjectValue
from app.checker.objects.values import Value
from app.checker.objects.written import classes
from app.checker.provided import TypeToken
from app.checker.walks import walk

_WRITTEN = classes("""
class AttributeDict:
    def __init__(self, *given, **more):
        self.update(*given, **more)

    def update(self, *given, **more):
        for part in given:
            for name, value in part.items() if hasattr(part, "items") else part:
                self.__dict__[name] = value
        for name, value in more.items():
            self.__dict__[name] = value

    def __getitem__(self, name):
        return self.__dict__[name]

    def __setitem__(self, name, value):
        self.__dict__[name] = value

    def __contains__(self, name):
        return name in self.__dict__

    def __iter__(self):
        return list(self.__dict__.keys())

    def __len__(self):
        return len(self.__dict__)

    def keys(self):
        return self.__dict__.keys()

    def values(self):
        return self.__dict__.values()

    def items(self):
        return self.__dict__.items()

    def get(self, name, default=None):
        return self.__dict__.get(name, default)

    def setdefault(self, name, default=None):
        return self.__dict__.setdefault(name, default)

    def pop(self, name, *default):
        return self.__dict__.pop(name, *default)

    def copy(self):
        return dict(self.__dict__)


class NestedDict(AttributeDict):
    def __init__(self, *given, **more):
        self.update(*given, **more)

    def update(self, *given, **more):
        for part in given:
            if part is not None:
                for name, value in part.items() if hasattr(part, "items") else part:
                    self[name] = value
        for name, value in more.items():
            self[name] = value

    def __setitem__(self, name, value):
        self.__dict__[name] = self._nested(value)

    def _nested(self, value):
        if isinstance(value, dict):
            return type(self)(value)
        if isinstance(value, (list, tuple)):
            return type(value)([self._nested(part) for part in value])
        return value


class LenientDict(AttributeDict):
    def __init__(self, *given, **more):
        self.update(*given, **more)
""")
_DICT, _LENIENT = _WRITTEN["AttributeDict"], _WRITTEN["LenientDict"]
NESTED = _WRITTEN["NestedDict"]
"""As packages for settings have them: dictionaries inside become such dictionaries, too."""
_KINDS = frozenset({"dict", "OrderedDict"})
_HOOKS = ("__getattr__", "__setattr__", "__delattr__")


def bases_of(node: ast.ClassDef, bases: tuple[Value, ...], body: Scope) -> tuple[Value, ...]:
    """The bases of a class, one of ours in the place of a `dict` whose items the class shows as attributes."""
    if not any(isinstance(base, TypeToken) and base.name in _KINDS for base in bases):
        return bases
    if "__getattr__" not in body.names and not _is_its_own_store(node):
        return bases
    own = _LENIENT if _gives_none(node) else _DICT
    for name in _HOOKS:
        body.names.pop(name, None)
    return tuple(own if isinstance(base, TypeToken) and base.name in _KINDS else base for base in bases)


def items_of(value: Value) -> dict[str, Value] | None:
    """What such a dictionary holds; None for any other value."""
    held = isinstance(value, ObjectValue) and _DICT in value.kind.ancestors()
    return value.attributes if held and isinstance(value, ObjectValue) else None


def holds_its_kind(holder: ObjectValue, value: Value) -> bool:
    """Whether what is stored into an attribute becomes such a dictionary first, or holds some that do."""
    return isinstance(value, dict | list | tuple) and NESTED in holder.kind.ancestors()


def is_lenient(kind: ClassValue) -> bool:
    """Whether an attribute that is not there is None."""
    return _LENIENT in kind.ancestors()


def _is_its_own_store(node: ast.ClassDef) -> bool:
    """`self.__dict__ = self`."""
    stores = (part for part in walk(node) if isinstance(part, ast.Assign) and isinstance(part.value, ast.Name))
    return any(isinstance(s.targets[0], ast.Attribute) and s.targets[0].attr == "__dict__" for s in stores)


def _gives_none(node: ast.ClassDef) -> bool:
    """`__getattr__ = dict.get`, or a method that calls `.get`."""
    for part in node.body:
        of_getattr = isinstance(part, ast.FunctionDef) and part.name == "__getattr__"
        if isinstance(part, ast.Assign):
            of_getattr = any(isinstance(target, ast.Name) and target.id == "__getattr__" for target in part.targets)
        if of_getattr:
            return any(isinstance(inner, ast.Attribute) and inner.attr == "get" for inner in walk(part))
    return False
