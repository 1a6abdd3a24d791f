"""`n, c = x.size`: a method that is named and not called."""

import ast
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.findings.missing_attribute import MissingAttribute
from app.checker.findings.python_error import PythonError
from app.checker.findings.torch_error import TorchError
from app.checker.findings.tuple_for_tensor import TupleForTensor
from app.checker.outcome import Repair, Trouble
from app.checker.walks import walk

_METHOD = "builtin_function_or_method"


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    fault, line = trouble.met.fault, getattr(trouble.met.node, "lineno", 0)
    said = fault.message()
    handed = isinstance(fault, PythonError) and _METHOD in fault.text and "subscript" not in fault.text
    if handed or (isinstance(fault, MissingAttribute) and fault.owner == _METHOD):
        yield from _stored(trouble, line)
    if not isinstance(fault, PythonError | TorchError | TupleForTensor) or "method" not in said or "subscript" in said:
        return
    called = {id(node.func) for node in walk(trouble.source.tree) if isinstance(node, ast.Call)}
    for node in walk(trouble.source.tree):
        named = isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load) and node.lineno == line
        if named and id(node) not in called:
            text = trouble.source.text(node)
            yield Proposal(f"call it: {text}()", trouble.site.surround(node, "", "()")[1:], blames=node, telling=True)


def _stored(trouble: Trouble, line: int) -> Iterator[Proposal]:
    """`x = self.conv(x).relu`: the method itself was kept, and the next line wants a tensor."""
    for node in walk(trouble.source.tree):
        kept = node.value if isinstance(node, ast.Assign) and node.lineno < line else None
        if isinstance(kept, ast.Attribute) and kept.attr in trouble.tables.methods["Tensor"]:
            for given in ("(1)", "()") if kept.attr == "flatten" else ("()",):  # each sample by itself
                edits = trouble.site.surround(kept, "", given)[1:]
                title = f"call it: {trouble.source.text(kept)}{given}"
                yield Proposal(title, edits, blames=kept, telling=True, evident=True)


REPAIR = Repair(_propose)
