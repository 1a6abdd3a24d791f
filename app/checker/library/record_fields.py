"""What is asked of records: the fields of a dataclass, its values in a row; and dictionaries with named keys."""

from app.checker.library.records import fields_of
from app.checker.objects.definitions import ClassValue
from app.checker.objects.instances import ObjectValue
from app.checker.objects.values import Value
from app.checker.objects.written import classes
from app.checker.provided import Library, functions
from app.checker.reader import Builtin, Call

_FIELD = classes("class Field:\n    pass")["Field"]


def _kind(call: Call) -> ClassValue | None:
    """The dataclass that is asked, by itself or by an instance."""
    asked = call.argument(0, "class_or_instance", call.kwargs.get("obj"))
    kind = asked.kind if isinstance(asked, ObjectValue) else asked
    return kind if isinstance(kind, ClassValue) else None


def _names(call: Call) -> list[str]:
    kind = _kind(call)
    if kind is None:
        raise call.error("TypeError", "must be called with a dataclass type or instance")
    names = list(dict.fromkeys(fields_of(kind)))
    call.reader.meter.items(len(names), call.node, new=len(names))
    return names


def _fields(call: Call) -> Value:
    """`for field in fields(Config)`: each with its name."""
    return tuple(ObjectValue(_FIELD, {"name": name}) for name in _names(call))


def _in_a_row(call: Call) -> Value:
    """`astuple(config)`."""
    return tuple(call.reader.read(call.args[0], name, call.node) for name in _names(call))


def _is_record(call: Call) -> Value:
    kind = _kind(call)
    return kind is not None and any(True for _ in fields_of(kind))


def _typed_dict(call: Call) -> Value:
    """`class Sizes(TypedDict)`, and `TypedDict("Sizes", {...})`: what it makes is a plain dict."""
    del call
    return Builtin("dict", _made)


def _made(call: Call) -> Value:
    return call.reader.call(call.reader.tables.builtins["dict"], call.args, call.kwargs, call.node, call.scope)


LIBRARY = Library(
    modules={
        "dataclasses": functions({"fields": _fields, "astuple": _in_a_row, "is_dataclass": _is_record}),
        "typing": functions({"TypedDict": _typed_dict}),
    }
)
