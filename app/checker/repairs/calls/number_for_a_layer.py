"""`self.drop = 0.5`, which is called like a layer: the layer that takes this number was meant."""

import ast
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.findings.python_error import PythonError
from app.checker.outcome import Repair, Trouble
from app.checker.walks import walk

_LAYERS = {"drop": "Dropout", "pool": "MaxPool2d", "flat": "Flatten", "up": "Upsample"}
"""By what a name begins with: the layer of one number."""


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    fault, call = trouble.met.fault, trouble.met.node
    if (
        not isinstance(fault, PythonError)
        or "object is not callable" not in fault.text
        or not isinstance(call, ast.Call)
    ):
        return
    name = trouble.source.text(call.func)
    kind = next((kind for start, kind in _LAYERS.items() if name.rpartition(".")[2].lower().startswith(start)), "")
    for node in walk(trouble.source.tree):
        stored = isinstance(node, ast.Assign) and trouble.source.text(node.targets[0]) == name
        if kind and stored and isinstance(node, ast.Assign):
            edits = trouble.site.surround(node.value, f"nn.{kind}(", ")")
            title = f"make a layer of it: nn.{kind}({trouble.source.text(node.value)})"
            yield Proposal(title, edits, blames=node.value, telling=True)


REPAIR = Repair(_propose)
