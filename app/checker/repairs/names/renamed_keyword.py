"""A keyword that nobody takes, where it was written: `Net(n_classes=10)`, and `block(3, 8, kernel=3)` for its layer."""

import ast
from collections.abc import Iterator
from difflib import get_close_matches

from app.checker.blame.proposals import Proposal
from app.checker.edits.argument_names import ELSEWHERE
from app.checker.evidence.surroundings import classes, methods
from app.checker.findings.python_error import PythonError
from app.checker.findings.torch_error import TorchError
from app.checker.findings.wrong_constructor_argument import WrongConstructorArgument
from app.checker.outcome import Repair, Trouble
from app.checker.walks import last_name, walk

_NEAR = 0.4
_SAID = "unexpected keyword argument '"


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    fault, call = trouble.met.fault, trouble.met.node
    if isinstance(fault, WrongConstructorArgument) and fault.renamed:
        yield from _written(trouble, fault.argument, fault.renamed, alike=True)
    if isinstance(fault, PythonError | TorchError) and _SAID in fault.message() and isinstance(call, ast.Call):
        function, _, said = fault.text.partition("(")
        known = _parameters(trouble, call, function) or ["", *_of_layer(trouble, call)]
        name = said.partition(_SAID)[2].partition("'")[0]
        for meant, alike in _meant(name, call, known):
            yield from _written(trouble, name, meant, alike=alike)


def _of_layer(trouble: Trouble, call: ast.Call) -> list[str]:
    """What the layer takes that does the same as a function: `MaxPool2d` for `F.max_pool2d`."""
    wanted = last_name(call.func).replace("_", "")
    layer = next((layer for name, layer in trouble.tables.layers.items() if name.lower() == wanted), None)
    return list(layer.signature.parameters) if layer is not None else []


def _written(trouble: Trouble, name: str, meant: str, *, alike: bool) -> Iterator[Proposal]:
    """The keyword by its right name, in every call that hands it over, and as the key of a dictionary."""
    text = trouble.source.text
    for node in walk(trouble.source.tree):
        if isinstance(node, ast.keyword) and node.arg == name:
            edits = trouble.site.replace(node, f"{meant}={text(node.value)}")
            yield Proposal(f"call it {meant}", edits, blames=node, telling=alike, evident=alike)
        for key in node.keys if isinstance(node, ast.Dict) else ():
            if isinstance(key, ast.Constant) and key.value == name:
                edits = trouble.site.replace(key, repr(meant))
                yield Proposal(f"call it {meant}", edits, blames=key, telling=alike, evident=alike)


def _meant(name: str, call: ast.Call, known: list[str]) -> list[tuple[str, bool]]:
    """The parameters that the call leaves out: those that sound or mean alike, then any; and whether it is alike."""
    given = {keyword.arg for keyword in call.keywords}
    left = [parameter for parameter in known[len(call.args) :] if parameter not in given]
    near = get_close_matches(name, left, n=2, cutoff=_NEAR)
    alike = dict.fromkeys([*near, *(meant for meant in ELSEWHERE.get(name, ()) if meant in left)])
    return [*((meant, True) for meant in alike), *((meant, False) for meant in left if meant not in alike)]


def _parameters(trouble: Trouble, call: ast.Call, function: str) -> list[str]:
    """What the function takes, of the class that is called where there is one of its name."""
    named = call.func.id if isinstance(call.func, ast.Name) else ""
    found = [method for cls in classes(trouble.source.tree) if cls.name == named for method in methods(cls)]
    every = [node for node in walk(trouble.source.tree) if isinstance(node, ast.FunctionDef)]
    for node in (*found, *every):
        if node.name == function:
            return [arg.arg for arg in (*node.args.args, *node.args.kwonlyargs) if arg.arg != "self"]
    return []


REPAIR = Repair(_propose)
