"""The types, numbers and exceptions that Python itself supplies."""

import ast
from collections.abc import Callable

import torch

from app.checker.convert import only_number, used_unknown
from app.checker.nodes.literals import hashable, text_of
from app.checker.nodes.operators import combine
from app.checker.objects.arrays import worked_out
from app.checker.objects.tensors import ArrayValue, TensorValue
from app.checker.objects.type_names import type_name
from app.checker.objects.values import ELLIPSIS, ExceptionClass, Token, Unknown, Value
from app.checker.provided import Library, TypeToken, functions
from app.checker.reader import Builtin, Call
from app.checker.signals import CannotTell

_NUMBER = (bool, int, float)


def _print(_call: Call) -> Value:
    """Printing changes nothing; what is printed was evaluated before it came here."""
    return None


def _int(call: Call) -> Value:
    return _number(call, int)


def _float(call: Call) -> Value:
    return _number(call, float)


def _number(call: Call, kind: type[int] | type[float]) -> Value:
    value = call.args[0] if call.args else 0
    if isinstance(value, TensorValue):
        cannot = f"cannot become one {kind.__name__}"
        value = only_number(value, cannot, f"{kind.__name__}() of a tensor", call.node)
    if isinstance(value, Unknown):
        raise used_unknown(value, call.node)
    if not isinstance(value, str | int | float):
        raise call.error("TypeError", f"{kind.__name__}() argument must be a number, not '{type_name(value)}'")
    base = call.argument(1, "base", 10)
    if isinstance(value, str):
        call.reader.meter.bits(len(value) * 4, call.node)
    elif base != 10:
        raise call.error("TypeError", "int() can't convert non-string with explicit base")
    try:
        made = int(value, base) if isinstance(value, str) and isinstance(base, int) and base != 10 else kind(value)
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
    return {hashable(call.reader, item, call.node) for item in _items(call)}


def _items(call: Call) -> list[Value]:
    return call.reader.iterate(call.args[0], call.node) if call.args else []


def _dict(call: Call) -> Value:
    made: dict[Value, Value] = {}
    for source in call.args[:1]:
        if isinstance(source, dict):
            call.reader.meter.items(len(source), call.node)
            made.update(source)
            continue
        for pair in call.reader.iterate(source, call.node):
            items = call.reader.iterate(pair, call.node)
            if len(items) != 2:
                raise call.error("ValueError", "dictionary update sequence elements need length 2")
            made[hashable(call.reader, items[0], call.node)] = items[1]
    made.update(call.kwargs)
    return made


def _abs(call: Call) -> Value:
    value = call.args[0] if call.args else None
    if isinstance(value, TensorValue):
        return call.reader.call(call.reader.read(value, "abs", call.node), [], {}, call.node, call.scope)
    if isinstance(value, ArrayValue):
        return worked_out(torch.abs, [value.numbers], call.node)
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


def _divmod(call: Call) -> Value:
    left, right = call.argument(0, "x"), call.argument(1, "y")
    if not isinstance(left, int) or not isinstance(right, int) or right == 0:
        raise call.error("ZeroDivisionError" if right == 0 else "TypeError", "divmod() needs two numbers")
    return divmod(left, right)


def _pow(call: Call) -> Value:
    """`pow(x, y)` is `x ** y`, and is read as that."""
    if len(call.args) != 2 or call.kwargs:
        raise CannotTell("unsupported", "pow() with three numbers is not read by the checker", call.node)
    return combine(call.reader, ast.Pow(), call.args[0], call.args[1], call.node, call.scope)


def _slice(call: Call) -> Value:
    if not 1 <= len(call.args) <= 3:
        raise call.error("TypeError", f"slice expected 1 to 3 arguments, got {len(call.args)}")
    return slice(*call.args)


def _from_keys(call: Call) -> Value:
    keys = call.reader.iterate(call.needed(0), call.node)
    return {hashable(call.reader, key, call.node): call.argument(1, "value") for key in keys}


_OF_DICT = {
    **{name: Token(f"dict.{name}") for name in ("__getitem__", "__setitem__", "__delitem__")},
    "fromkeys": Builtin("fromkeys", _from_keys),
}
"""What stands on the type, also for a class that is a dict and takes them as its own methods."""
TYPES = {
    "int": TypeToken("int", lambda v: isinstance(v, int), _int),
    "float": TypeToken("float", lambda v: isinstance(v, float), _float),
    "bool": TypeToken("bool", lambda v: isinstance(v, bool), _bool),
    "str": TypeToken("str", lambda v: isinstance(v, str), _str),
    "list": TypeToken("list", lambda v: isinstance(v, list), _list),
    "tuple": TypeToken("tuple", lambda v: isinstance(v, tuple), _tuple),
    "dict": TypeToken("dict", lambda v: isinstance(v, dict), _dict, _OF_DICT),
    "set": TypeToken("set", lambda v: isinstance(v, set), _set),
    "object": TypeToken("object", lambda _: True),
}
_FUNCTIONS: dict[str, Callable[[Call], Value]] = {
    "print": _print, "abs": _abs, "round": _round, "divmod": _divmod, "pow": _pow, "slice": _slice,
}  # fmt: skip
_EXCEPTIONS = (
    "Exception BaseException ValueError TypeError RuntimeError KeyError IndexError AttributeError NotImplementedError "
    "AssertionError ImportError ModuleNotFoundError NameError ZeroDivisionError StopIteration LookupError "
    "ArithmeticError OverflowError OSError IOError KeyboardInterrupt UserWarning Warning DeprecationWarning"
)


def _is_integer(call: Call) -> Value:
    return isinstance(call.args[0], int | float) and float(call.args[0]).is_integer()


def _bit_length(call: Call) -> Value:
    return call.args[0].bit_length() if isinstance(call.args[0], int) else 0


LIBRARY = Library(
    methods={
        "float": functions({"is_integer": _is_integer}),
        "int": functions({"bit_length": _bit_length}),
    },
    builtins={
        **{name: Builtin(name, run) for name, run in _FUNCTIONS.items()},
        **TYPES,
        **{name: ExceptionClass(name) for name in _EXCEPTIONS.split()},
        "NotImplemented": Token("NotImplemented"),
        "Ellipsis": ELLIPSIS,
        "__name__": "__main__",
        "__debug__": True,
        "__file__": "paste.py",
        "input": Unknown("what a person types into input()", "unsupported"),
        "open": Unknown("a file that open() would read", "unsupported"),
    },
)
