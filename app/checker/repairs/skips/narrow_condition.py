"""`if stride != 1:` before the shorter way of a residual block: it is needed where the channels differ, too.

And `stride == 1 or inp == oup` where the block adds what it was given: that takes both.
"""

import ast
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.findings.shape_mismatch import ShapeMismatch
from app.checker.outcome import Repair, Trouble
from app.checker.walks import walk


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    fault = trouble.met.fault
    if not isinstance(fault, ShapeMismatch) or len(fault.left) != len(fault.right):
        return
    for choice in walk(trouble.source.tree):
        if isinstance(choice, ast.BoolOp) and len(choice.values) == 2:
            yield from _other_word(trouble, choice)
        if isinstance(choice, ast.If | ast.IfExp):
            for reason in _reasons(trouble, choice):
                test = trouble.source.text(choice.test)
                edits = trouble.site.replace(choice.test, f"{test} or {reason}")
                yield Proposal(f"also where {reason}", edits, blames=choice.test, telling=True)


def _other_word(trouble: Trouble, choice: ast.BoolOp) -> Iterator[Proposal]:
    """`stride == 1 or inp == oup`, where the sum needs both; `stride != 1 and ...`, where one of them is enough."""
    signs = {type(test.ops[0]) for test in choice.values if isinstance(test, ast.Compare)}
    meant = {ast.Eq: ast.And, ast.NotEq: ast.Or}.get(signs.pop()) if len(signs) == 1 else None
    if meant is not None and not isinstance(choice.op, meant):
        word = "and" if meant is ast.And else "or"
        new = f" {word} ".join(trouble.source.text(test) for test in choice.values)
        yield Proposal(f"write {word}", trouble.site.replace(choice, new), blames=choice, telling=True)


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
