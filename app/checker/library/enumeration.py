"""`enum`: classes whose names stand for values."""

import ast

from app.checker.blame.raised import Raised
from app.checker.nodes.comparisons import identical
from app.checker.objects.definitions import ClassValue, FunctionValue
from app.checker.objects.instances import ObjectValue
from app.checker.objects.values import Value
from app.checker.provided import Library
from app.checker.reader import Builtin, Call


class _Auto:
    """`auto()`: the number behind the last one."""


def _members(call: Call) -> Value:
    """`class Mode(Enum)`, which is called with the class: each plain value becomes a member of its name."""
    cls = call.args[0] if call.args else None
    if not isinstance(cls, ClassValue):
        raise call.error("TypeError", "an Enum is made by a class here")
    last = 0
    for name, value in list(cls.attributes.items()):
        if name.startswith("_") or isinstance(value, FunctionValue | ClassValue):
            continue
        number = last + 1 if isinstance(value, _Auto) else value
        last = number if isinstance(number, int) else last
        cls.attributes[name] = cls.members[name] = ObjectValue(cls, {"name": name, "value": number})
    cls.attributes["__new__"] = Builtin("__new__", _by_value)
    return cls


def _by_value(call: Call) -> Value:
    """`Mode('train')`: the member with this value."""
    cls, wanted = call.needed(0), call.needed(1)
    held = cls.members if isinstance(cls, ClassValue) else {}
    for member in held.values():
        if wanted is member or (isinstance(member, ObjectValue) and identical(member.attributes["value"], wanted)):
            return member
    raise call.error("ValueError", "no member of the Enum has this value")


def walk_class(_reader: object, cls: ClassValue, node: ast.AST) -> list[Value]:
    """`for mode in Mode`."""
    if not (held := cls.members):
        raise Raised("TypeError", "'type' object is not iterable", node)
    return [*held.values()]


def _numbers(call: Call) -> Value:
    """`class Size(IntEnum)`: the members are the numbers themselves."""
    cls = call.args[0] if call.args else None
    if not isinstance(cls, ClassValue):
        raise call.error("TypeError", "an IntEnum is made by a class here")
    last = 0
    for name, value in list(cls.attributes.items()):
        if isinstance(value, _Auto | int):
            last = last + 1 if isinstance(value, _Auto) else value
            cls.attributes[name] = last
    return cls


LIBRARY = Library(
    modules={
        "enum": {
            "Enum": Builtin("Enum", _members), "StrEnum": Builtin("StrEnum", _members),
            "IntEnum": Builtin("IntEnum", _numbers), "IntFlag": Builtin("IntFlag", _numbers),
            "auto": Builtin("auto", lambda _call: _Auto()), "unique": Builtin("unique", lambda call: call.args[0]),
        }
    }
)  # fmt: skip
