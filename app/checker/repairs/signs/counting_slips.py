"""Slips of a loop that counts: `for i in 3`, `self.layers[i]` past the end, `'fc' + i`."""

import ast
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.findings.python_error import PythonError
from app.checker.outcome import Repair, Trouble
from app.checker.walks import walk


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    fault = trouble.met.fault
    if not isinstance(fault, PythonError):
        return
    if "not iterable" in fault.text:
        yield from _counted(trouble)
    if "out of range" in fault.text:
        yield from _to_the_end(trouble)
        yield from _one_less(trouble)
    if "str" in fault.text:
        yield from _as_text(trouble)


def _counted(trouble: Trouble) -> Iterator[Proposal]:
    """`range(3)`, at the loop that Python names."""
    line = getattr(trouble.met.node, "lineno", 0)
    for node in walk(trouble.source.tree):
        if isinstance(node, ast.For | ast.comprehension) and node.iter.lineno == line:
            edits = trouble.site.surround(node.iter, "range(", ")")
            yield Proposal(f"count: range({trouble.source.text(node.iter)})", edits, blames=node.iter)


def _to_the_end(trouble: Trouble) -> Iterator[Proposal]:
    """`range(len(self.layers))`, for the loop around `self.layers[i]`."""
    line = getattr(trouble.met.node, "lineno", 0)
    for loop in walk(trouble.source.tree):
        if not (isinstance(loop, ast.For) and isinstance(loop.target, ast.Name) and isinstance(loop.iter, ast.Call)):
            continue
        for node in walk(loop):
            if isinstance(node, ast.Subscript) and node.lineno == line and loop.iter.args:
                new = f"len({trouble.source.text(node.value)})"
                edits = trouble.site.replace(loop.iter.args[-1], new)
                yield Proposal(f"count to {new}", edits)


def _one_less(trouble: Trouble) -> Iterator[Proposal]:
    """`range(len(sizes) - 1)`, where `sizes[i + 1]` is read too."""
    for node in walk(trouble.source.tree):
        if isinstance(node, ast.For | ast.comprehension) and isinstance(node.iter, ast.Call) and node.iter.args:
            last = node.iter.args[-1]
            if isinstance(last, ast.Call) and isinstance(last.func, ast.Name) and last.func.id == "len":
                new = f"{trouble.source.text(last)} - 1"
                yield Proposal(f"count to {new}", trouble.site.replace(last, new), blames=last, telling=True)


def _as_text(trouble: Trouble) -> Iterator[Proposal]:
    """`'fc' + str(i)`, `'shape ' + str(x.shape)`."""
    line = getattr(trouble.met.node, "lineno", 0)
    for node in walk(trouble.source.tree):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add) and node.lineno == line:
            for part in (node.right, node.left):
                if isinstance(part, ast.Name | ast.Call | ast.Attribute | ast.Subscript):
                    text = trouble.source.text(part)
                    yield Proposal(f"make it a text: str({text})", trouble.site.surround(part, "str(", ")"))


REPAIR = Repair(_propose)
