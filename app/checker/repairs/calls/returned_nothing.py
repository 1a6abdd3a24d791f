"""A function that ends without `return`, so that whoever called it goes on with None."""

import ast
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.findings.missing_attribute import MissingAttribute
from app.checker.findings.python_error import PythonError
from app.checker.findings.torch_error import TorchError
from app.checker.outcome import Repair, Trouble
from app.checker.report import Edit
from app.checker.walks import walk

_QUIET = frozenset({"__init__", "print", "append", "extend", "add_module", "setattr"})


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    if not isinstance(trouble.met.fault, PythonError | MissingAttribute | TorchError):
        return
    for function in walk(trouble.source.tree):
        if isinstance(function, ast.FunctionDef) and function.name != "__init__" and not _returns(function):
            yield from _with_return(trouble, function)


def _returns(function: ast.FunctionDef) -> bool:
    return any(isinstance(node, ast.Return | ast.Yield) and node.value is not None for node in walk(function))


def _with_return(trouble: Trouble, function: ast.FunctionDef) -> Iterator[Proposal]:
    last = function.body[-1]
    if isinstance(last, ast.Expr) and not isinstance(last.value, ast.Constant):
        name = trouble.source.text(last.value.func) if isinstance(last.value, ast.Call) else ""
        if name.rpartition(".")[2] not in _QUIET:
            lost = not isinstance(last.value, ast.Call)  # `out * 0.2 + x`, which is for nothing where it stands
            yield Proposal("return it", trouble.site.surround(last, "return ", "")[:1], blames=last, evident=lost,
                           telling=lost)  # fmt: skip
    stored = [n for n in walk(function) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)]
    for name in dict.fromkeys(node.id for node in sorted(stored, key=lambda node: -node.lineno)[:2]):
        new = f"\n{trouble.source.prefix(function.body[0].lineno)}return {name}"
        yield Proposal(f"return {name}", (Edit(span=trouble.source.end(last), new=new),), blames=last)


REPAIR = Repair(_propose)
