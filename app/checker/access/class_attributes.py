"""Attributes of the learner's classes and objects, and of `super()`."""

import ast

from app.checker.access.attribute_dicts import holds_its_kind, is_lenient
from app.checker.access.lookups import known, missing
from app.checker.blame.raised import Raised
from app.checker.objects.definitions import BoundMethod, ClassValue, FunctionValue, LayerClass
from app.checker.objects.instances import ModuleValue, ObjectValue, SuperValue, special
from app.checker.objects.values import Unknown, Value
from app.checker.paste.dunders import STORED
from app.checker.provided import BoundBuiltin
from app.checker.reader import Builtin, Reader
from app.checker.signals import CannotTell


def bind(reader: Reader, found: Value, receiver: Value, node: ast.AST) -> Value:
    """What an attribute of a class is on an instance."""
    if not isinstance(found, FunctionValue):
        return found
    if found.binding == "property" and isinstance(node, ast.expr):
        return reader.call(found, [receiver], {}, node, reader.globals)
    if found.binding == "cached" and isinstance(node, ast.expr) and isinstance(receiver, ModuleValue | ObjectValue):
        made = receiver.attributes[found.name] = reader.call(found, [receiver], {}, node, reader.globals)
        return made
    if found.binding == "static":
        return found
    if found.binding == "class":
        kind = receiver.kind if isinstance(receiver, ModuleValue | ObjectValue) else receiver
        return BoundMethod(found, kind)
    return BoundMethod(found, receiver)


def call_special(reader: Reader, method: FunctionValue, value: Value, args: list[Value], node: ast.AST) -> Value:
    """What it gives."""
    return reader.call(BoundMethod(method, value), args, {}, node, reader.globals)  # type: ignore[arg-type]


def walk_object(reader: Reader, value: ObjectValue, node: ast.AST) -> list[Value]:
    """The items of an object whose class says how: by `__iter__`, else by `__getitem__` up to `__len__`.

    Raises:
        Raised: TypeError where it does not.
    """
    if (walk := special(value, "__iter__")) is not None:
        return reader.iterate(call_special(reader, walk, value, [], node), node)
    item, size = special(value, "__getitem__"), special(value, "__len__")
    if item is None or size is None:
        raise Raised("TypeError", f"'{value.kind.name}' object is not iterable", node)
    count = call_special(reader, size, value, [], node)
    numbers = range(count) if isinstance(count, int) else range(0)
    reader.meter.items(len(numbers), node)
    return [call_special(reader, item, value, [number], node) for number in numbers]


def class_names(value: ModuleValue | ObjectValue) -> list[str]:
    """The names that the classes behind an instance have."""
    if not isinstance(value.kind, ClassValue):
        return []
    return [name for cls in value.kind.ancestors() if isinstance(cls, ClassValue) for name in cls.attributes]


def read_class(reader: Reader, value: ClassValue, name: str, node: ast.AST) -> Value:
    """`Net.expansion`, `Net.build`."""
    if name in {"__name__", "__qualname__"}:
        return value.name
    if (found := value.find(name)) is not None:
        function = found[1]
        if isinstance(function, FunctionValue) and function.binding == "class":
            return BoundMethod(function, value)
        return function if isinstance(function, FunctionValue) else _member_of_others(value) or function
    if (outside := _of_others(value, name)) is not None:
        return outside
    if (layer := value.base_layer()) is not None:
        return read_layer_class(reader, layer, name, node)
    return missing(reader, value, name, node, value.attributes)


def _of_others(value: ClassValue, name: str) -> Unknown | None:
    """What a class may have from a base outside the paste."""
    for base in value.ancestors():
        if isinstance(base, Unknown):
            return Unknown(f"{base.what}.{name}", base.slug, base.line)
    return None


def _member_of_others(value: ClassValue) -> Unknown | None:
    """What a member is, where the class is an Enum by a base from outside the paste."""
    return next((base for base in value.bases if isinstance(base, Unknown) and "Enum" in base.what), None)


def read_layer_class(reader: Reader, value: LayerClass, name: str, node: ast.AST) -> Value:
    """`nn.Conv2d.__name__`, `nn.Module.__init__`."""
    if name == "__name__":
        return value.layer.name
    for kind in (value.layer.name, "Module"):
        if (found := reader.tables.methods.get(kind, {}).get(name)) is not None:
            return found
    if name in dir(value.layer.cls):
        raise CannotTell("unsupported", f"nn.{value.layer.name}.{name} is not read by the checker yet", node)
    return missing(reader, value, name, node, known(reader, (value.layer.name, "Module")))


