"""`itertools` and `operator`: eager, their lengths charged first, but for what never ends."""

import ast
import itertools
from collections.abc import Callable, Iterable
from math import comb, perm

from app.checker.nodes.operators import combine
from app.checker.nodes.subscripts import index
from app.checker.objects.values import Endless, Value
from app.checker.provided import Library, TypeToken
from app.checker.reader import Builtin, Call

_MANY = 10**9
"""More than any budget allows, where the exact number would take long to work out."""
_SURELY_FEW = 3
_COUNTED = 200


def _lists(call: Call) -> list[list[Value]]:
    return [call.reader.iterate(arg, call.node) for arg in call.args]


def _chain(call: Call) -> Value:
    return [item for items in _lists(call) for item in items]


def _from_iterable(call: Call) -> Value:
    sources = call.reader.iterate(call.argument(0, "iterable"), call.node)
    return [item for source in sources for item in call.reader.iterate(source, call.node)]


def _product(call: Call) -> Value:
    lists, repeat = _lists(call), call.kwargs.get("repeat", 1)
    if not isinstance(repeat, int) or repeat < 0:
        raise call.error("TypeError", "repeat must be a whole number")
    wide, count = len(lists) * repeat, 1
    call.reader.meter.items(max(wide, repeat), call.node)
    for items in lists * repeat:
        count = min(count * len(items), _MANY)
    call.reader.meter.items(count, call.node, new=count * wide)
    return list(itertools.product(*lists, repeat=repeat))


def _repeat(call: Call) -> Value:
    times = call.argument(1, "times")
    if not isinstance(times, int):
        return Endless(itertools.repeat(call.argument(0, "object")))
    call.reader.meter.items(max(times, 0), call.node)
    return [call.argument(0, "object")] * times


def _chosen(
    count: Callable[[int, int], int], choose: Callable[[Iterable[Value], int], Iterable[Value]]
) -> Callable[[Call], Value]:
    def run(call: Call) -> Value:
        items = call.reader.iterate(call.argument(0, "iterable"), call.node)
        size = call.argument(1, "r", len(items))
        if not isinstance(size, int) or size < 0:
            raise call.error("ValueError", "r must be non-negative")
        few = size <= _SURELY_FEW or len(items) - size <= _SURELY_FEW or len(items) <= _COUNTED
        made = count(len(items), size) if few else _MANY
        call.reader.meter.items(made, call.node, new=made * size)
        return list(choose(items, size))

    return run


def _islice(call: Call) -> Value:
    numbers = [arg for arg in call.args[1:] if arg is None or isinstance(arg, int)]
    if not numbers or len(numbers) != len(call.args) - 1:
        raise call.error("TypeError", "islice() needs whole numbers")
    if len(numbers) > 3 or any(number is not None and number < 0 for number in numbers) or 0 in numbers[2:]:
        raise call.error("ValueError", "islice() needs whole numbers from 0, and steps from 1")
    chosen, source = slice(*numbers), call.argument(0, "iterable")
    if isinstance(source, Endless) and chosen.stop is not None:
        call.reader.meter.items(chosen.stop, call.node, new=chosen.stop)
        return source.take(chosen.stop)[chosen]
    return call.reader.iterate(source, call.node)[chosen]


def _count(call: Call) -> Value:
    """`itertools.count(start, step)`."""
    start, step = call.argument(0, "start", 0), call.argument(1, "step", 1)
    if not isinstance(start, int | float) or not isinstance(step, int | float):
        raise call.error("TypeError", "a number is required")
    return Endless(itertools.count(start, step))


def _cycle(call: Call) -> Value:
    return Endless(itertools.cycle(call.reader.iterate(call.argument(0, "iterable"), call.node)))


def _zip_longest(call: Call) -> Value:
    lists = _lists(call)
    longest = max(map(len, lists), default=0)
    call.reader.meter.items(longest, call.node, new=longest * len(lists))
    return list(itertools.zip_longest(*lists, fillvalue=call.kwargs.get("fillvalue")))


def _accumulate(call: Call) -> Value:
    items, function = call.reader.iterate(call.argument(0, "iterable"), call.node), call.argument(1, "func")
    made = items[:1]
    for item in items[1:]:
        if function is None:
            made.append(combine(call.reader, ast.Add(), made[-1], item, call.node, call.scope))
        else:
            made.append(call.reader.call(function, [made[-1], item], {}, call.node, call.scope))
    return made


def _pairwise(call: Call) -> Value:
    items = call.reader.iterate(call.argument(0, "iterable"), call.node)
    call.reader.meter.items(len(items), call.node, new=2 * len(items))
    return list(itertools.pairwise(items))


def _starmap(call: Call) -> Value:
    function, rows = call.argument(0, "function"), call.reader.iterate(call.argument(1, "iterable"), call.node)
    lists = (call.reader.iterate(row, call.node) for row in rows)
    return [call.reader.call(function, row, {}, call.node, call.scope) for row in lists]


def _operator(kind: type[ast.operator]) -> Callable[[Call], Value]:
    def run(call: Call) -> Value:
        return combine(call.reader, kind(), call.argument(0, "a"), call.argument(1, "b"), call.node, call.scope)

    return run


def _itemgetter(call: Call) -> Value:
    keys = list(call.args)

    def get(inner: Call) -> Value:
        found = [index(inner.reader, inner.argument(0, "obj"), key, inner.node, inner.scope) for key in keys]
        return found[0] if len(found) == 1 else tuple(found)

    return Builtin("itemgetter", get)


_OPERATORS: dict[str, type[ast.operator]] = {
    "add": ast.Add, "sub": ast.Sub, "mul": ast.Mult, "truediv": ast.Div, "floordiv": ast.FloorDiv, "mod": ast.Mod,
    "pow": ast.Pow, "matmul": ast.MatMult, "iadd": ast.Add, "imul": ast.Mult,
}  # fmt: skip
_FUNCTIONS: dict[str, Callable[[Call], Value]] = {
    "product": _product, "repeat": _repeat, "islice": _islice, "zip_longest": _zip_longest, "accumulate": _accumulate,
    "combinations": _chosen(comb, itertools.combinations), "permutations": _chosen(perm, itertools.permutations),
    "pairwise": _pairwise, "starmap": _starmap, "count": _count, "cycle": _cycle,
}  # fmt: skip

LIBRARY = Library(
    modules={
        "itertools": {
            "chain": TypeToken("chain", lambda _: False, _chain),
            **{name: Builtin(name, run) for name, run in _FUNCTIONS.items()},
        },
        "operator": {
            **{name: Builtin(name, _operator(kind)) for name, kind in _OPERATORS.items()},
            **{f"__{name}__": Builtin(name, _operator(kind)) for name, kind in _OPERATORS.items()},
            "itemgetter": Builtin("itemgetter", _itemgetter),
        },
    },
    methods={"chain": {"from_iterable": Builtin("from_iterable", _from_iterable)}},
)
