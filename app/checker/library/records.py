"""Classes that hold named values: dataclasses, namedtuple, abstract base classes."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from app.checker.library._written import classes
from app.checker.reader import Builtin, Call, Library, TypeToken
from app.checker.values import ClassValue, FunctionValue, NamedTuple, Scope, Token, Value


@dataclass(frozen=True, eq=False)
class _Later:
    """`field(default_factory=list)`: the default is made for each class anew."""

    factory: Value


def _field(call: Call) -> Value:
    if "default_factory" in call.kwargs:
        return _Later(call.kwargs["default_factory"])
    return call.kwargs.get("default")


def _dataclass(call: Call) -> Value:
    """The class with the `__init__` that its annotations spell out; also as `@dataclass(frozen=True)`."""
    cls = call.args[0] if call.args else None
    if not isinstance(cls, ClassValue) or not isinstance(cls.attributes, dict):
        return Builtin("dataclass", _dataclass)
    if "__init__" not in cls.attributes:
        cls.attributes["__init__"] = _made_init(cls, call)
    return cls


def _made_init(cls: ClassValue, call: Call) -> FunctionValue:
    names = list(dict.fromkeys(_fields(cls)))
    body = "\n".join(f"    self.{name} = {name}" for name in names) or "    pass"
    node = ast.parse(f"def __init__(self, {', '.join(names)}):\n{body}").body[0]
    for part in ast.walk(node):
        ast.copy_location(part, cls.node)
    if not isinstance(node, ast.FunctionDef):
        raise TypeError("a function was written")
    defaults: dict[str, Value] = {}
    for name in names:
        found = cls.find(name)
        if found is not None:
            default = found[1]
            if isinstance(default, _Later):
                default = call.reader.call(default.factory, [], {}, call.node, call.scope)
            defaults[name] = default
    return FunctionValue("__init__", node, Scope(), defaults, cls)


def _fields(cls: ClassValue) -> Iterator[str]:
    """The annotated names, those of base classes first."""
    for base in reversed(cls.ancestors()):
        for part in base.node.body if isinstance(base, ClassValue) else ():
            if isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name):
                yield part.target.id


def _namedtuple(call: Call) -> Value:
    """`Point = namedtuple('Point', 'x y')`."""
    given = call.argument(1, "field_names")
    items = given.replace(",", " ").split() if isinstance(given, str) else call.reader.iterate(given, call.node)
    names = tuple(item for item in items if isinstance(item, str))
    title = call.argument(0, "typename")

    def make(inner: Call) -> Value:
        values = dict(zip(names, inner.args, strict=False)) | inner.kwargs
        if len(inner.args) > len(names) or set(values) != set(names):
            raise inner.error("TypeError", f"{title}() needs the fields {', '.join(names)}")
        return NamedTuple.of([values[name] for name in names], names)

    return TypeToken(str(title), lambda value: isinstance(value, NamedTuple) and value.field_names == names, make)


def _itself(call: Call) -> Value:
    return call.args[0] if call.args else None


_ABC = classes("class ABC:\n    pass")["ABC"]

LIBRARY = Library(
    modules={
        "dataclasses": {"dataclass": Builtin("dataclass", _dataclass), "field": Builtin("field", _field)},
        "collections": {"namedtuple": Builtin("namedtuple", _namedtuple)},
        "abc": {
            "ABC": _ABC, "ABCMeta": Token("ABCMeta"), "abstractmethod": Builtin("abstractmethod", _itself),
            "abstractproperty": Builtin("abstractproperty", _itself),
        },
    }
)  # fmt: skip
