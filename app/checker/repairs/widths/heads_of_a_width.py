"""A number of heads, or of groups, that does not divide the width: the view that takes it apart asks for too few."""

import ast
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.findings.wrong_view import WrongView
from app.checker.outcome import Repair, Trouble
from app.checker.walks import walk

_TRIED = 3
_WIDEST = 1 << 14
"""A wider tensor has no heads."""
_AXES = 4
"""The batch, the steps, the heads, and the features of each; or groups of channels, and the sides of a map."""


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    """The numbers nearest to it that divide the width, where it is written and where a parameter has it."""
    fault = trouble.met.fault
    if not isinstance(fault, WrongView) or len(fault.asked) < _AXES or -1 in fault.asked:
        return
    for node in walk(trouble.source.tree):
        if not isinstance(node, ast.Constant) or type(node.value) is not int or node.value < 2:
            continue
        heads = node.value
        widths = [size for size in fault.shape[1:] if heads in fault.asked[1:] and size % heads and size < _WIDEST]
        for width in sorted(widths, key=lambda size: size // heads not in fault.asked):
            divisors = [n for n in range(2, width) if width % n == 0]
            for better in sorted(divisors, key=lambda n: abs(n - heads))[:_TRIED]:
                edits = trouble.site.replace(node, str(better))
                yield Proposal(f"take {better}, which divides the width", edits, blames=node)


REPAIR = Repair(_propose)
