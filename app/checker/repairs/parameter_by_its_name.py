"""`def forward(self, inp)` above a body that reads `x`: a parameter that nobody reads, and a name that nobody gives."""

import ast
from collections.abc import Iterator

from app.checker.findings.undefined_name import UndefinedName
from app.checker.outcome import Repair, Trouble
from app.checker.proposals import Proposal
from app.checker.report import Edit
from app.checker.surroundings import function_around
from app.checker.walks import walk

_USUAL = frozenset({"x", "input", "inputs", "img", "image", "data", "src"})
"""What people call the input of a model."""


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    fault, node = trouble.met.fault, trouble.met.node
    function = function_around(trouble.source.tree, node) if node is not None else None
    if not isinstance(fault, UndefinedName) or function is None or node is None:
        return
    if fault.early and fault.name not in _USUAL:
        for parameter in function.args.args[1:]:
            title = f"hand over {parameter.arg}"
            yield Proposal(title, trouble.site.replace(node, parameter.arg), blames=node, telling=True)
        return
    read = {part.id for part in walk(function) if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Load)}
    for parameter in function.args.args:
        if parameter.arg not in read and parameter.arg not in {"self", "cls"}:
            end = trouble.source.span(parameter)
            name = end.model_copy(update={"end_column": end.column + len(parameter.arg)})
            edit = Edit(span=name, new=fault.name)
            yield Proposal(f"call the parameter {fault.name}", (edit,), blames=parameter, telling=True)


REPAIR = Repair(_propose)
