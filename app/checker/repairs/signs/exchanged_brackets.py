"""`x.size[0]`, `x.shape(0)`, `self.fc[x]`: square brackets where round ones belong, or the other way round."""

import ast
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.findings.python_error import PythonError
from app.checker.findings.torch_error import TorchError
from app.checker.outcome import Repair, Trouble
from app.checker.walks import walk

_INDEXED = frozenset({"shape"})


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    if not isinstance(trouble.met.fault, PythonError | TorchError):
        return
    line = getattr(trouble.met.node, "lineno", 0)
    for node in walk(trouble.source.tree):
        if getattr(node, "lineno", 0) != line:
            continue
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _INDEXED:
            yield from _everywhere(trouble, node.func.attr)
        if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Attribute):
            yield from _called(trouble, node)


def _everywhere(trouble: Trouble, name: str) -> Iterator[Proposal]:
    """`x.shape[0]` for each `x.shape(0)`: who writes it once writes it again."""
    calls = [
        node
        for node in walk(trouble.source.tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        if node.func.attr == name and len(node.args) == 1
    ]
    texts = [f"{trouble.source.text(call.func)}[{trouble.source.text(call.args[0])}]" for call in calls]
    edits = [edit for call, text in zip(calls, texts, strict=True) for edit in trouble.site.replace(call, text)]
    if texts:
        yield Proposal(f"write {texts[0]}", tuple(edits))


def _called(trouble: Trouble, node: ast.Subscript) -> Iterator[Proposal]:
    """`x.size(0)` for `x.size[0]`, `self.fc(x)` for `self.fc[x]`."""
    text = f"{trouble.source.text(node.value)}({trouble.source.text(node.slice)})"
    yield Proposal(f"write {text}", trouble.site.replace(node, text))


REPAIR = Repair(_propose)
