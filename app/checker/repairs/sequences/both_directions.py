"""`h[-1]` of a layer that reads both ways is the state of one direction; the layer behind expects both."""

import ast
from collections.abc import Iterator

from app.checker.findings.wrong_in_features import WrongInFeatures
from app.checker.outcome import Repair, Trouble
from app.checker.proposals import Proposal
from app.checker.surroundings import function_around
from app.checker.walks import walk


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    fault = trouble.met.fault
    if not isinstance(fault, WrongInFeatures) or fault.declared != 2 * fault.shape[-1]:
        return
    place = trouble.met.node
    function = function_around(trouble.source.tree, place) if place is not None else None
    for node in walk(function) if function is not None else ():
        if isinstance(node, ast.Subscript) and ast.unparse(node.slice) == "-1":
            name = trouble.source.text(node.value)
            new = f"torch.cat(({name}[-2], {name}[-1]), dim=1)"
            edits = trouble.site.replace(node, new)
            yield Proposal(f"take the states of both directions: {new}", edits, blames=node, telling=True)


REPAIR = Repair(_propose)
