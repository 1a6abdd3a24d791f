"""`x = self.lstm(x)`, whose result is a tuple: what comes behind wants its first part."""

import ast
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.findings.missing_attribute import MissingAttribute
from app.checker.findings.python_error import PythonError
from app.checker.findings.torch_error import TorchError
from app.checker.outcome import Repair, Trouble
from app.checker.walks import walk

_PLACES = 6


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    fault, line = trouble.met.fault, getattr(trouble.met.node, "lineno", 0)
    if not isinstance(fault, PythonError | MissingAttribute | TorchError) or "tuple" not in fault.message():
        return
    stored = [node for node in walk(trouble.source.tree) if isinstance(node, ast.Assign) and node.lineno <= line]
    for node in sorted(stored, key=lambda node: -node.lineno)[:_PLACES]:
        name = node.targets[0]
        if isinstance(name, ast.Name) and isinstance(node.value, ast.Call):
            for before, behind in (("", ", _"), ("*_, ", "")):
                edits = trouble.site.surround(name, before, behind)
                yield Proposal(f"unpack it: {before}{name.id}{behind}", edits, blames=node)
    yield from _at_once(trouble)


def _at_once(trouble: Trouble) -> Iterator[Proposal]:
    """`x + self.gru(x)`: a call right within the operation that gives the tuple."""
    place = trouble.met.node
    sides = [place.left, place.right] if isinstance(place, ast.BinOp) else getattr(place, "args", [])
    for side in sides:
        if isinstance(side, ast.Call):
            edits = trouble.site.surround(side, "", "[0]")[1:]
            yield Proposal("take the first part: [0]", edits, blames=side)


REPAIR = Repair(_propose)
