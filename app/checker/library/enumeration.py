"""`enum`: classes whose names stand for values."""

import ast
from collections.abc import Callable

from app.checker.blame.raised import Raised
from app.checker.nodes.comparisons import identical
from app.checker.objects.definitions import ClassValue, FunctionValue
from app.checker.objects.instances import ObjectValue
from app.checker.objects.values import NumberMember, TextMember, Value
from app.checker.provided import Library, TypeToken
from app.checker.reader import Builtin, Call


class _Auto:
    """`auto()`: the number behind the last one."""


def _members(call: Call) -> Value:
    """`class Mode(Enum)`, which is called with the class: each plain value becomes a member of its name."""
    cls = _class(call)
    texts = any(isinstance(base, TypeToken) and base.name == "str" for base in cls.bases)
    return _filled(cls, _text if texts else _plain)


def _texts(call: Call) -> Value:
    """`class Mode(StrEnum)`: the members are texts themselves."""
    return _filled(_class(call), _text)


def _numbers(call: Call) -> Value:
    """`class Size(IntEnum)`: the members are the numbers themselves."""
    return _filled(_class(call), _number)


def _class(call: Call) -> ClassValue:
    cls = call.args[0] if call.args else None
    if not isinstance(cls, ClassValue):
        raise call.error("TypeError", "an Enum is made by a class here")
    return cls


def _filled(cls: ClassValue, make: Callable[[ClassValue, str, Value], Value]) -> Value:
    """The class with a member in the place of each plain value."""
    last = 0
    for name, value in list(cls.attributes.items()):
        if name.startswith("_") or isinstance(value, FunctionValue | ClassValue):
            continue
        number = last + 1 if isinstance(value, _Auto) else value
        last = number if isinstance(number, int) else last
        held = name.lower() if isinstance(value, _Auto) and make is _text else number
        cls.attributes[name] = cls.members[name] = make(cls, name, held)
    cls.attributes["__new__"] = Builtin("__new__", _by_value)
    return cls


def _plain(cls: ClassValue, name: str, value: Value) -> Value:
    return ObjectValue(cls, {"name": name, "value": value})


def _text(cls: ClassValue, name: str, value: Value) -> Value:
    return _labelled(TextMember(value), cls, name) if isinstance(value, str) else _plain(cls, name, value)


def _number(cls: ClassValue, name: str, value: Value) -> Value:
    return _labelled(NumberMember(value), cls, name) if isinstance(value, int) else _plain(cls, name, value)


def _labelled(member: TextMember | NumberMember, cls: ClassValue, name: str) -> Value:
    member.label, member.kind = name, cls
    return member


def _by_value(call: Call) -> Value:
    """`Mode('train')`: the member with this value."""
    cls, wanted = call.needed(0), call.needed(1)
    held = cls.members if isinstance(cls, ClassValue) else {}
    for member in held.values():
        value = member.attributes["value"] if isinstance(member, ObjectValue) else member
        if wanted is member or identical(value, wanted):
            return member
    raise call.error("ValueError", "no member of the Enum has this value")


def walk_class(_reader: object, cls: ClassValue, node: ast.AST) -> list[Value]:
    """`for mode in Mode`."""
    if not (held := cls.members):
        raise Raised("TypeError", "'type' object is not iterable", node)
    return [*held.values()]


LIBRARY = Library(
    modules={
        "enum": {
            "Enum": Builtin("Enum", _members), "StrEnum": Builtin("StrEnum", _texts),
            "IntEnum": Builtin("IntEnum", _numbers), "IntFlag": Builtin("IntFlag", _numbers),
            "auto": Builtin("auto", lambda _call: _Auto()), "unique": Builtin("unique", lambda call: call.args[0]),
        }
    }
)  # fmt: skip
