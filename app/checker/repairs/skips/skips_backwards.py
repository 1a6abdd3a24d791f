"""The maps that a decoder joins are kept from the largest to the smallest, and it needs them the other way round.

Turned round they begin with the deepest one, which is no skip: it is what the decoder starts from.
"""

import ast
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.findings.cat_mismatch import CatMismatch
from app.checker.findings.shape_mismatch import ShapeMismatch
from app.checker.findings.wrong_in_channels import WrongInChannels
from app.checker.outcome import Repair, Trouble
from app.checker.walks import walk


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    if not isinstance(trouble.met.fault, CatMismatch | ShapeMismatch | WrongInChannels):
        return
    for node in walk(trouble.source.tree):
        if isinstance(node, ast.Subscript) and trouble.source.text(node.slice) == "::-1":
            edits = trouble.site.surround(node, "", "[1:]")[1:]
            yield Proposal("leave out the deepest map, which goes in itself: [1:]", edits, blames=node, telling=True)
    for function in walk(trouble.source.tree):
        if isinstance(function, ast.FunctionDef) and function.name != "__init__":
            for name in _collected(function):
                yield from _turned(trouble, function, name)


def _collected(function: ast.FunctionDef) -> list[str]:
    """The lists that a function appends to."""
    calls = [node.func for node in walk(function) if isinstance(node, ast.Call)]
    appends = [func for func in calls if isinstance(func, ast.Attribute) and func.attr == "append"]
    return list(dict.fromkeys(func.value.id for func in appends if isinstance(func.value, ast.Name)))


def _turned(trouble: Trouble, function: ast.FunctionDef, name: str) -> Iterator[Proposal]:
    """From its end: at an index, by `pop`, and in the loop that walks it."""
    for node in walk(function):
        if isinstance(node, ast.Subscript) and _is(node.value, name) and not isinstance(node.slice, ast.Slice):
            index = trouble.source.text(node.slice)
            edits = trouble.site.replace(node.slice, f"-1 - {index}" if index.isalnum() else f"-1 - ({index})")
            yield Proposal(f"take {name} from its end", edits, blames=node, telling=True)
        if isinstance(node, ast.Call) and trouble.source.text(node) == f"{name}.pop(0)":
            edits = trouble.site.replace(node, f"{name}.pop()")
            yield Proposal(f"take {name} from its end", edits, blames=node, telling=True)
        walked = [node.iter] if isinstance(node, ast.For) else []
        for place in [part for outer in walked for part in walk(outer)]:
            if _is(place, name):
                edits = trouble.site.replace(place, f"{name}[::-1]")
                yield Proposal(f"walk {name} from its end", edits, blames=place, telling=True)


def _is(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


REPAIR = Repair(_propose)
