"""`q, k, v = self.qkv(x).split(d, 2)`, and the layer in front gives other parts than there are names."""

import ast
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.edits.spelling import value_of
from app.checker.findings.python_error import PythonError
from app.checker.outcome import Repair, Trouble
from app.checker.walks import last_name


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    """As many parts as names: the last linear layer gives the width of all."""
    fault, rows = trouble.met.fault, trouble.outcome.trace.rows
    names = trouble.met.node
    if not isinstance(fault, PythonError) or not isinstance(names, ast.Tuple) or "unpack" not in fault.text:
        return
    if not rows or not isinstance(rows[-1].node, ast.Call) or last_name(rows[-1].node.func) != "split":
        return
    if not rows[-1].outputs or not rows[-1].outputs[0]:
        return
    part = rows[-1].outputs[0][-1]
    for row in reversed(rows):
        created = row.module.created if row.module is not None else None
        width = created.arguments.get("out_features") if created is not None else None
        if width is not None and value_of(width) is not None and row.makes[:1] == rows[-1].reads[:1]:
            yield from _write(trouble, width.node, part, len(names.elts))
            return


def _write(trouble: Trouble, node: ast.expr, part: int, names: int) -> Iterator[Proposal]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        for side in (node.left, node.right):
            if isinstance(side, ast.Constant):
                title = f"set out_features to {names} parts"
                yield Proposal(title, trouble.site.replace(side, str(names)), blames=node, telling=True)
    new = str(part * names)
    yield Proposal(f"set out_features to {new}", trouble.site.replace(node, new), blames=node, telling=True)


REPAIR = Repair(_propose)
