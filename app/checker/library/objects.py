"""Python's questions about objects: isinstance, type, super, getattr and their like."""

import ast
from collections.abc import Callable

from app.checker.blame.raised import Raised
from app.checker.convert import used_unknown
from app.checker.library.python import TYPES
from app.checker.objects.definitions import ClassValue, FunctionValue, LayerClass, Scope
from app.checker.objects.instances import ModuleValue, ObjectValue, SuperValue
from app.checker.objects.type_names import type_name
from app.checker.objects.values import ExceptionClass, Token, Unknown, Value
from app.checker.provided import Library, TypeToken, functions
from app.checker.reader import Builtin, Call
from app.checker.signals import CannotTell


def _isinstance(call: Call) -> Value:
    value, wanted = call.argument(0, "obj"), call.argument(1, "cls")
    kinds = wanted if isinstance(wanted, tuple) else (wanted,)
    call.reader.meter.items(len(kinds), call.node, new=len(kinds) // 8)
    return any(is_a(value, kind, call.node) for kind in kinds)


def is_a(value: Value, kind: Value, node: ast.AST) -> bool:
    """`isinstance(value, kind)`."""
    if isinstance(value, Unknown):
        raise used_unknown(value, node)
    if isinstance(kind, TypeToken):
        return kind.accepts(value)
    if isinstance(kind, Unknown):
        return False
    if kind is None:  # in `int | None`
        return value is None
    if isinstance(value, ModuleValue | ObjectValue):
        line = value.kind.ancestors() if isinstance(value.kind, ClassValue) else [value.kind]
        return kind in line or any(_layer_is(cls, kind) for cls in line)
    if isinstance(kind, ClassValue | LayerClass | ExceptionClass):
        return False
    raise Raised("TypeError", "isinstance() arg 2 must be a type, or a tuple of types", node)


def _layer_is(cls: Value, kind: Value) -> bool:
    if not (isinstance(cls, LayerClass) and isinstance(kind, LayerClass)):
        return False
    return issubclass(cls.layer.cls, kind.layer.cls)


def _issubclass(call: Call) -> Value:
    cls, kind = call.needed(0), call.needed(1)
    line = cls.ancestors() if isinstance(cls, ClassValue) else [cls]
    return kind in line or any(_layer_is(item, kind) for item in line)


def _type(call: Call) -> Value:
    if len(call.args) > 1:
        return _new_class(call)
    value = call.args[0] if call.args else None
    if isinstance(value, ModuleValue | ObjectValue):
        return value.kind
    world = call.reader.tables.modules
    others = [world["torch"].members["Tensor"], world["functools"].members["partial"]]
    for token in (*TYPES.values(), *others):
        if isinstance(token, TypeToken) and token.accepts(value) and type_name(value) == token.name:
            return token
    return Token(f"the type {type_name(value)}")


def _new_class(call: Call) -> Value:
    """`type("Config", (), {"width": 64})`: a class, as a statement would make it."""
    match call.args:
        case [str(name), tuple() as bases, dict() as attributes]:
            node = ast.copy_location(ast.ClassDef(name, [], [], [], []), call.node)
            held = {key: value for key, value in attributes.items() if isinstance(key, str)}
            return ClassValue(name, bases, held, node)
        case [_, _, _]:
            raise call.error("TypeError", "type() takes a name, a tuple of bases and a dictionary of attributes")
    raise call.error("TypeError", "type() takes 1 or 3 arguments")


def _super(call: Call) -> Value:
    if len(call.args) == 1 and isinstance(call.args[0], ClassValue):
        return SuperValue(call.args[0], None, bound=False)
    if len(call.args) >= 2:
        after, receiver = call.args[0], call.args[1]
    else:
        scope: Scope | None = call.scope
        while scope is not None and scope.owner is None:
            scope = scope.parent
        if scope is None:
            raise call.error("RuntimeError", "super() stands in the body of the class, outside of its methods")
        after, receiver = scope.owner, scope.receiver
    if not isinstance(after, ClassValue):
        raise call.error("TypeError", "super() argument 1 must be a type")
    if _is_stranger(receiver, after):
        raise call.error("TypeError", "super(type, obj): obj must be an instance or subtype of type")
    return SuperValue(after, receiver)


def _is_stranger(receiver: Value, after: ClassValue) -> bool:
    """Whether an instance is known not to inherit from a class, as where another class was renamed or copied."""
    kind = receiver.kind if isinstance(receiver, ModuleValue | ObjectValue) else receiver
    if not isinstance(kind, ClassValue):
        return False
    line = kind.ancestors()
    return after not in line and not any(isinstance(base, Unknown) for base in line)


def _getattr(call: Call) -> Value:
    name = _attribute_name(call)
    if len(call.args) > 2:
        try:
            with call.reader.caught():
                return call.reader.read(call.args[0], name, call.node)
        except Raised:
            return call.args[2]
    return call.reader.read(call.args[0], name, call.node)


def _setattr(call: Call) -> Value:
    call.reader.store(call.needed(0), _attribute_name(call), call.argument(2, "value"), call.node)
    return None


def _delattr(call: Call) -> Value:
    call.reader.delete(call.needed(0), _attribute_name(call), call.node)
    return None


def _locals(call: Call) -> Value:
    """The names of the function that asks, as they are now."""
    call.reader.meter.items(len(call.scope.names), call.node)
    if call.scope is call.reader.globals:
        raise CannotTell("unsupported", "locals() outside functions is not read by the checker", call.node)
    return dict(call.scope.names)


def _hasattr(call: Call) -> Value:
    try:
        with call.reader.caught():
            call.reader.read(call.needed(0), _attribute_name(call), call.node)
    except Raised:
        return False
    return True


def _attribute_name(call: Call) -> str:
    name = call.argument(1, "name")
    if not isinstance(name, str):
        raise call.error("TypeError", "attribute name must be string")
    if name.startswith("__") or not name.isidentifier():
        raise CannotTell("unsupported", f"the attribute {name} is not read by the checker", call.node)
    return name


def _callable(call: Call) -> Value:
    return isinstance(call.needed(0), FunctionValue | ModuleValue | ClassValue | LayerClass | Builtin)


def _vars(call: Call) -> Value:
    """The attributes of a plain object, as `vars(args)` of argparse has them."""
    value = call.args[0] if call.args else None
    if isinstance(value, ObjectValue) and isinstance(value.attributes, dict):
        return value.attributes
    raise CannotTell("unsupported", "vars() of anything but a plain object is not read by the checker", call.node)


def _identity(call: Call) -> Value:
    return call.reader.identity(call.needed(0))


_FUNCTIONS: dict[str, Callable[[Call], Value]] = {
    "isinstance": _isinstance, "issubclass": _issubclass, "type": _type, "super": _super, "getattr": _getattr,
    "setattr": _setattr, "hasattr": _hasattr, "callable": _callable, "id": _identity,
    "vars": _vars, "delattr": _delattr, "locals": _locals,
}  # fmt: skip

_METHODS = functions({"__delattr__": _delattr, "__setattr__": _setattr, "__getattr__": _getattr})

LIBRARY = Library(builtins={name: Builtin(name, run) for name, run in _FUNCTIONS.items()}, methods={"Module": _METHODS})
