"""`self.seq.fc`, `head.in_features`: a layer within a Sequential has a number for a name; or all of it was meant."""

import ast
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.findings.missing_attribute import MissingAttribute
from app.checker.outcome import Repair, Trouble
from app.checker.walks import walk

_KINDS = {"fc": "Linear", "lin": "Linear", "conv": "Conv", "bn": "BatchNorm", "norm": "Norm", "relu": "ReLU",
          "act": "ReLU", "pool": "Pool", "drop": "Dropout", "flat": "Flatten"}  # fmt: skip
_OF_LAYERS = frozenset({"in_features", "out_features", "in_channels", "out_channels", "weight", "bias"})
"""What layers have, and a Sequential of them has not; the numbers at its ends are those that others ask for."""


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    fault, node = trouble.met.fault, trouble.met.node
    if isinstance(fault, MissingAttribute) and isinstance(node, ast.Attribute):
        yield from _by_another_name(trouble, node)
    if not isinstance(fault, MissingAttribute) or fault.owner != "Sequential" or not isinstance(node, ast.Attribute):
        return
    front = trouble.source.text(node.value)
    if fault.name in _OF_LAYERS:
        places = (0, 1, 2, 3, -1) if fault.name.startswith("in") else (-1, -2, -3, 0)
        for place in places:
            new = f"{front}[{place}].{fault.name}"
            yield Proposal(f"write {new}", trouble.site.replace(node, new), blames=node)
        return
    kind = next((kind for start, kind in _KINDS.items() if fault.name.lower().startswith(start)), "")
    for number, child in enumerate(_children(trouble, node.value)):
        if kind and kind in child:
            new = f"{front}[{number}]"
            yield Proposal(f"write {new}", trouble.site.replace(node, new), blames=node)
    yield Proposal(f"call all of {front}", trouble.site.replace(node, front), blames=node)


def _by_another_name(trouble: Trouble, node: ast.Attribute) -> Iterator[Proposal]:
    """`net.classifier` for `net.fc` in `net.fc.in_features`: the last layers that a class of the paste has."""
    asked = (n for n in walk(trouble.source.tree) if isinstance(n, ast.Attribute) and n.value is node)
    if not any(outer.attr in _OF_LAYERS for outer in asked):
        return
    front = trouble.source.text(node.value)
    stored = [n for n in walk(trouble.source.tree) if isinstance(n, ast.Attribute) and isinstance(n.ctx, ast.Store)]
    for name in dict.fromkeys(n.attr for n in sorted(stored, key=lambda n: -n.lineno)):
        if name != node.attr:
            yield Proposal(f"write {front}.{name}", trouble.site.replace(node, f"{front}.{name}"), blames=node)


def _children(trouble: Trouble, holder: ast.expr) -> list[str]:
    """The kinds of layers that were written into the Sequential."""
    for node in walk(trouble.source.tree):
        stored = isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == ast.unparse(holder)
        if stored and isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
            return [ast.unparse(arg.func) if isinstance(arg, ast.Call) else "" for arg in node.value.args]
    return []


REPAIR = Repair(_propose)
