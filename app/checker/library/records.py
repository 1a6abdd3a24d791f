"""Classes that hold named values: dataclasses, namedtuple, abstract base classes."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.checker.objects.definitions import ClassValue, FunctionValue, Scope
from app.checker.objects.instances import ObjectValue
from app.checker.objects.tensors import NamedTuple
from app.checker.objects.values import Token, Value
from app.checker.objects.written import classes
from app.checker.provided import Indexed, Library, TypeToken, functions
from app.checker.reader import Builtin, Call
from app.checker.signals import CannotTell
from app.checker.walks import walk

_DEEPEST = 20
_AFTER = "_post_init"
"""What `__post_init__` is called inside: a name that the reader may read."""


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
    names = list(dict.fromkeys(fields_of(cls)))
    lines = [f"    self.{name} = {name}" for name in names]
    if (after := cls.find("__post_init__")) is not None:
        cls.attributes[_AFTER] = after[1]
        lines.append(f"    self.{_AFTER}()")
    body = "\n".join(lines) or "    pass"
    node = ast.parse(f"def __init__(self, {', '.join(names)}):\n{body}").body[0]
    for part in walk(node):
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


def fields_of(cls: ClassValue) -> Iterator[str]:
    """The annotated names, those of base classes first."""
    for base in reversed(cls.ancestors()):
        for part in base.node.body if isinstance(base, ClassValue) else ():
            if isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name):
                yield part.target.id


def _namedtuple(call: Call) -> Value:
    """`Point = namedtuple('Point', 'x y', defaults=(0,))`."""
    given = call.argument(1, "field_names")
    items = given.replace(",", " ").split() if isinstance(given, str) else call.reader.iterate(given, call.node)
    names = tuple(item for item in items if isinstance(item, str))
    last = call.reader.iterate(call.kwargs.get("defaults", ()), call.node)
    defaults = dict(zip(names[len(names) - len(last) :], last, strict=False))
    return _tuple_type(str(call.argument(0, "typename")), names, defaults)


def _typed_namedtuple(call: Call) -> Value:
    """`class Point(NamedTuple)`, which is called with the class, or `NamedTuple('Point', [('x', int)])`."""
    cls = call.args[0] if call.args else None
    if isinstance(cls, ClassValue):
        for name, value in cls.attributes.items():
            if isinstance(value, FunctionValue):
                raise CannotTell("unsupported", f"the method {name} of a NamedTuple is not read", value.node)
        names = tuple(dict.fromkeys(fields_of(cls)))
        return _tuple_type(cls.name, names, {name: cls.attributes[name] for name in names if name in cls.attributes})
    pairs = call.reader.iterate(call.argument(1, "fields"), call.node)
    return _tuple_type(str(cls), tuple(str(pair[0]) for pair in pairs if isinstance(pair, tuple | list)), {})


def _tuple_type(title: str, names: tuple[str, ...], defaults: Mapping[str, Value]) -> TypeToken:
    maker = ObjectValue(_MAKER, {"__defaults__": tuple(defaults.values())})

    def make(call: Call) -> Value:
        last = call.reader.iterate(maker.attributes["__defaults__"], call.node)
        values = dict(zip(names[len(names) - len(last) :], last, strict=False))
        values |= {**dict(zip(names, call.args, strict=False)), **call.kwargs}
        if len(call.args) > len(names) or set(values) != set(names):
            raise call.error("TypeError", f"{title}() needs the fields {', '.join(names)}")
        return NamedTuple.of([values[name] for name in names], names)

    return TypeToken(
        title, lambda value: isinstance(value, NamedTuple) and value.field_names == names, make,
        {"_fields": names, "__new__": maker},
    )  # fmt: skip


_MAKER = classes("class builtin_function_or_method:\n    pass")["builtin_function_or_method"]
"""What `Point.__new__` is: the paste may only give it other defaults."""


def _as_dict(call: Call) -> Value:
    of = _named(call)
    return dict(zip(of.field_names, of, strict=True))


def _replaced(call: Call) -> Value:
    of = _named(call)
    if unknown := sorted(call.kwargs.keys() - set(of.field_names)):
        raise call.error("ValueError", f"Got unexpected field names: {unknown}")
    values = {**dict(zip(of.field_names, of, strict=True)), **call.kwargs}
    return NamedTuple.of(values.values(), of.field_names)


def _named(call: Call) -> NamedTuple:
    of = call.args[0]
    if not isinstance(of, NamedTuple):
        raise call.error("TypeError", "this is no namedtuple")
    return of


def _plain_dict(call: Call) -> Value:
    """`dataclasses.asdict(config)`: also of the records inside."""
    return _deep(call.argument(0, "obj"), call, 0)


def _changed(call: Call) -> Value:
    """`dataclasses.replace(config, width=4)`: another one, with some values changed."""
    given = call.needed(0)
    if not isinstance(given, ObjectValue):
        raise call.error("TypeError", "replace() should be called on dataclass instances")
    call.reader.meter.items(len(given.attributes), call.node, new=len(given.attributes))
    return ObjectValue(given.kind, {**given.attributes, **call.kwargs})


def _deep(value: Value, call: Call, depth: int) -> Value:
    if isinstance(value, ObjectValue) and depth < _DEEPEST:
        call.reader.meter.items(len(value.attributes), call.node, new=len(value.attributes))
        return {name: _deep(item, call, depth + 1) for name, item in value.attributes.items()}
    return value


def _itself(call: Call) -> Value:
    return call.args[0] if call.args else None


_WRITTEN = classes("class ABC:\n    pass\n\nclass Generic:\n    pass\n\nclass Protocol:\n    pass")
_ABC = _WRITTEN["ABC"]
_BASES: dict[str, Value] = {
    "Generic": Indexed("Generic", lambda _call: _WRITTEN["Generic"]), "Protocol": _WRITTEN["Protocol"],
}  # fmt: skip
"""Bases that say something to a type checker, and do nothing."""

LIBRARY = Library(
    modules={
        "dataclasses": {
            "dataclass": Builtin("dataclass", _dataclass), "field": Builtin("field", _field),
            "asdict": Builtin("asdict", _plain_dict), "replace": Builtin("replace", _changed),
        },
        "collections": {"namedtuple": Builtin("namedtuple", _namedtuple)},
        "typing": {"NamedTuple": Builtin("NamedTuple", _typed_namedtuple), **_BASES},
        "abc": {
            "ABC": _ABC, "ABCMeta": Token("ABCMeta"), "abstractmethod": Builtin("abstractmethod", _itself),
            "abstractproperty": Builtin("abstractproperty", _itself),
        },
    },
    methods={"NamedTuple": functions({"_asdict": _as_dict, "_replace": _replaced})},
)  # fmt: skip
