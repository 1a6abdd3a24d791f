"""A text that torch takes only from a few, `padding='SAME'`: the one of its own list that is nearest."""

import ast
import re
from collections.abc import Iterator

from app.checker.findings.torch_error import TorchError
from app.checker.findings.wrong_constructor_argument import WrongConstructorArgument
from app.checker.outcome import Repair, Trouble
from app.checker.proposals import Proposal
from app.checker.walks import walk
from app.kit.words import closest


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    fault, call = trouble.met.fault, trouble.met.node
    if not isinstance(fault, TorchError | WrongConstructorArgument) or call is None:
        return
    for node in walk(call):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            listed = [word for word in re.findall(r"'([a-z_]+)'", fault.message()) if word != node.value]
            if near := closest(node.value, listed):
                yield Proposal(f"write '{near}'", trouble.site.replace(node, repr(near)), blames=node, telling=True)


REPAIR = Repair(_propose)
