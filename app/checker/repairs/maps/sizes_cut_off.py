"""`np.prod(x.size()[2:])` where all sizes behind the batch were meant, `[1:]`."""

import ast
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.findings.wrong_in_features import WrongInFeatures
from app.checker.findings.wrong_view import WrongView
from app.checker.outcome import Repair, Trouble
from app.checker.walks import last_name, walk


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    if not isinstance(trouble.met.fault, WrongInFeatures | WrongView):
        return
    for node in walk(trouble.source.tree):
        if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Slice) and node.slice.upper is None:
            sizes = node.value.func if isinstance(node.value, ast.Call) else node.value
            first = node.slice.lower
            later = isinstance(first, ast.Constant) and first.value != 1
            if last_name(sizes) in {"size", "shape"} and isinstance(first, ast.Constant) and later:
                edits = trouble.site.replace(first, "1")
                yield Proposal("count all sizes behind the batch: [1:]", edits, blames=node, telling=True)


REPAIR = Repair(_propose)
