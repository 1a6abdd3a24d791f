"""`dir(thing)`: the names that a thing of the paste has, as words; what may be read of it is another matter."""

from app.checker.objects.definitions import ClassValue, LayerClass
from app.checker.objects.instances import ModuleValue, ObjectValue
from app.checker.objects.type_names import type_name
from app.checker.objects.values import Value
from app.checker.provided import Library
from app.checker.reader import Builtin, Call
from app.checker.signals import CannotTell

_PLAIN = (bool, int, float, str, list, tuple, dict, set)


def _dir(call: Call) -> Value:
    """In Python's order; without an argument, the names where it is asked."""
    found = sorted(_names(call.args[0], call) if call.args else map(str, call.scope.names))
    call.reader.meter.items(len(found), call.node, new=len(found))
    return list(found)


def _names(value: Value, call: Call) -> set[str]:
    if isinstance(value, ModuleValue):
        module = value.module
        held = [*module._parameters, *module._buffers, *module._modules] if module is not None else []
        return _of_class(value.kind) | value.attributes.keys() | {name for name in held if not name.isdigit()}
    if isinstance(value, ObjectValue):
        return _of_class(value.kind) | set(value.attributes)
    if isinstance(value, ClassValue):
        return _of_class(value)
    if type(value) in _PLAIN:
        return set(dir(type(value)))
    raise CannotTell("unsupported", f"dir() of a {type_name(value)} is not read by the checker", call.node)


def _of_class(kind: Value) -> set[str]:
    """What all instances have: of the paste's own classes, and of the layer that they inherit from."""
    line = kind.ancestors() if isinstance(kind, ClassValue) else [kind]
    found = {name for cls in line if isinstance(cls, ClassValue) for name in cls.attributes}
    layers = [cls for cls in line if isinstance(cls, LayerClass)]
    return found.union(dir(object), *(dir(cls.layer.cls) for cls in layers))


LIBRARY = Library(builtins={"dir": Builtin("dir", _dir)})
