"""`if stride != 1:` before the shorter way of a residual block: it is needed where the channels differ, too."""

import ast
from collections.abc import Iterator

from app.checker.findings.shape_mismatch import ShapeMismatch
from app.checker.outcome import Repair, Trouble
from app.checker.proposals import Proposal
from app.checker.walks import walk


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    fault = trouble.met.fault
    if not isinstance(fault, ShapeMismatch) or len(fault.left) != len(fault.right):
        return
    for choice in walk(trouble.source.tree):
        if isinstance(choice, ast.If | ast.IfExp):
            for reason in _reasons(trouble, choice):
                test = trouble.source.text(choice.test)
                edits = trouble.site.replace(choice.test, f"{test} or {reason}")
                yield Proposal(f"also where {reason}", edits, blames=choice.test, telling=True)


def _reasons(trouble: Trouble, choice: ast.If | ast.IfExp) -> Iterator[str]:
    """What else changes the shape, by the arguments of the convolution that the branch makes."""
    text, tested = trouble.source.text, trouble.source.text(choice.test)
    parts = choice.body if isinstance(choice.body, list) else [choice.body]
    calls = [node for part in parts for node in walk(part) if isinstance(node, ast.Call)]
    for call in calls:
        if "onv" not in text(call.func) or len(call.args) < 2:
            continue
        before, after = text(call.args[0]), text(call.args[1])
        if f"{before} != {after}" not in tested:
            yield f"{before} != {after}"
        named = [keyword.value for keyword in call.keywords if keyword.arg == "stride"]
        for stride in (*named, *call.args[2:4]):
            if not isinstance(stride, ast.Constant) and f"{text(stride)} != 1" not in tested:
                yield f"{text(stride)} != 1"
        return


REPAIR = Repair(_propose)
