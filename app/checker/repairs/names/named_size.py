"""`block_size = 32` at the top, and a text of 40 words: what is made of that size is too short."""

import ast
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.findings.matmul_mismatch import MatmulMismatch
from app.checker.findings.shape_mismatch import ShapeMismatch
from app.checker.outcome import Repair, Trouble


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    """A number under a name at the top, equal to one of two sizes that should agree: the other one."""
    fault = trouble.met.fault
    if not isinstance(fault, MatmulMismatch | ShapeMismatch):
        return
    sizes = {*fault.left, *fault.right}
    for line in trouble.source.tree.body:
        if isinstance(line, ast.Assign) and isinstance(line.value, ast.Constant) and line.value.value in sizes:
            for other in sorted(sizes - {line.value.value, 1}, reverse=True):
                edits = trouble.site.replace(line.value, str(other))
                yield Proposal(f"write {other} here", edits, blames=line.value)


REPAIR = Repair(_propose)
