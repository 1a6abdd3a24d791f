"""`enum`: classes whose names stand for values."""

from app.checker.definitions import ClassValue, FunctionValue
from app.checker.instances import ObjectValue
from app.checker.provided import Library
from app.checker.reader import Builtin, Call
from app.checker.values import Value


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
        cls.attributes[name] = ObjectValue(cls, {"name": name, "value": number})
    return cls


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
