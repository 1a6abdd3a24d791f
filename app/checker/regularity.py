"""Which of two numbers is the slip: what the rest of the paste says about each.

Where two layers disagree, either may be wrong, and a change of either makes everything fit. An author who writes
`65` beside many a `64`, or `8192` where all others say `4096`, made the slip there.
"""

import ast
from collections.abc import Iterable, Iterator

from app.checker.outcome import Trouble
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
        weight += _worth(others.count(better)) - _worth(others.count(now))
    return weight >= _CONVINCING


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
