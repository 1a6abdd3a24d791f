"""A learned tensor, as of positions, that has more or fewer places than what it is added to: `zeros(1, n, d)`."""

import ast
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.evidence.surroundings import function_around, methods
from app.checker.findings.shape_mismatch import ShapeMismatch
from app.checker.outcome import Repair, Trouble
from app.checker.walks import walk

_MAKERS = frozenset({"zeros", "ones", "randn", "rand", "empty"})
_FEW = 2
"""So many places are a token or two that were not counted."""


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    """The number that says how many, where the sum showed that it is another."""
    fault = trouble.met.fault
    if not isinstance(fault, ShapeMismatch):
        return
    rank = max(len(fault.left), len(fault.right))
    for own, other in ((fault.right, fault.left), (fault.left, fault.right)):
        at = fault.axis - rank
        for call in _made(trouble):
            sizes = call.args[0].elts if isinstance(call.args[0], ast.Tuple | ast.List) else call.args
            if len(sizes) == len(own):
                yield from _counted(trouble, sizes[at], own[at], other[at])


def _made(trouble: Trouble) -> Iterator[ast.Call]:
    """The tensors that the `__init__` of a class makes."""
    for cls in (node for node in walk(trouble.source.tree) if isinstance(node, ast.ClassDef)):
        for method in methods(cls):
            for node in walk(method) if method.name == "__init__" else ():
                if isinstance(node, ast.Call) and node.args and getattr(node.func, "attr", "") in _MAKERS:
                    yield node


def _counted(trouble: Trouble, size: ast.expr, now: int, wanted: int) -> Iterator[Proposal]:
    if isinstance(size, ast.Constant):
        if size.value == now:
            yield Proposal(f"make {wanted} of them", trouble.site.replace(size, str(wanted)), blames=size)
        return
    if abs(wanted - now) <= _FEW:
        text = trouble.source.text(size)
        new = f"{text} {'+' if wanted > now else '-'} {abs(wanted - now)}"
        yield Proposal(f"write {new}", trouble.site.replace(size, new), blames=size)
    elif wanted > now and (default := _default(trouble, size)) is not None and default.value == now:
        yield Proposal(f"make {wanted} of them", trouble.site.replace(default, str(wanted)), blames=default)


def _default(trouble: Trouble, size: ast.expr) -> ast.Constant | None:
    """The number that the parameter of this name is where nothing is given."""
    function = function_around(trouble.source.tree, size)
    if function is None or not isinstance(size, ast.Name):
        return None
    parameters = function.args.args[len(function.args.args) - len(function.args.defaults) :]
    for parameter, default in zip(parameters, function.args.defaults, strict=True):
        if parameter.arg == size.id and isinstance(default, ast.Constant):
            return default
    return None


REPAIR = Repair(_propose)
