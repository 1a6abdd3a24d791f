"""The names that Python itself supplies: len, range, print, isinstance and their like."""

import ast
from collections.abc import Callable

from app.checker.convert import used_unknown
from app.checker.faults import Raised
from app.checker.nodes.literals import hashable, text_of
from app.checker.nodes.operators import combine
from app.checker.reader import Builtin, Call, Library, TypeToken
from app.checker.signals import CannotTell
from app.checker.values import (
    ClassValue,
    ExceptionClass,
    FunctionValue,
    LayerClass,
    ModuleValue,
    ObjectValue,
    Scope,
    SuperValue,
    TensorValue,
    Token,
    Unknown,
    Value,
    type_name,
)

_NUMBER = (bool, int, float)


def _len(call: Call) -> Value:
    value = call.args[0] if call.args else None
    if isinstance(value, str | list | tuple | dict | set | range):
        return len(value)
    if isinstance(value, TensorValue) and value.shape:
        return value.shape[0]
    if isinstance(value, ModuleValue) and value.module is not None:
        return len(value.module._modules)
    if isinstance(value, Unknown):
        raise used_unknown(value, call.node)
    raise call.error("TypeError", f"object of type '{type_name(value)}' has no len()")


def _range(call: Call) -> Value:
    numbers = [arg for arg in call.args if isinstance(arg, int)]
    if len(numbers) != len(call.args) or not 1 <= len(numbers) <= 3:
        wrong = next((arg for arg in call.args if not isinstance(arg, int)), None)
        if isinstance(wrong, Unknown):
            raise used_unknown(wrong, call.node)
        raise call.error("TypeError", f"'{type_name(wrong)}' object cannot be interpreted as an integer")
    if len(numbers) == 3 and numbers[2] == 0:
        raise call.error("ValueError", "range() arg 3 must not be zero")
    return range(*numbers)


def _print(_call: Call) -> Value:
    """Printing changes nothing; what is printed was evaluated before it came here."""
    return None


def _isinstance(call: Call) -> Value:
    value, wanted = call.argument(0, "obj"), call.argument(1, "cls")
    kinds = wanted if isinstance(wanted, tuple) else (wanted,)
    return any(is_a(value, kind, call.node) for kind in kinds)


def is_a(value: Value, kind: Value, node: ast.AST) -> bool:
    """`isinstance(value, kind)`."""
    if isinstance(kind, TypeToken):
        return kind.accepts(value)
    if isinstance(kind, Unknown):
        return False
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
    cls, kind = call.argument(0, "cls"), call.argument(1, "kind")
    line = cls.ancestors() if isinstance(cls, ClassValue) else [cls]
    return kind in line or any(_layer_is(item, kind) for item in line)


def _type(call: Call) -> Value:
    value = call.args[0] if call.args else None
    if isinstance(value, ModuleValue | ObjectValue):
        return value.kind
    world = call.reader.tables.modules
    others = [world["torch"].members["Tensor"], world["functools"].members["partial"]]
    for token in (*TYPES.values(), *others):
        if isinstance(token, TypeToken) and token.accepts(value) and type_name(value) == token.name:
            return token
    return Token(f"<class '{type_name(value)}'>")


def _super(call: Call) -> Value:
    if len(call.args) >= 2:
        after, receiver = call.args[0], call.args[1]
    else:
        scope: Scope | None = call.scope
        while scope is not None and scope.owner is None:
            scope = scope.parent
        if scope is None:
            raise call.error("RuntimeError", "super(): no arguments")
        after, receiver = scope.owner, scope.receiver
    if not isinstance(after, ClassValue):
        raise call.error("TypeError", "super() argument 1 must be a type")
    return SuperValue(after, receiver)


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
    call.reader.store(call.args[0], _attribute_name(call), call.argument(2, "value"), call.node)
    return None


def _hasattr(call: Call) -> Value:
    try:
        with call.reader.caught():
            call.reader.read(call.args[0], _attribute_name(call), call.node)
    except Raised:
        return False
    return True


def _attribute_name(call: Call) -> str:
    name = call.argument(1, "name")
    if not isinstance(name, str):
        raise call.error("TypeError", "attribute name must be string")
    if name.startswith("__"):
        raise CannotTell("unsupported", f"the attribute {name} is not read by the checker", call.node)
    return name


