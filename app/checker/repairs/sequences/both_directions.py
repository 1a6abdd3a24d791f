"""`h[-1]` of a layer that reads both ways is the state of one direction; the layer behind expects both.

Or the layer was to read both ways, and does not: `nn.Linear(hidden * 2, 10)` behind `nn.LSTM(width, hidden)`.
"""

import ast
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.edits.spelling import with_argument
from app.checker.evidence.lineage import rows_behind
from app.checker.evidence.surroundings import function_around
from app.checker.findings.forgotten_flatten import ForgottenFlatten
from app.checker.findings.wrong_in_features import WrongInFeatures
from app.checker.outcome import Repair, Trouble
from app.checker.walks import walk

_RECURRENT = frozenset({"LSTM", "GRU", "RNN"})


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    fault = trouble.met.fault
    if not isinstance(fault, WrongInFeatures | ForgottenFlatten):
        return
    yield from _both(trouble)
    if fault.declared != 2 * fault.shape[-1]:
        return
    place = trouble.met.node
    function = function_around(trouble.source.tree, place) if place is not None else None
    for node in walk(function) if function is not None else ():
        if isinstance(node, ast.Subscript) and ast.unparse(node.slice) == "-1":
            name = trouble.source.text(node.value)
            new = f"torch.cat(({name}[-2], {name}[-1]), dim=1)"
            edits = trouble.site.replace(node, new)
            yield Proposal(f"take the states of both directions: {new}", edits, blames=node, telling=True)


def _both(trouble: Trouble) -> Iterator[Proposal]:
    """Twice a width in the layer behind: of a layer that reads one way, or that has another width."""
    behind = trouble.met.created.arguments.get("in_features") if trouble.met.created is not None else None
    twice = behind.node if behind is not None else None
    if not isinstance(twice, ast.BinOp) or not isinstance(twice.op, ast.Mult):
        return
    sides = [part for part in (twice.left, twice.right) if not isinstance(part, ast.Constant)]
    two = [part for part in (twice.left, twice.right) if isinstance(part, ast.Constant) and part.value == 2]
    for row in rows_behind(trouble.outcome, trouble.met.row) if two and sides else ():
        made = row.module.created if row.module is not None and row.kind in _RECURRENT else None
        hidden = made.arguments.get("hidden_size") if made is not None else None
        if made is None or hidden is None:
            continue
        width, text = trouble.source.text(sides[0]), trouble.source.text(hidden.node)
        if row.arguments.get("bidirectional") != "True" and text == width:
            edits = with_argument(trouble.site, made, "bidirectional", "True")
            yield Proposal("read both ways: bidirectional=True", edits, blames=made.node, telling=True, evident=True)
        elif text != width:
            edits = trouble.site.replace(hidden.node, width)
            yield Proposal(f"write {width} here", edits, blames=hidden.node, telling=True, evident=True)


REPAIR = Repair(_propose)
