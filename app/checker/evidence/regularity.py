"""Which of two numbers is the slip: what the rest of the paste says about each.

Where two layers disagree, either may be wrong, and a change of either makes everything fit. An author who writes
`65` beside many a `64`, or `8192` where all others say `4096`, made the slip there.
"""

import ast
from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import pairwise

from torch import nn

from app.checker.evidence.lineage import producing_rows
from app.checker.evidence.surroundings import function_around, inside
from app.checker.findings.wrong_in_features import WrongInFeatures
from app.checker.outcome import Trouble
from app.checker.trace import Row
from app.checker.walks import walk

_WIDTHS = (
    "in_channels", "out_channels", "in_features", "out_features", "num_features", "num_channels", "hidden_size",
    "input_size", "embedding_dim", "embed_dim",
)  # fmt: skip
_ROUNDNESS = {8: 5, 4: 3, 2: 2}
"""What it is worth that a width can be divided by this."""
_SMALL = frozenset({1, 2, 4})
_BY_OTHERS = (0, 1, 4)
"""What it is worth that no other layer has the same width, one has it, or more: one alone may follow from the slip."""
_CONVINCING = 2
_ROW = 3
_OF_AN_IMAGE = 4
"""Channels of an image, which the first layer brings to whatever width it likes."""
_ENOUGH = 2
"""How many layers that grow alike count."""


def speaks_against(
    trouble: Trouble, node: ast.Constant, better: int, beside: Iterable[ast.AST | None], *, by_others: bool
) -> bool:
    """Whether a width looks like the slip, and `better` like what was meant.

    `beside` are the layer that it disagrees with and the block that this stands in; their numbers are no witnesses.
    `by_others`: the two are the same width, which other layers know; behind a flatten the number of features is
    computed, and rarely kept up to date.
    """
    now = node.value if isinstance(node.value, int) else 0
    weight = _roundness(better) - _roundness(now)
    if by_others:
        here = {id(part) for place in beside if place is not None for part in walk(place)}
        others = [width.value for width in _widths(trouble) if width is not node and id(width) not in here]
        weight += _worth(others.count(better)) - _worth(others.count(now)) + _square(trouble, better)
    weight += _steadier(_series(trouble.source.tree, node), node, better)
    return weight >= _CONVINCING


def _square(trouble: Trouble, better: int) -> int:
    """What it is worth that the layer at fault gives as many as it says that it takes: the two agree on the width."""
    rows = trouble.outcome.trace.rows
    ends = _ends(rows[trouble.met.row]) if trouble.met.row < len(rows) else None
    return int(ends == (better, better))


def breaks_a_row(trouble: Trouble, node: ast.Constant, better: int) -> bool:
    """Whether a number stands in a row that grows evenly, 64, 128, 256, and would no more with the other one."""
    return _steadier(_series(trouble.source.tree, node), node, better) < 0


def _series(tree: ast.AST, node: ast.Constant) -> list[ast.expr]:
    """What stands where a number stands: in the same place of all calls of its function, `make_layer(block, 64)`."""
    call = inside(tree, node, ast.Call)
    function = function_around(tree, node)
    if not isinstance(call, ast.Call) or function is None or node not in call.args:
        return []
    place, called = call.args.index(node), ast.unparse(call.func)
    calls = (part for part in walk(function) if isinstance(part, ast.Call) and ast.unparse(part.func) == called)
    ordered = sorted(calls, key=lambda part: (part.lineno, part.col_offset))
    return [part.args[place] for part in ordered if len(part.args) > place]


def _steadier(series: list[ast.expr], node: ast.Constant, better: int) -> int:
    """What it is worth that numbers in a row grow evenly with the better one, as 64, 128, 256 do, and do not now.

    Where they do so now, they speak for the number as it stands.
    """
    numbers = [part.value if isinstance(part, ast.Constant) else None for part in series]
    if len(series) < _ROW or not all(isinstance(number, int) and number > 0 for number in numbers):
        return 0
    now = [number for number in numbers if isinstance(number, int)]
    then = [better if part is node else number for part, number in zip(series, now, strict=True)]
    return 0 if _even(then) == _even(now) else _CONVINCING if _even(then) else -_BY_OTHERS[-1]


def _even(numbers: list[int]) -> bool:
    return len({Fraction(after, before) for before, after in pairwise(numbers)}) == 1


def rounder(one: int, other: int) -> bool:
    """Whether the one is a width that people choose, and the other is not."""
    return _roundness(one) - _roundness(other) >= _CONVINCING


def growing_like_others(trouble: Trouble) -> bool:
    """Whether the widths look like those of the rest once the layer in front gives what the one at fault expects.

    A stage keeps its width or doubles it: of `256 → 512` and `256 → 256` in a row, the first is the slip where others
    keep theirs, and nothing else shrinks from 512 to 256.
    """
    return _growth(trouble) >= _CONVINCING


