"""`nn.Linear(8)` in front of `nn.Linear(4, 2)`: the number that is missing is what the next layer takes."""

import ast
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.evidence.surroundings import function_around
from app.checker.findings.wrong_constructor_argument import WrongConstructorArgument
from app.checker.outcome import Repair, Trouble
from app.checker.walks import last_name, walk

_GIVEN = frozenset({"out_features", "out_channels"})
_TAKING = ("Linear", "Conv", "BatchNorm")


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    fault, call = trouble.met.fault, trouble.met.node
    if (
        not isinstance(fault, WrongConstructorArgument)
        or fault.argument not in _GIVEN
        or not isinstance(call, ast.Call)
    ):
        return
    home = function_around(trouble.source.tree, call) or trouble.source.tree
    place = (call.end_lineno or 0, call.end_col_offset or 0)
    behind = [n for n in walk(home) if isinstance(n, ast.Call) and n.args and (n.lineno, n.col_offset) > place]
    behind = [n for n in behind if last_name(n.func).startswith(_TAKING)]
    if behind and len(call.args) == 1 and not call.keywords:
        following = min(behind, key=lambda n: (n.lineno, n.col_offset))
        text = trouble.source.text(following.args[0])
        edits = trouble.site.surround(call.args[0], "", f", {text}")[1:]
        yield Proposal(f"give as many as the next layer takes: {fault.argument}={text}", edits, blames=call)


REPAIR = Repair(_propose)
