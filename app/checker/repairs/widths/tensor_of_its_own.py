"""A tensor that `__init__` makes to count features, `self.count((1, 80, 80))`: it says the input's channels too.

Where the first layer is to take other channels, that tensor must have as many, or the model is no longer built.
"""

import ast
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.edits.spelling import set_number
from app.checker.evidence.surroundings import class_around
from app.checker.findings.wrong_in_channels import WrongInChannels
from app.checker.outcome import Repair, Trouble
from app.checker.report import Edit
from app.checker.walks import last_name, walk

_MAKERS = frozenset({"FloatTensor", "Tensor", "empty", "ones", "rand", "randn", "zeros"})
_SIDES = 2
"""So many sizes stand behind the channels at least; of a sequence, one would be any pair of numbers."""


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    fault, made = trouble.met.fault, trouble.met.created
    home = class_around(trouble.source.tree, made.node) if made is not None else None
    if not isinstance(fault, WrongInChannels) or not fault.raw or home is None:
        return
    edits: tuple[Edit, ...] = ()
    for numbers in _sizes(home):
        for place in range(len(numbers) - _SIDES):
            if place == len(numbers) - len(fault.shape) + 1 and numbers[place].value == fault.declared:
                edits += trouble.site.replace(numbers[place], str(fault.arriving))
    for proposal in set_number(trouble.site, ("in_channels",), fault.arriving) if edits else ():
        title = f"{proposal.title}, and so in what the model makes itself"
        yield Proposal(title, (*proposal.edits, *edits), blames=proposal.blames, telling=True)


def _sizes(home: ast.ClassDef) -> Iterator[list[ast.Constant]]:
    """Tuples and lists of numbers alone, and what a tensor is made of."""
    for node in walk(home):
        given = node.elts if isinstance(node, ast.Tuple | ast.List) else []
        if isinstance(node, ast.Call) and last_name(node.func) in _MAKERS:
            given = node.args
        numbers = [part for part in given if isinstance(part, ast.Constant) and isinstance(part.value, int)]
        if numbers and len(numbers) == len(given):
            yield numbers


REPAIR = Repair(_propose)
