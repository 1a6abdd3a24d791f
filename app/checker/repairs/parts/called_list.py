"""`self.layers(x)` where `self.layers` is a plain list: `nn.Sequential` is a list that can be called."""

import ast
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.evidence.surroundings import self_attribute
from app.checker.findings.python_error import PythonError
from app.checker.outcome import Repair, Trouble
from app.checker.walks import walk


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    if not isinstance(trouble.met.fault, PythonError) or "'list' object is not callable" not in trouble.met.fault.text:
        return
    line = getattr(trouble.met.node, "lineno", 0)
    tree = trouble.source.tree
    called = {self_attribute(n.func) for n in walk(tree) if isinstance(n, ast.Call) and n.lineno == line}
    for node in walk(tree):
        if isinstance(node, ast.Assign) and self_attribute(node.targets[0]) in called - {None}:
            edits = trouble.site.surround(node.value, "nn.Sequential(*", ")")
            yield Proposal("make it a Sequential, which can be called", edits, blames=node.value)


REPAIR = Repair(_propose)
