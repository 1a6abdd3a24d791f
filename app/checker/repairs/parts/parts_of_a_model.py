"""A model taken apart: its children in a row lose the flatten of its forward, `modules()` gives more than they are."""

import ast
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.findings.forgotten_flatten import ForgottenFlatten
from app.checker.findings.missing_attribute import MissingAttribute
from app.checker.findings.python_error import PythonError
from app.checker.findings.wrong_input_rank import WrongInputRank
from app.checker.outcome import Repair, Trouble
from app.checker.walks import walk

_BEHIND = (1, 2, 3)
"""How many layers may stand behind the flatten that is missing."""


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    for node in walk(trouble.source.tree):
        if isinstance(node, ast.Starred):
            yield from _all_modules(trouble, node)
            if isinstance(trouble.met.fault, ForgottenFlatten | WrongInputRank):
                yield from _flattened(trouble, node)
        if isinstance(trouble.met.fault, MissingAttribute | PythonError):
            yield from _taken_away(trouble, node)


def _all_modules(trouble: Trouble, star: ast.Starred) -> Iterator[Proposal]:
    """`*list(model.modules())` holds the model itself, and what is within its parts a second time."""
    for call in walk(star.value):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "modules":
            new = f"{trouble.source.text(call.func.value)}.children"
            yield Proposal(
                f"write {new}()", trouble.site.replace(call.func, new), blames=call, telling=True, evident=True
            )


def _flattened(trouble: Trouble, star: ast.Starred) -> Iterator[Proposal]:
    """The flatten as a layer of its own, in front of the last children."""
    text = trouble.source.text(star.value)
    if "children()" not in text:
        return
    for behind in _BEHIND:
        new = f"*{text}[:-{behind}], nn.Flatten(), *{text}[-{behind}:]"
        yield Proposal("put nn.Flatten() among them", trouble.site.replace(star, new), blames=star, telling=True)


def _taken_away(trouble: Trouble, node: ast.AST) -> Iterator[Proposal]:
    """`del model.fc` or `model.fc = None`, while forward calls it: a layer that passes everything on."""
    if isinstance(node, ast.Delete) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Attribute):
        new = f"{trouble.source.text(node.targets[0])} = nn.Identity()"
        yield Proposal(f"write {new}", trouble.site.replace(node, new), blames=node, telling=True)
    nothing = isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and node.value.value is None
    if isinstance(node, ast.Assign) and nothing and isinstance(node.targets[0], ast.Attribute):
        edits = trouble.site.replace(node.value, "nn.Identity()")
        yield Proposal("pass everything on: nn.Identity()", edits, blames=node, telling=True)


REPAIR = Repair(_propose)