def _int(call: Call) -> Value:
    return _number(call, int)


def _float(call: Call) -> Value:
    return _number(call, float)


def _number(call: Call, kind: type[int] | type[float]) -> Value:
    value = call.args[0] if call.args else 0
    if isinstance(value, TensorValue):
        raise CannotTell("value-dependent", f"{kind.__name__}() of a tensor depends on its numbers", call.node)
    if isinstance(value, Unknown):
        raise used_unknown(value, call.node)
    if not isinstance(value, str | int | float):
        raise call.error("TypeError", f"{kind.__name__}() argument must be a number, not '{type_name(value)}'")
    if isinstance(value, str):
        call.reader.meter.bits(len(value) * 4, call.node)
    try:
        made = kind(value)
    except (ValueError, OverflowError) as error:
        raise call.error(type(error).__name__, str(error)) from error
    if isinstance(made, int):
        call.reader.meter.bits(made.bit_length(), call.node)
    return made


def _bool(call: Call) -> Value:
    return call.reader.truth(call.args[0], call.node) if call.args else False


def _str(call: Call) -> Value:
    return text_of(call.reader, call.args[0], call.node) if call.args else ""


def _list(call: Call) -> Value:
    return call.reader.iterate(call.args[0], call.node) if call.args else []


def _tuple(call: Call) -> Value:
    return tuple(_items(call))


def _set(call: Call) -> Value:
    return {hashable(item, call.node) for item in _items(call)}


def _items(call: Call) -> list[Value]:
    return call.reader.iterate(call.args[0], call.node) if call.args else []


def _dict(call: Call) -> Value:
    made: dict[Value, Value] = {}
    for source in call.args[:1]:
        if isinstance(source, dict):
            made.update(source)
            continue
        for pair in call.reader.iterate(source, call.node):
            items = call.reader.iterate(pair, call.node)
            if len(items) != 2:
                raise call.error("ValueError", "dictionary update sequence elements need length 2")
            made[hashable(items[0], call.node)] = items[1]
    made.update(call.kwargs)
    return made


def _enumerate(call: Call) -> Value:
    start = call.argument(1, "start", 0)
    return list(enumerate(_items(call), start if isinstance(start, int) else 0))


def _zip(call: Call) -> Value:
    return list(zip(*(call.reader.iterate(arg, call.node) for arg in call.args), strict=False))


def _reversed(call: Call) -> Value:
    return _items(call)[::-1]


def _map(call: Call) -> Value:
    function, *sources = call.args
    rows = zip(*(call.reader.iterate(source, call.node) for source in sources), strict=False)
    return [call.reader.call(function, list(row), {}, call.node, call.scope) for row in rows]


def _filter(call: Call) -> Value:
    function, source = call.args[0], call.reader.iterate(call.args[1], call.node)
    if function is None:
        return [item for item in source if call.reader.truth(item, call.node)]
    chosen = [(item, call.reader.call(function, [item], {}, call.node, call.scope)) for item in source]
    return [item for item, keep in chosen if call.reader.truth(keep, call.node)]


def _sorted(call: Call) -> Value:
    items = _items(call)
    key = call.kwargs.get("key")
    keys = [call.reader.call(key, [item], {}, call.node, call.scope) for item in items] if key is not None else items
    if not all(isinstance(k, _NUMBER) for k in keys) and not all(isinstance(k, str) for k in keys):
        raise CannotTell("unsupported", "sorting these values is not read by the checker", call.node)
    order = sorted(range(len(items)), key=lambda i: keys[i], reverse=bool(call.kwargs.get("reverse")))  # type: ignore[arg-type, return-value]
    return [items[i] for i in order]


def _extreme(choose: Callable[[list[float]], float]) -> Callable[[Call], Value]:
    def run(call: Call) -> Value:
        items = call.args if len(call.args) > 1 else _items(call)
        numbers = [item for item in items if isinstance(item, _NUMBER)]
        if not numbers and "default" in call.kwargs:
            return call.kwargs["default"]
        if len(numbers) != len(items) or not numbers:
            raise call.error("ValueError", "needs numbers, and at least one")
        return choose(list(numbers))

    return run


