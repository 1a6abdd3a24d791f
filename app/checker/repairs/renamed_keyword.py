"""A keyword that nobody takes, where it was written: `Net(n_classes=10)`, and `block(3, 8, kernel=3)` for its layer."""

import ast
from collections.abc import Iterator
from difflib import get_close_matches

from app.checker.argument_names import ELSEWHERE
from app.checker.faults import Fault
from app.checker.findings.python_error import PythonError
from app.checker.findings.wrong_constructor_argument import WrongConstructorArgument
from app.checker.outcome import Repair, Trouble
from app.checker.proposals import Proposal
from app.checker.surroundings import classes, methods
from app.checker.walks import walk

_NEAR = 0.4
_SAID = "unexpected keyword argument '"


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    fault, call = trouble.met.fault, trouble.met.node
    if isinstance(fault, PythonError) and _SAID in fault.text and isinstance(call, ast.Call):
        name = fault.text.partition(_SAID)[2].partition("'")[0]
        for meant in _meant(name, call, _parameters(trouble, call, _called(fault))):
            yield from _written(trouble, name, meant)
    if isinstance(fault, WrongConstructorArgument) and fault.renamed:
        yield from _written(trouble, fault.argument, fault.renamed)


def _written(trouble: Trouble, name: str, meant: str) -> Iterator[Proposal]:
    """The keyword by its right name, in every call that hands it over, and as the key of a dictionary."""
    text = trouble.source.text
    for node in walk(trouble.source.tree):
        if isinstance(node, ast.keyword) and node.arg == name:
            new = f"{meant}={text(node.value)}"
            yield Proposal(f"call it {meant}", trouble.site.replace(node, new), blames=node)
        for key in node.keys if isinstance(node, ast.Dict) else ():
            if isinstance(key, ast.Constant) and key.value == name:
                yield Proposal(f"call it {meant}", trouble.site.replace(key, repr(meant)), blames=key)


def _meant(name: str, call: ast.Call, known: list[str]) -> list[str]:
    """The parameters that the call leaves out: those that sound alike, those of the same meaning, then any."""
    given = {keyword.arg for keyword in call.keywords}
    left = [parameter for parameter in known[len(call.args) :] if parameter not in given]
    near = get_close_matches(name, left, n=2, cutoff=_NEAR)
    same = [meant for meant in ELSEWHERE.get(name, ()) if meant in left]
    return list(dict.fromkeys([*near, *same, *left]))


def _called(fault: Fault) -> str:
    return getattr(fault, "text", "").partition("(")[0]


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
