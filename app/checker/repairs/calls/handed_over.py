"""What a call of a layer hands over: `self.fc(self, x)`, and attention that is given its query only."""

import ast
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.findings.python_error import PythonError
from app.checker.findings.torch_error import TorchError
from app.checker.outcome import Repair, Trouble
from app.checker.walks import walk


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    if not isinstance(trouble.met.fault, PythonError | TorchError):
        return
    line, said = getattr(trouble.met.node, "lineno", 0), trouble.met.fault.message()
    for node in walk(trouble.source.tree):
        if not isinstance(node, ast.Call) or node.lineno != line or not node.args:
            continue
        first, name = node.args[0], trouble.source.text(node.func)
        if isinstance(first, ast.Name) and first.id == "self" and name.startswith("self."):
            rest = ", ".join(trouble.source.text(part) for part in (*node.args[1:], *node.keywords))
            yield Proposal("leave self out of the call", trouble.site.replace(node, f"{name}({rest})"))
        if "'key' and 'value'" in said and len(node.args) == 1:
            query = trouble.source.text(first)
            edits = trouble.site.surround(first, "", f", {query}, {query}")[1:]
            yield Proposal(f"attend to itself: {name}({query}, {query}, {query})", edits)


REPAIR = Repair(_propose)
