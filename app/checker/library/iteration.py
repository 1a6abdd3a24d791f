"""Python's functions over many items: range, zip, map, sorted, sum and their like."""

import ast
from collections.abc import Callable
from typing import Any

from app.checker.access.class_attributes import call_special
from app.checker.convert import used_unknown
from app.checker.limits import length
from app.checker.nodes.operators import combine, guarded
from app.checker.objects.instances import ModuleValue, parts, special
from app.checker.objects.tensors import ArrayValue, TensorValue
from app.checker.objects.type_names import type_name
from app.checker.objects.values import Endless, Iterating, Unknown, Value
from app.checker.provided import Library, functions
from app.checker.reader import Builtin, Call
from app.checker.signals import CannotTell

_DEEPEST = 20


def _items(call: Call) -> list[Value]:
    return call.reader.iterate(call.args[0], call.node) if call.args else []


def _iter(call: Call) -> Value:
    if len(call.args) > 1:
        raise CannotTell("unsupported", "iter() of a function is not read by the checker", call.node)
    return call.args[0] if call.args and isinstance(call.args[0], Iterating) else Iterating(_items(call))


def _len(call: Call) -> Value:
    value = call.args[0] if call.args else None
    if isinstance(value, str | list | tuple | dict | set | range):
        return length(value)
    if isinstance(value, TensorValue) and value.shape:
        return value.shape[0]
    if (method := special(value, "__len__")) is not None:
        return call_special(call.reader, method, value, [], call.node)
    if isinstance(value, ModuleValue) and value.module is not None:
        return len(parts(value))
    if isinstance(value, ArrayValue):
        return len(value.numbers)
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


def _enumerate(call: Call) -> Value:
    start = call.argument(1, "start", 0)
    return list(enumerate(_items(call), start if isinstance(start, int) else 0))


def _zip(call: Call) -> Value:
    return list(zip(*_side_by_side(call.args, call), strict=False))


def _side_by_side(sources: list[Value], call: Call) -> list[list[Value]]:
    """The items of each, those without an end as far as the others go."""
    ended = {i: call.reader.iterate(each, call.node) for i, each in enumerate(sources) if not isinstance(each, Endless)}
    if not ended and sources:
        raise CannotTell("unsupported", "a walk through what never ends is not read by the checker", call.node)
    most = min(map(len, ended.values()), default=0)
    return [each.take(most) if isinstance(each, Endless) else ended[i] for i, each in enumerate(sources)]


def _reversed(call: Call) -> Value:
    return _items(call)[::-1]


def _map(call: Call) -> Value:
    function, sources = call.needed(0), call.args[1:]
    rows = zip(*_side_by_side(sources, call), strict=False)
    return [call.reader.call(function, list(row), {}, call.node, call.scope) for row in rows]


def _filter(call: Call) -> Value:
    function, source = call.needed(0), call.reader.iterate(call.needed(1), call.node)
    if function is None:
        return [item for item in source if call.reader.truth(item, call.node)]
    chosen = [(item, call.reader.call(function, [item], {}, call.node, call.scope)) for item in source]
    return [item for item, keep in chosen if call.reader.truth(keep, call.node)]


def _sorted(call: Call) -> Value:
    items = _items(call)
    keys, backwards = _keys(items, call), call.reader.truth(call.kwargs.get("reverse", False), call.node)
    call.reader.meter.nest(keys, call.node)
    ranks = [_rank(key, call) for key in keys]
    order = guarded(lambda: sorted(range(len(items)), key=ranks.__getitem__, reverse=backwards), call.node)
    return [items[i] for i in order] if isinstance(order, list) else items


def _sort(call: Call) -> Value:
    """`items.sort(key=...)`, in place."""
    items = call.needed(0)
    ordered = _sorted(call)
    if isinstance(items, list) and isinstance(ordered, list):
        items[:] = ordered
    return None


def _rank(value: Value, call: Call, depth: int = 0) -> Any:  # noqa: ANN401 (Python says what can be compared)
    """What a value is put in order by: a number, a text, or a nest of these.

    Raises:
        CannotTell: its order depends on more than the paste says.
    """
    if isinstance(value, TensorValue) and value.number is not None:
        return value.number
    if isinstance(value, int | float | str):
        return value
    if isinstance(value, tuple | list) and depth < _DEEPEST:
        return type(value)([_rank(item, call, depth + 1) for item in value]) if type(value) in {tuple, list} else value
    if isinstance(value, Unknown):
        raise used_unknown(value, call.node)
    why = "value-dependent" if isinstance(value, TensorValue) else "unsupported"
    raise CannotTell(why, f"the order of values such as this {type_name(value)} is not read by the checker", call.node)


def _keys(items: list[Value], call: Call) -> list[Value]:
    """What `key=` makes of each item; without it the items themselves."""
    key = call.kwargs.get("key")
    return items if key is None else [call.reader.call(key, [item], {}, call.node, call.scope) for item in items]


def _extreme(choose: Callable[..., int]) -> Callable[[Call], Value]:
    """`max` and `min`; of several equal items the first."""

    def run(call: Call) -> Value:
        items = call.args if len(call.args) > 1 else _items(call)
        if not items and "default" in call.kwargs:
            return call.kwargs["default"]
        if not items:
            raise call.error("ValueError", f"{choose.__name__}() iterable argument is empty")
        keys = _keys(items, call)
        call.reader.meter.nest(keys, call.node)
        ranks = [_rank(key, call) for key in keys]
        place = guarded(lambda: choose(range(len(items)), key=ranks.__getitem__), call.node)
        return items[place] if isinstance(place, int) else None

    return run


def _sum(call: Call) -> Value:
    start = call.argument(1, "start", 0)
    total = start
    for item in call.reader.iterate(call.needed(0), call.node):
        total = combine(call.reader, ast.Add(), total, item, call.node, call.scope)
    return total


def _any(call: Call) -> Value:
    return any(call.reader.truth(item, call.node) for item in _items(call))


def _all(call: Call) -> Value:
    return all(call.reader.truth(item, call.node) for item in _items(call))


def _next(call: Call) -> Value:
    """The first of those that are left; what `zip`, `map` and generators give is a list of ours, and is used up too."""
    source = call.args[0] if call.args else None
    items = source.take(1) if isinstance(source, Endless) else source if isinstance(source, list) else _items(call)
    if items:
        return items.pop(0)
    if len(call.args) > 1:
        return call.args[1]
    raise call.error("StopIteration", "")


_FUNCTIONS: dict[str, Callable[[Call], Value]] = {
    "len": _len, "range": _range, "enumerate": _enumerate, "zip": _zip, "reversed": _reversed, "map": _map,
    "filter": _filter, "sorted": _sorted, "max": _extreme(max), "min": _extreme(min), "sum": _sum, "any": _any,
    "all": _all, "iter": _iter, "next": _next,
}  # fmt: skip

LIBRARY = Library(
    builtins={name: Builtin(name, run) for name, run in _FUNCTIONS.items()},
    methods={"list": functions({"sort": _sort})},
)
