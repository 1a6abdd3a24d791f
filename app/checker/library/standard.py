"""The small parts of Python's standard library that models use."""

import math
from collections import OrderedDict
from collections.abc import Callable

from app.checker.objects.values import DefaultDict, Partial, Token, Value
from app.checker.provided import Library, TypeToken
from app.checker.reader import Builtin, Call


def _one_number(function: Callable[[float], float]) -> Callable[[Call], Value]:
    def run(call: Call) -> Value:
        value = call.args[0] if call.args else None
        if not isinstance(value, int | float):
            raise call.error("TypeError", "must be a real number")
        try:
            return function(value)
        except (ValueError, OverflowError) as error:
            raise call.error(type(error).__name__, str(error)) from error

    return run


def _functions_of_one(names: str) -> dict[str, Callable[[float], float]]:
    """Functions of `math` that this version of Python has."""
    return {name: getattr(math, name) for name in names.split() if hasattr(math, name)}


def _whole(function: Callable[..., int], name: str) -> Callable[[Call], Value]:
    """A function of whole numbers whose result is no larger than their product."""

    def run(call: Call) -> Value:
        numbers = [arg for arg in call.args if isinstance(arg, int)]
        if len(numbers) != len(call.args):
            raise call.error("TypeError", f"{name}() needs whole numbers")
        call.reader.meter.bits(sum(number.bit_length() for number in numbers), call.node)
        try:
            return function(*numbers)
        except (TypeError, ValueError) as error:
            raise call.error(type(error).__name__, str(error)) from error

    return run


def _choices(function: Callable[..., int], name: str) -> Callable[[Call], Value]:
    """`factorial`, `comb`, `perm`: their results grow fast, so the size is charged first."""
    counted = _whole(function, name)

    def run(call: Call) -> Value:
        first = call.args[0] if call.args else 0
        wide = first * first.bit_length() if isinstance(first, int) else 0
        call.reader.meter.bits(wide, call.node)
        return counted(call)

    return run


def _of_two(function: Callable[[float, float], float], name: str) -> Callable[[Call], Value]:
    def run(call: Call) -> Value:
        numbers = [arg for arg in call.args if isinstance(arg, int | float)]
        if len(numbers) != len(call.args):
            raise call.error("TypeError", f"{name}() must be given real numbers")
        try:
            return function(*numbers)
        except (TypeError, ValueError, OverflowError) as error:
            raise call.error(type(error).__name__, str(error)) from error

    return run


def _prod(call: Call) -> Value:
    total: float = 1
    for item in call.reader.iterate(call.needed(0), call.node):
        if not isinstance(item, int | float):
            raise call.error("TypeError", "prod() needs numbers")
        total *= item
        if isinstance(total, int):
            call.reader.meter.bits(total.bit_length(), call.node)
    return total


def _pow(call: Call) -> Value:
    base, power = call.argument(0, "x"), call.argument(1, "y")
    if not isinstance(base, int | float) or not isinstance(power, int | float):
        raise call.error("TypeError", "must be a real number")
    try:
        return math.pow(base, power)
    except (ValueError, OverflowError) as error:
        raise call.error(type(error).__name__, str(error)) from error


def _log(call: Call) -> Value:
    numbers = [arg for arg in call.args if isinstance(arg, int | float)]
    if len(numbers) != len(call.args) or not numbers:
        raise call.error("TypeError", "must be a real number")
    try:
        return math.log(*numbers[:2])
    except (ValueError, ZeroDivisionError) as error:
        raise call.error(type(error).__name__, str(error)) from error


def _ordered(call: Call) -> Value:
    made = call.reader.call(call.reader.tables.builtins["dict"], call.args, call.kwargs, call.node, call.scope)
    return OrderedDict(made) if isinstance(made, dict) else made


def _partial(call: Call) -> Value:
    function, *args = call.args
    return Partial(function, tuple(args), dict(call.kwargs))


def _reduce(call: Call) -> Value:
    function, items = call.needed(0), call.reader.iterate(call.needed(1), call.node)
    if len(call.args) > 2:
        items = [call.args[2], *items]
    if not items:
        raise call.error("TypeError", "reduce() of empty iterable with no initial value")
    total = items[0]
    for item in items[1:]:
        total = call.reader.call(function, [total, item], {}, call.node, call.scope)
    return total


def _decorator(call: Call) -> Value:
    """A decorator, with arguments or without, that keeps what a function gives."""
    first = call.args[0] if call.args else None
    return Builtin("decorator", _decorator) if first is None or isinstance(first, int) else first


_MATH = _functions_of_one(
    "sqrt floor ceil log2 log10 log1p exp expm1 sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh fabs trunc "
    "erf erfc gamma lgamma degrees radians isnan isinf isfinite isqrt exp2 cbrt"
)
_PAIRS = "atan2 copysign fmod hypot remainder isclose"
_TYPING = (
    "Any Optional Union Type Literal Final TypeVar DefaultDict Deque SupportsFloat SupportsInt Text ClassVar NoReturn "
    "Self TypeAlias Annotated Concatenate ParamSpec Awaitable Counter OrderedDict AnyStr"
)
_PARTIAL = TypeToken("partial", lambda v: isinstance(v, Partial), _partial)


def _default_dict(call: Call) -> Value:
    """`defaultdict(list)`, with what else a dict is made of."""
    made = DefaultDict()
    rest = _ordered(call.rest()) if call.args else {}
    made.update(rest if isinstance(rest, dict) else {})
    made.factory = call.args[0] if call.args else None
    return made


_DEFAULT = TypeToken("defaultdict", lambda v: isinstance(v, DefaultDict), _default_dict)
_ORDERED = TypeToken("OrderedDict", lambda v: isinstance(v, OrderedDict), _ordered)

LIBRARY = Library(
    modules={
        "math": {
            **{name: Builtin(name, _one_number(function)) for name, function in _MATH.items()},
            "prod": Builtin("prod", _prod), "pow": Builtin("pow", _pow), "log": Builtin("log", _log),
            **{name: Builtin(name, _whole(getattr(math, name), name)) for name in ("gcd", "lcm")},
            **{name: Builtin(name, _choices(getattr(math, name), name)) for name in ("factorial", "comb", "perm")},
            **{name: Builtin(name, _of_two(getattr(math, name), name)) for name in _PAIRS.split()},
            "pi": math.pi, "e": math.e, "inf": math.inf, "tau": math.tau, "nan": math.nan,
        },
        "collections": {"OrderedDict": _ORDERED, "defaultdict": _DEFAULT},
        "functools": {
            "partial": _PARTIAL, "reduce": Builtin("reduce", _reduce),
            **{name: Builtin(name, _decorator) for name in ("lru_cache", "cache", "cached_property")},
            "wraps": Builtin("wraps", lambda _call: Builtin("decorator", _decorator)),
        },

        "typing": {
            **{name: Token(f"typing.{name}") for name in _TYPING.split()}, "TYPE_CHECKING": False,
            "cast": Builtin("cast", lambda call: call.argument(1, "val")),
            "overload": Builtin("overload", lambda call: call.argument(0, "func")),
        },
        "__future__": {name: Token(name) for name in ("annotations", "print_function", "division", "absolute_import")},
    },
)  # fmt: skip
