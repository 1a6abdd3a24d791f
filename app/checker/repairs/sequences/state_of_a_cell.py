"""The states of a cell are made as wide as those of another one."""

import ast
import re
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.evidence.surroundings import function_around
from app.checker.findings.torch_error import TorchError
from app.checker.outcome import Repair, Trouble
from app.checker.walks import walk

_SAID = re.compile(r"inconsistent hidden_size: got (\d+), expected (\d+)")


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    """The width in every line that makes a state of this call."""
    call, said = trouble.met.node, _SAID.search(getattr(trouble.met.fault, "text", ""))
    function = function_around(trouble.source.tree, call) if isinstance(call, ast.Call) else None
    if not isinstance(trouble.met.fault, TorchError) or said is None or function is None:
        return
    given = {name.id for state in call.args[1:] for name in walk(state) if isinstance(name, ast.Name)}  # type: ignore[union-attr]
    widths = [node for value in _made(function, given) for node in walk(value) if _is(node, int(said[1]))]
    edits = tuple(edit for node in widths for edit in trouble.site.replace(node, said[2]))
    if widths:
        yield Proposal(f"make the states {said[2]} wide", edits, blames=widths[0], telling=True)


def _made(function: ast.FunctionDef, names: set[str]) -> Iterator[ast.expr]:
    """What is stored under these names, also several in one line."""
    for line in walk(function):
        if (
            isinstance(line, ast.Assign)
            and isinstance(line.targets[0], ast.Tuple)
            and isinstance(line.value, ast.Tuple)
        ):
            pairs = zip(line.targets[0].elts, line.value.elts, strict=False)
        elif isinstance(line, ast.Assign):
            pairs = zip(line.targets, [line.value] * len(line.targets), strict=True)
        else:
            continue
        yield from (value for target, value in pairs if isinstance(target, ast.Name) and target.id in names)


def _is(node: ast.AST, number: int) -> bool:
    return isinstance(node, ast.Constant) and node.value == number


REPAIR = Repair(_propose)
