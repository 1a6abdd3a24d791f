"""`super(Model, self).__init__()` in a class that has another name, or `super.__init__()`, which is no object's."""

import ast
from collections.abc import Iterator

from app.checker.findings.missing_super_init import MissingSuperInit
from app.checker.findings.python_error import PythonError
from app.checker.findings.undefined_name import UndefinedName
from app.checker.outcome import Repair, Trouble
from app.checker.proposals import Proposal
from app.checker.surroundings import class_around
from app.checker.walks import walk


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    if not isinstance(trouble.met.fault, UndefinedName | PythonError | MissingSuperInit):
        return
    for node in walk(trouble.source.tree):
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


REPAIR = Repair(_propose)
