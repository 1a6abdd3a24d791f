"""A list where its parts are wanted, or parts where a list is: `nn.Sequential(layers)`, `torch.cat(a, b)`."""

import ast
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.findings.python_error import PythonError
from app.checker.findings.torch_error import TorchError
from app.checker.findings.wrong_constructor_argument import WrongConstructorArgument
from app.checker.outcome import Repair, Trouble
from app.checker.report import Edit
from app.checker.walks import walk

_OF_A_LIST = frozenset({"cat", "concat", "stack", "hstack", "vstack", "ModuleList", "ParameterList"})


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    if not isinstance(trouble.met.fault, PythonError | TorchError | WrongConstructorArgument):
        return
    for node in walk(trouble.source.tree):
        if isinstance(node, ast.Call):
            name = trouble.source.text(node.func).rpartition(".")[2]
            if name == "Sequential" and len(node.args) == 1 and not isinstance(node.args[0], ast.Starred | ast.Call):
                front: tuple[Edit, ...] = trouble.site.surround(node.args[0], "*", "")[:1]
                yield Proposal(f"hand in its parts: *{trouble.source.text(node.args[0])[:40]}", front, blames=node)
            if name in _OF_A_LIST and node.args and not isinstance(node.args[0], ast.List | ast.Tuple):
                yield from _gathered(trouble, node)


def _gathered(trouble: Trouble, call: ast.Call) -> Iterator[Proposal]:
    """`torch.cat([a, b], 1)`: everything in front of a last number is what is joined."""
    parts = list(call.args)
    while len(parts) > 1 and isinstance(parts[-1], ast.Constant | ast.UnaryOp):
        parts.pop()
    front, back = trouble.site.surround(parts[0], "[", "")[:1], trouble.site.surround(parts[-1], "", "]")[1:]
    yield Proposal("put them in a list", (*front, *back), blames=call)


REPAIR = Repair(_propose)
