"""A comma behind a value, `self.fc = nn.Linear(4, 2),`, which makes a tuple of it."""

import ast
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.findings.missing_attribute import MissingAttribute
from app.checker.findings.python_error import PythonError
from app.checker.findings.torch_error import TorchError
from app.checker.findings.tuple_for_tensor import TupleForTensor
from app.checker.outcome import Repair, Trouble
from app.checker.walks import walk


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    if not isinstance(trouble.met.fault, PythonError | TorchError | MissingAttribute | TupleForTensor):
        return
    for node in walk(trouble.source.tree):
        if isinstance(node, ast.Assign | ast.Return) and _one_and_a_comma(node.value, trouble):
            value = node.value
            assert isinstance(value, ast.Tuple)  # noqa: S101 (for the type checker)
            edits = trouble.site.replace(value, trouble.source.text(value.elts[0]))
            yield Proposal("take the comma at the end away", edits, blames=value, telling=True)


def _one_and_a_comma(value: ast.expr | None, trouble: Trouble) -> bool:
    """A tuple of one without parentheses: nobody writes `x = (y),` so on purpose."""
    one = isinstance(value, ast.Tuple) and len(value.elts) == 1
    return one and value is not None and trouble.source.text(value).rstrip().endswith(",")


REPAIR = Repair(_propose)
