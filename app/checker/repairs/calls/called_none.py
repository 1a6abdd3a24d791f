"""None where a layer was meant: a parameter that nobody gives, or a choice that no function of the paste knows."""

import ast
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.evidence.surroundings import function_around
from app.checker.findings.python_error import PythonError
from app.checker.outcome import Repair, Trouble
from app.checker.walks import last_name, walk
from app.kit.words import closest

_SAID = "'NoneType' object is not callable"
_USUAL = {"norm": ("BatchNorm2d", "BatchNorm1d", "BatchNorm3d"), "act": ("ReLU",), "non": ("ReLU",)}
"""By what a parameter's name begins with: what such a one holds most often."""
_CHOICES = 3


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    fault, call = trouble.met.fault, trouble.met.node
    if not isinstance(fault, PythonError) or _SAID not in fault.text or not isinstance(call, ast.Call):
        return
    yield from _as_default(trouble, call)
    yield from _known_choice(trouble)


def _as_default(trouble: Trouble, call: ast.Call) -> Iterator[Proposal]:
    """`def __init__(self, c, norm_layer=None)`, which is called as it is."""
    function, name = function_around(trouble.source.tree, call), last_name(call.func)
    given = function.args.args[-len(function.args.defaults) :] if function and function.args.defaults else []
    defaults = dict(zip((part.arg for part in given), function.args.defaults if function else (), strict=True))
    default = defaults.get(name)
    for start, layers in _USUAL.items():
        for layer in layers if name.startswith(start) and isinstance(default, ast.Constant) else ():
            edits = trouble.site.replace(default, f"nn.{layer}") if default is not None else ()
            yield Proposal(f"let {name} be nn.{layer} where nothing is given", edits, blames=call, telling=True)


def _known_choice(trouble: Trouble) -> Iterator[Proposal]:
    """`make_act('leaky')` of a function that compares its argument with other words only, and then ends."""
    for function in walk(trouble.source.tree):
        known = _compared(function) if isinstance(function, ast.FunctionDef) else []
        for node in walk(trouble.source.tree) if known else ():
            said = node.value if isinstance(node, ast.Constant) else None
            if isinstance(said, str) and said not in known and said.isidentifier():
                near = closest(said, known)
                for word in list(dict.fromkeys([*([near] if near else []), *known]))[:_CHOICES]:
                    edits = trouble.site.replace(node, repr(word))
                    yield Proposal(f"write {word!r}, which the function knows", edits, blames=node, telling=True)


def _compared(function: ast.FunctionDef) -> list[str]:
    """The words that a function looks for, and gives something for."""
    returns = any(isinstance(node, ast.Return) and node.value is not None for node in walk(function))
    sides = [
        side for node in walk(function) if isinstance(node, ast.Compare) for side in (node.left, *node.comparators)
    ]
    words = [side.value for side in sides if isinstance(side, ast.Constant) and isinstance(side.value, str)]
    return words if returns else []


REPAIR = Repair(_propose)
