"""The `__init__` of the class below: of another name, of no object, or without what it takes.

`super(Model, self).__init__()` in a class Net, `super.__init__()`, and none at all where it takes arguments.
"""

import ast
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.evidence.surroundings import class_around, classes, methods
from app.checker.findings.missing_super_init import MissingSuperInit
from app.checker.findings.python_error import PythonError
from app.checker.findings.undefined_name import UndefinedName
from app.checker.outcome import Repair, Trouble
from app.checker.report import Edit, Span
from app.checker.walks import walk


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    if not isinstance(trouble.met.fault, UndefinedName | PythonError | MissingSuperInit):
        return
    for node in walk(trouble.source.tree):
        if isinstance(node, ast.Call) and not node.args and trouble.source.text(node.func).endswith("Module.__init__"):
            new = f"{trouble.source.text(node.func)}(self)"
            yield Proposal("hand self over", trouble.site.replace(node, new), blames=node, telling=True, evident=True)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "super":
            edits = trouble.site.surround(node.value, "", "()")[1:]
            yield Proposal("call it: super()", edits, blames=node, telling=True, evident=True)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "super" and node.args:
            cls, name = class_around(trouble.source.tree, node), trouble.source.text(node.args[0])
            if cls is not None and len(node.args) == 1:
                edits = trouble.site.replace(node, "super()")
                yield Proposal("write super()", edits, blames=node, telling=True, evident=True)
            elif cls is not None and name != cls.name:
                edits = trouble.site.replace(node.args[0], cls.name)
                yield Proposal(
                    f"name this class: super({cls.name}, self)", edits, blames=node, telling=True, evident=True
                )
    if isinstance(trouble.met.fault, MissingSuperInit) and trouble.met.fault.init is not None:
        yield from _with_arguments(trouble, trouble.met.fault.init)


def _with_arguments(trouble: Trouble, init: ast.FunctionDef) -> Iterator[Proposal]:
    """The call as the first line, with the parameters of the same names; else what torch itself needs, and no more."""
    if any(isinstance(node, ast.Attribute) and node.attr == "__init__" for node in walk(init)):
        return
    cls = class_around(trouble.source.tree, init)
    names = [base.id for base in cls.bases if isinstance(base, ast.Name)] if cls is not None else []
    bases = [base for base in classes(trouble.source.tree) if base.name in names]
    own = {parameter.arg for parameter in init.args.args}
    for below in (method for base in bases for method in methods(base) if method.name == "__init__"):
        parameters = [parameter.arg for parameter in below.args.args[1:]]
        needed = parameters[: len(parameters) - len(below.args.defaults)]
        given = [name for name in parameters if name in own]
        if own.issuperset(needed):
            call = f"super().__init__({', '.join(f'{name}={name}' for name in given)})"
            yield Proposal(f"call {call} first", _in_front(trouble, init, call), blames=trouble.met.node)
        call = "nn.Module.__init__(self)"
        yield Proposal(f"call {call} first", _in_front(trouble, init, call), blames=trouble.met.node, weak=True)


def _in_front(trouble: Trouble, init: ast.FunctionDef, statement: str) -> tuple[Edit, ...]:
    first = init.body[0]
    prefix = trouble.source.prefix(first.lineno)
    place = Span(line=first.lineno, column=len(prefix) + 1, end_column=len(prefix) + 1)
    return (Edit(span=place, new=f"{statement}\n{prefix}"),)


REPAIR = Repair(_propose)
