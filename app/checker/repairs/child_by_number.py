"""`self.seq.fc`: a layer within a Sequential has a number for a name; or the Sequential itself was meant."""

import ast
from collections.abc import Iterator

from app.checker.findings.missing_attribute import MissingAttribute
from app.checker.outcome import Repair, Trouble
from app.checker.proposals import Proposal
from app.checker.walks import walk

_KINDS = {"fc": "Linear", "lin": "Linear", "conv": "Conv", "bn": "BatchNorm", "norm": "Norm", "relu": "ReLU",
          "act": "ReLU", "pool": "Pool", "drop": "Dropout", "flat": "Flatten"}  # fmt: skip


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    fault, node = trouble.met.fault, trouble.met.node
    if not isinstance(fault, MissingAttribute) or fault.owner != "Sequential" or not isinstance(node, ast.Attribute):
        return
    front = trouble.source.text(node.value)
    kind = next((kind for start, kind in _KINDS.items() if fault.name.lower().startswith(start)), "")
    for number, child in enumerate(_children(trouble, node.value)):
        if kind and kind in child:
            new = f"{front}[{number}]"
            yield Proposal(f"write {new}", trouble.site.replace(node, new), blames=node)
    yield Proposal(f"call all of {front}", trouble.site.replace(node, front), blames=node)


def _children(trouble: Trouble, holder: ast.expr) -> list[str]:
    """The kinds of layers that were written into the Sequential."""
    for node in walk(trouble.source.tree):
        stored = isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == ast.unparse(holder)
        if stored and isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
            return [ast.unparse(arg.func) if isinstance(arg, ast.Call) else "" for arg in node.value.args]
    return []


REPAIR = Repair(_propose)