def growing_as_it_is(trouble: Trouble) -> bool:
    """Whether the layer in front grows like others as it stands, and would not with what the one at fault expects."""
    return _growth(trouble) < 0


def _growth(trouble: Trouble) -> int:
    """How much more the widths look like the rest with what the layer at fault expects than with what it is given."""
    rows, front = trouble.outcome.trace.rows, producing_rows(trouble.outcome, trouble.met.row)
    ends = _ends(rows[trouble.met.row]) if trouble.met.row < len(rows) else None
    before = _ends(front[0]) if len(front) == 1 else None
    if ends is None or before is None:
        return 0
    held = [row.module for row in (rows[trouble.met.row], front[0]) if row.module is not None]
    around = {id(module.created.node) for module in held if module.created is not None}
    grown = _grown(trouble, around)
    in_front = _like(grown, (before[0], ends[0]))
    as_it_is_given = _like(grown, before) + _like(grown, (before[1], ends[1]))
    following = next((next_ends for row in rows[trouble.met.row + 1 :] if (next_ends := _ends(row))), None)
    more = in_front + _like(grown, ends) - as_it_is_given
    if following is not None and following[0] == ends[1]:  # the next one goes on as it began
        more += _like([Fraction(following[1], following[0])], ends)
        more -= _like([Fraction(following[1], following[0])], (before[1], ends[1]))
    return more if in_front or before[0] <= _OF_AN_IMAGE else min(more, 0)


def others_have_as_many(trouble: Trouble) -> bool:
    """Whether another linear layer counts as many features as arrive, and none as are declared: the map is right."""
    fault, own = trouble.met.fault, trouble.met.created
    if not isinstance(fault, WrongInFeatures):
        return False
    others = [row.module for row in trouble.outcome.trace.rows if row.module is not None]
    linear = [held.module for held in others if held.created is not own and isinstance(held.module, nn.Linear)]
    widths = {width for module in linear for width in (module.in_features, module.out_features)}
    return fault.features in widths and fault.declared not in widths


def next_agrees(trouble: Trouble) -> bool:
    """Whether the layer behind a normalisation takes as many channels as it: then the one in front is at fault."""
    rows = trouble.outcome.trace.rows
    declared = getattr(trouble.met.fault, "declared", None)
    modules = (row.module.module for row in rows[trouble.met.row + 1 :] if row.module is not None)
    takes = (getattr(module, "in_channels", None) or getattr(module, "in_features", None) for module in modules)
    return next((number for number in takes if number is not None), None) == declared


def _grown(trouble: Trouble, around: set[int]) -> list[Fraction]:
    """By how much each other layer widens what it is given, one number for each place where layers are made."""
    found: dict[int, Fraction] = {}
    for row in trouble.outcome.trace.rows:
        created, ends = row.module.created if row.module is not None else None, _ends(row)
        if created is not None and ends is not None and id(created.node) not in around:
            found.setdefault(id(created.node), Fraction(ends[1], ends[0]))
    return list(found.values())


def _like(grown: list[Fraction], ends: tuple[int, int]) -> int:
    return min(grown.count(Fraction(ends[1], ends[0])), _ENOUGH)


def _ends(row: Row) -> tuple[int, int] | None:
    """How many channels or features a layer takes and gives."""
    module = row.module.module if row.module is not None else None
    if isinstance(module, nn.Conv1d | nn.Conv2d | nn.Conv3d) and module.groups == 1:
        found = (module.in_channels, module.out_channels)
    elif isinstance(module, nn.Linear):
        found = (module.in_features, module.out_features)
    else:
        return None
    return found if min(found) > 0 else None


def written(trouble: Trouble, node: ast.AST) -> int:
    """How often an expression stands in the paste."""
    wanted = ast.unparse(node)
    alike = (part for part in walk(trouble.source.tree) if type(part) is type(node))
    return sum(ast.unparse(part) == wanted for part in alike)


def _roundness(width: int) -> int:
    """How likely somebody chooses it: powers of two and multiples of eight are widths, an odd number is a slip."""
    if width in _SMALL:
        return _ROUNDNESS[8]
    return next((worth for step, worth in _ROUNDNESS.items() if width % step == 0), 0) if width > 0 else -1


def _worth(others: int) -> int:
    return _BY_OTHERS[min(others, len(_BY_OTHERS) - 1)]


def _widths(trouble: Trouble) -> Iterator[ast.Constant]:
    """Each number that some layer takes for a width, once."""
    seen: set[int] = set()
    for row in trouble.outcome.trace.rows:
        created = row.module.created if row.module is not None else None
        for name in _WIDTHS if created is not None else ():
            origin = created.arguments.get(name) if created is not None else None
            node = origin.innermost().node if origin is not None else None
            if isinstance(node, ast.Constant) and id(node) not in seen:
                seen.add(id(node))
                yield node
