"""`x = self.relu` where `x = self.relu(x)` was meant: the layer itself goes on instead of its output."""

import ast
from collections.abc import Iterator
from dataclasses import replace

from app.checker.blame.proposals import Proposal
from app.checker.evidence.called import methods_that_ran
from app.checker.evidence.surroundings import class_around, made_attributes, self_attribute
from app.checker.findings.layer_not_called import LayerNotCalled
from app.checker.findings.missing_attribute import MissingAttribute
from app.checker.findings.python_error import PythonError
from app.checker.findings.torch_error import TorchError
from app.checker.outcome import Repair, Trouble
from app.checker.walks import walk

_PLACES = 8
_NOT_A_TENSOR = "must be Tensor, not"


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    fault = trouble.met.fault
    if not isinstance(fault, PythonError | TorchError | MissingAttribute | LayerNotCalled):
        return
    handed_on = isinstance(fault, PythonError) and _NOT_A_TENSOR in fault.text
    for method in methods_that_ran(trouble):
        for proposal in list(_calls(trouble, method))[:_PLACES]:
            yield replace(proposal, telling=handed_on, evident=handed_on)


def _calls(trouble: Trouble, method: ast.FunctionDef) -> Iterator[Proposal]:
    """Each bare `self.layer` of a method, called with the tensor that its statement is about."""
    used = {id(n.func) for n in walk(method) if isinstance(n, ast.Call)}
    used |= {id(n.value) for n in walk(method) if isinstance(n, ast.Attribute | ast.Subscript)}
    cls = class_around(trouble.source.tree, method)
    layers = {*made_attributes(cls)} if cls is not None else set()
    for statement in walk(method):
        if not isinstance(statement, ast.Assign | ast.Return | ast.AugAssign):
            continue
        for node in walk(statement):
            loaded = isinstance(getattr(node, "ctx", None), ast.Load)
            held = self_attribute(node) in layers or (self_attribute(node) and node is statement.value)
            if loaded and held and id(node) not in used:
                for name in _tensors(statement, method):
                    edits = trouble.site.surround(node, "", f"({name})")[1:]
                    yield Proposal(f"call it: {trouble.source.text(node)}({name})", edits, blames=node)


def _tensors(statement: ast.stmt, method: ast.FunctionDef) -> list[str]:
    """The name that the statement stores, that of the statement in front, then the first parameter."""
    before = [n for n in walk(method) if isinstance(n, ast.Assign) and n.lineno <= statement.lineno]
    names = [t.id for n in sorted(before, key=lambda n: -n.lineno)[:2] for t in n.targets if isinstance(t, ast.Name)]
    return list(dict.fromkeys([*names, *(p.arg for p in method.args.args[1:2])]))


REPAIR = Repair(_propose)
