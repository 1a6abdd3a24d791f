"""`x.transpose(1, 1)`: an axis that is exchanged with itself stays where it is."""

import ast
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.outcome import Repair, Trouble
from app.checker.walks import last_name, walk

_NAMES = frozenset({"transpose", "swapaxes", "swapdims"})
_LINES = 3
_FARTHEST = 3


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    alike = [node for node in walk(trouble.source.tree) if isinstance(node, ast.Call) and _does_nothing(node)]
    for call in alike[:_LINES]:
        first, second = call.args[-2:]
        axis = ast.literal_eval(first)
        others = range(-1, -_FARTHEST - 1, -1) if axis < 0 else range(_FARTHEST + 1)
        for other in sorted(others, key=lambda other: (abs(other - axis), -abs(other))):
            if other != axis:
                one, two = sorted((axis, other), reverse=axis < 0)
                edits = (*trouble.site.replace(first, str(one)), *trouble.site.replace(second, str(two)))
                title = f"exchange the axes {one} and {two}"
                yield Proposal(title, edits, blames=call, telling=True, evident=True)


def _does_nothing(call: ast.Call) -> bool:
    if last_name(call.func) not in _NAMES or len(call.args) < 2 or call.keywords:
        return False
    one, two = (ast.unparse(part) for part in call.args[-2:])
    return one == two and one.lstrip("-").isdigit()


REPAIR = Repair(_propose)
