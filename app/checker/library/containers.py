"""Methods of lists, dicts, tuples and sets."""

from collections.abc import Callable

from app.checker.blame.raised import Raised
from app.checker.nodes.comparisons import equal
from app.checker.nodes.literals import hashable, text_of
from app.checker.nodes.operators import guarded
from app.checker.objects.tensors import ShapeValue
from app.checker.objects.values import Value
from app.checker.provided import Library, functions
from app.checker.reader import Call
from app.checker.signals import CannotTell


def _the_list(call: Call) -> list[Value]:
    if not call.args or not isinstance(call.args[0], list):
        raise call.error("TypeError", "this method needs a list")
    return call.args[0]


def _append(call: Call) -> Value:
    call.only(2, "append")
    items = _the_list(call)
    call.reader.meter.items(len(items) + 1, call.node, new=1)
    items.append(call.argument(1, "object"))
    return None


def _extend(call: Call) -> Value:
    call.only(2, "extend")
    items = _the_list(call)
    more = call.reader.iterate(call.argument(1, "iterable"), call.node)
    call.reader.meter.items(len(items) + len(more), call.node, new=len(more))
    items.extend(more)
    return None


def _insert(call: Call) -> Value:
    items, at = _the_list(call), call.argument(1, "index")
    if not isinstance(at, int):
        raise call.error("TypeError", "insert() needs a whole number")
    call.reader.meter.items(len(items) + 1, call.node, new=1)
    items.insert(at, call.argument(2, "object"))
    return None


def _pop(call: Call) -> Value:
    items, at = _the_list(call), call.argument(1, "index", -1)
    if not isinstance(at, int) or not -len(items) <= at < len(items):
        raise call.error("IndexError", "pop index out of range")
    return items.pop(at)


def _reverse(call: Call) -> Value:
    call.reader.meter.items(len(_the_list(call)), call.node)
    _the_list(call).reverse()
    return None


def _index(call: Call) -> Value:
    items = call.reader.iterate(call.args[0], call.node)
    for position, item in enumerate(items):
        if equal(call.reader, item, call.argument(1, "value"), call.node):
            return position
    raise call.error("ValueError", "it is not in the list")


def _remove(call: Call) -> Value:
    position = _index(call)
    if isinstance(position, int):
        del _the_list(call)[position]
    return None


def _count(call: Call) -> Value:
    items = call.reader.iterate(call.args[0], call.node)
    return sum(equal(call.reader, item, call.argument(1, "value"), call.node) for item in items)


def _clear(call: Call) -> Value:
    if isinstance(call.args[0], list | dict | set):
        call.args[0].clear()
    return None


def _copy(call: Call) -> Value:
    value = call.args[0]
    if not isinstance(value, list | dict | set):
        return value
    call.reader.meter.items(len(value), call.node)
    return value.copy()


def _the_dict(call: Call) -> dict[Value, Value]:
    if not call.args or not isinstance(call.args[0], dict):
        raise call.error("TypeError", "this method needs a dict")
    return call.args[0]


def _get(call: Call) -> Value:
    return _the_dict(call).get(hashable(call.reader, call.argument(1, "key"), call.node), call.argument(2, "default"))


def _charged(call: Call) -> dict[Value, Value]:
    """The dict of a method that walks all of it."""
    made = _the_dict(call)
    call.reader.meter.items(len(made), call.node)
    return made


def _keys(call: Call) -> Value:
    return list(_charged(call))


def _values(call: Call) -> Value:
    return list(_charged(call).values())


def _items(call: Call) -> Value:
    return list(_charged(call).items())


def _update(call: Call) -> Value:
    made = _the_dict(call)
    source = call.argument(1, "other", {})
    pairs = list(source.items()) if isinstance(source, dict) else [
        tuple(call.reader.iterate(pair, call.node)) for pair in call.reader.iterate(source, call.node)
    ]  # fmt: skip
    for pair in pairs:
        if len(pair) != 2:
            raise call.error("ValueError", "update() needs pairs of key and value")
        made[hashable(call.reader, pair[0], call.node)] = pair[1]
    made.update(call.kwargs)
    call.reader.meter.items(len(made), call.node, new=len(pairs) + len(call.kwargs))
    return None