def _sum(call: Call) -> Value:
    start = call.argument(1, "start", 0)
    total = start
    for item in call.reader.iterate(call.args[0], call.node):
        total = combine(call.reader, ast.Add(), total, item, call.node, call.scope)
    return total


def _abs(call: Call) -> Value:
    value = call.args[0] if call.args else None
    if isinstance(value, TensorValue):
        return call.reader.call(call.reader.read(value, "abs", call.node), [], {}, call.node, call.scope)
    if isinstance(value, _NUMBER):
        return abs(value)
    raise call.error("TypeError", f"bad operand type for abs(): '{type_name(value)}'")


def _round(call: Call) -> Value:
    value, digits = call.argument(0, "number"), call.argument(1, "ndigits")
    if not isinstance(value, _NUMBER):
        raise call.error("TypeError", f"type {type_name(value)} doesn't define __round__ method")
    try:
        return round(value, digits) if isinstance(digits, int) and abs(digits) < 1000 else round(value)
    except (ValueError, OverflowError) as error:
        raise call.error(type(error).__name__, str(error)) from error


def _any(call: Call) -> Value:
    return any(call.reader.truth(item, call.node) for item in _items(call))


def _all(call: Call) -> Value:
    return all(call.reader.truth(item, call.node) for item in _items(call))


def _divmod(call: Call) -> Value:
    left, right = call.argument(0, "x"), call.argument(1, "y")
    if not isinstance(left, int) or not isinstance(right, int) or right == 0:
        raise call.error("ZeroDivisionError" if right == 0 else "TypeError", "divmod() needs two numbers")
    return divmod(left, right)


def _callable(call: Call) -> Value:
    return isinstance(call.args[0], FunctionValue | ModuleValue | ClassValue | LayerClass | Builtin)


def _identity(call: Call) -> Value:
    return id(call.args[0]) if call.args else 0


def _next(call: Call) -> Value:
    items = _items(call)
    if items:
        return items[0]
    if len(call.args) > 1:
        return call.args[1]
    raise call.error("StopIteration", "")


TYPES = {
    "int": TypeToken("int", lambda v: isinstance(v, int), _int),
    "float": TypeToken("float", lambda v: isinstance(v, float), _float),
    "bool": TypeToken("bool", lambda v: isinstance(v, bool), _bool),
    "str": TypeToken("str", lambda v: isinstance(v, str), _str),
    "list": TypeToken("list", lambda v: isinstance(v, list), _list),
    "tuple": TypeToken("tuple", lambda v: isinstance(v, tuple), _tuple),
    "dict": TypeToken("dict", lambda v: isinstance(v, dict), _dict),
    "set": TypeToken("set", lambda v: isinstance(v, set), _set),
    "object": TypeToken("object", lambda _: True),
}
_FUNCTIONS: dict[str, Callable[[Call], Value]] = {
    "len": _len, "range": _range, "print": _print, "isinstance": _isinstance, "issubclass": _issubclass,
    "type": _type, "super": _super, "getattr": _getattr, "setattr": _setattr, "hasattr": _hasattr,
    "enumerate": _enumerate, "zip": _zip, "reversed": _reversed, "map": _map, "filter": _filter, "sorted": _sorted,
    "max": _extreme(max), "min": _extreme(min), "sum": _sum, "abs": _abs, "round": _round, "any": _any, "all": _all,
    "divmod": _divmod, "callable": _callable, "id": _identity, "iter": _list, "next": _next,
}  # fmt: skip
_EXCEPTIONS = (
    "Exception BaseException ValueError TypeError RuntimeError KeyError IndexError AttributeError NotImplementedError "
    "AssertionError ImportError ModuleNotFoundError NameError ZeroDivisionError StopIteration LookupError "
    "ArithmeticError OverflowError OSError IOError KeyboardInterrupt UserWarning Warning DeprecationWarning"
)

LIBRARY = Library(
    builtins={
        **{name: Builtin(name, run) for name, run in _FUNCTIONS.items()},
        **TYPES,
        **{name: ExceptionClass(name) for name in _EXCEPTIONS.split()},
        "NotImplemented": Token("NotImplemented"),
        "__name__": "__main__",
        "__file__": "paste.py",
        "input": Unknown("what a person types into input()", "unsupported"),
        "open": Unknown("a file that open() would read", "unsupported"),
    }
)
