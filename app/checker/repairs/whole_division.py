"""`/` gives a number with a decimal point, which is no size: `//` gives a whole one."""

import ast
from collections.abc import Iterator

from app.checker.findings.python_error import PythonError
from app.checker.findings.torch_error import TorchError
from app.checker.outcome import Repair, Trouble
from app.checker.proposals import Proposal
from app.checker.walks import walk


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    fault = trouble.met.fault
    if not isinstance(fault, PythonError | TorchError) or "float" not in fault.message():
        return
    found = [n for n in walk(trouble.source.tree) if isinstance(n, ast.BinOp) and isinstance(n.op, ast.Div)]
    line = getattr(trouble.met.node, "lineno", 0)
    for node in sorted(found, key=lambda node: abs(node.lineno - line)):
        text = f"{trouble.source.text(node.left)} // {trouble.source.text(node.right)}"
        yield Proposal(f"divide without a rest: {text}", trouble.site.replace(node, text), blames=node)


REPAIR = Repair(_propose)