def _dict_pop(call: Call) -> Value:
    made, key = _the_dict(call), hashable(call.reader, call.argument(1, "key"), call.node)
    if key not in made and len(call.args) < 3:
        raise call.error("KeyError", text_of(call.reader, key, call.node, 1))
    return made.pop(key, call.argument(2, "default"))


def _popitem(call: Call) -> Value:
    made = _the_dict(call)
    if not made:
        raise call.error("KeyError", "'popitem(): dictionary is empty'")
    return made.popitem()


def _setdefault(call: Call) -> Value:
    made = _the_dict(call)
    call.reader.meter.items(len(made) + 1, call.node, new=1)
    return made.setdefault(hashable(call.reader, call.argument(1, "key"), call.node), call.argument(2, "default"))


def _add(call: Call) -> Value:
    if isinstance(call.args[0], set):
        call.reader.meter.items(len(call.args[0]) + 1, call.node, new=1)
        call.args[0].add(hashable(call.reader, call.argument(1, "elem"), call.node))
    return None


def _of_sets(method: str) -> Callable[[Call], Value]:
    """A method of sets that takes others, each of whatever can be walked."""

    def run(call: Call) -> Value:
        reader, node = call.reader, call.node
        others = [{hashable(reader, item, node) for item in reader.iterate(arg, node)} for arg in call.args[1:]]
        held = call.args[0]
        if not isinstance(held, set | frozenset):
            raise call.error("TypeError", "this method needs a set")
        call.reader.meter.items(len(held) + sum(map(len, others)), call.node)
        return guarded(lambda: getattr(held, method)(*others), call.node)

    return run


def _discard(call: Call) -> Value:
    if isinstance(call.args[0], set):
        call.args[0].discard(hashable(call.reader, call.argument(1, "elem"), call.node))
    return None


def _remove_from_set(call: Call) -> Value:
    held, item = call.needed(0), hashable(call.reader, call.argument(1, "elem"), call.node)
    if isinstance(held, set) and item not in held:
        raise call.error("KeyError", text_of(call.reader, item, call.node, 1))
    return _discard(call)


def _pop_from_set(call: Call) -> Value:
    """Which one goes is Python's own affair, where there are several."""
    held = call.needed(0)
    if not isinstance(held, set) or not held:
        raise call.error("KeyError", "'pop from an empty set'")
    if len(held) > 1:
        raise CannotTell("value-dependent", "which item .pop() takes from a set is not known", call.node)
    return held.pop()


def _numel(call: Call) -> Value:
    if not isinstance(call.args[0], ShapeValue):
        raise Raised("AttributeError", "numel() needs a torch.Size", call.node)
    product = 1
    for size in call.args[0]:
        product *= size
    return product


_SET_METHODS = (
    "update union intersection difference symmetric_difference issubset issuperset isdisjoint intersection_update "
    "difference_update"
)

LIBRARY = Library(
    methods={
        "list": functions({
            "append": _append, "extend": _extend, "insert": _insert, "pop": _pop, "reverse": _reverse, "index": _index,
            "remove": _remove, "count": _count, "clear": _clear, "copy": _copy,
        }),
        "dict": functions({
            "get": _get, "keys": _keys, "values": _values, "items": _items, "update": _update, "pop": _dict_pop,
            "setdefault": _setdefault, "clear": _clear, "copy": _copy, "popitem": _popitem,
        }),
        "set": functions({
            "add": _add, "clear": _clear, "copy": _copy, "discard": _discard, "remove": _remove_from_set,
            "pop": _pop_from_set,
            **{name: _of_sets(name) for name in _SET_METHODS.split()},
        }),
        "tuple": functions({"index": _index, "count": _count}),
        "ShapeValue": functions({"numel": _numel}),
    }
)  # fmt: skip
