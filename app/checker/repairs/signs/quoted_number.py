"""A number in quotes, `nn.Conv2d('3', 64, 3)`, is a text."""

import ast
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.findings.python_error import PythonError
from app.checker.findings.torch_error import TorchError
from app.checker.findings.wrong_constructor_argument import WrongConstructorArgument
from app.checker.outcome import Repair, Trouble
from app.checker.walks import walk


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    if not isinstance(trouble.met.fault, PythonError | TorchError | WrongConstructorArgument):
        return
    for node in walk(trouble.source.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.strip().isdigit():
            edits = trouble.site.replace(node, node.value.strip())
            yield Proposal("write it without quotes", edits, blames=node, telling=True)
        if isinstance(node, ast.Constant) and isinstance(node.value, float) and node.value.is_integer():
            yield Proposal(f"write {int(node.value)}", trouble.site.replace(node, str(int(node.value))), blames=node)


REPAIR = Repair(_propose)