def read_object(reader: Reader, value: ObjectValue, name: str, node: ast.AST) -> Value:
    """An attribute of an instance of a plain class."""
    if name in value.attributes:
        return value.attributes[name]
    if (found := value.kind.find(name)) is not None:
        return bind(reader, found[1], value, node)
    if (outside := _of_others(value.kind, name)) is not None:
        return outside
    if is_lenient(value.kind):
        return None
    if (own := asked_of_class(reader, value, name, node)) is not None:
        return own[0]
    known = [*value.attributes, *class_names(value)]
    return missing(reader, value, name, node, known)


def asked_of_class(reader: Reader, value: ModuleValue | ObjectValue, name: str, node: ast.AST) -> tuple[Value] | None:
    """What the class's own `__getattr__` makes of a name that is nowhere; inside it such a name is missing."""
    method = special(value, "__getattr__")
    if method is None or (value, name) in reader.asking:
        return None
    reader.asking.append((value, name))
    try:
        return (call_special(reader, method, value, [name], node),)
    finally:
        reader.asking.pop()


def read_super(reader: Reader, value: SuperValue, name: str, node: ast.AST) -> Value:
    """`super().__init__`, looked up behind the class whose method runs."""
    if not value.bound and name == "__init__":
        return Builtin("super.__init__", lambda _call: None)
    if not value.bound:
        return missing(reader, value, name, node, [])
    receiver = value.receiver
    kind = receiver.kind if isinstance(receiver, ModuleValue | ObjectValue) else receiver
    line = kind.ancestors() if isinstance(kind, ClassValue) else [kind]
    behind = line[line.index(value.after) + 1 :] if value.after in line else line
    for cls in behind:
        if isinstance(cls, ClassValue) and name in cls.attributes:
            return bind(reader, cls.attributes[name], receiver, node)
        if isinstance(cls, LayerClass):
            return _of_layer(reader, value, cls, name, node)
        if isinstance(cls, Unknown):
            return Unknown(f"{cls.what}.{name}", cls.slug, cls.line)
    if name == "__init__":
        return Builtin("object.__init__", lambda _call: None)
    return missing(reader, value, name, node, [])


def _of_layer(reader: Reader, value: SuperValue, cls: LayerClass, name: str, node: ast.AST) -> Value:
    """A method of a layer's class; `super().__int__()` is none, and torch says so."""
    for kind in (cls.layer.name, "Module"):
        if (found := reader.tables.methods.get(kind, {}).get(name)) is not None:
            return BoundBuiltin(found, value.receiver)
    if name in dir(cls.layer.cls):
        raise CannotTell("unsupported", f"super().{name} is not read by the checker", node)
    return missing(reader, value, name, node, [])


def read_function(reader: Reader, value: FunctionValue, name: str, node: ast.AST) -> Value:
    """The name of a function, and what the paste stored into it."""
    if name == "__name__":
        return value.name
    if name in value.attributes:
        return value.attributes[name]
    return missing(reader, value, name, node, value.attributes)


def store_in_function(_reader: Reader, value: FunctionValue, name: str, new: Value, node: ast.AST) -> None:
    """`wrapper.calls = 0`; functions of our own library keep nothing, and Python's own names are another matter."""
    if (value.owner is not None and value.owner.imported) or name in STORED:
        raise CannotTell("unsupported", f"storing .{name} into this function is not read by the checker", node)
    value.attributes[name] = new


def store_plainly(reader: Reader, value: ObjectValue | ClassValue, name: str, new: Value, node: ast.AST) -> None:
    """Into the dictionary that the value keeps; classes of our own library keep none that can change."""
    _refuse_imported(value, name, node)
    item = special(value, "__setitem__") if isinstance(value, ObjectValue) and holds_its_kind(value, new) else None
    if item is not None:
        call_special(reader, item, value, [name, new], node)
    else:
        value.attributes[name] = new


def _refuse_imported(value: ObjectValue | ClassValue, name: str, node: ast.AST) -> None:
    if isinstance(value, ClassValue) and value.imported:
        raise CannotTell("unsupported", f"storing .{name} into something imported is not read by the checker", node)


def delete_plainly(reader: Reader, value: ObjectValue | ClassValue, name: str, node: ast.AST) -> None:
    """From the dictionary that the value keeps."""
    _refuse_imported(value, name, node)
    if name in value.attributes:
        del value.attributes[name]
    else:
        missing(reader, value, name, node, [])
