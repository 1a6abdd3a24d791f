"""A layer that is called twice in a row, `self.fc(self.fc(x))`, a line that stands there twice, a part joined twice."""

import ast
from collections.abc import Iterator
from itertools import pairwise

from app.checker.blame.proposals import Proposal
from app.checker.evidence.called import methods_that_ran
from app.checker.outcome import Repair, Trouble
from app.checker.report import Edit, Span
from app.checker.walks import last_name, walk

_JOINS = frozenset({"cat", "concat", "concatenate"})
_SMALL = frozenset({"kernel-too-large", "map-shrunk-to-nothing"})
_SLUGS = frozenset({
    "batch-norm-one-value", "batch-norm-width", "cat-mismatch", "kernel-too-large", "layer-norm-shape",
    "map-shrunk-to-nothing", "python-error", "recurrent-input-size", "shape-mismatch", "torch-error",
    "tuple-for-tensor", "wrong-in-channels", "wrong-in-features", "wrong-input-rank", "wrong-view",
})  # fmt: skip


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    if trouble.met.fault.slug not in _SLUGS:
        return
    if trouble.met.fault.slug in _SMALL:
        yield from _halvings(trouble)
    for method in methods_that_ran(trouble):
        yield from _within_itself(trouble, method)
        yield from _lines(trouble, method)
        yield from _joined(trouble, method)


def _halvings(trouble: Trouble) -> Iterator[Proposal]:
    """`[64, 'M', 128, 'M', 'M']`: a mark of a list of layers that stands there twice in a row."""
    for marks in walk(trouble.source.tree):
        for first, second in pairwise(marks.elts) if isinstance(marks, ast.List | ast.Tuple) else ():
            mark = first.value if isinstance(first, ast.Constant) else None
            if isinstance(mark, str) and isinstance(second, ast.Constant) and second.value == mark:
                start, end = trouble.source.end(first), trouble.source.end(second)
                gone = Edit(span=Span(line=start.line, column=start.column, end_column=end.column), new="")
                if start.line == end.line:
                    yield Proposal(f"say {mark!r} once", (gone,), blames=second, telling=True)


def _within_itself(trouble: Trouble, method: ast.FunctionDef) -> Iterator[Proposal]:
    text = trouble.source.text
    for outer in walk(method):
        inner = outer.args[0] if isinstance(outer, ast.Call) and len(outer.args) == 1 else None
        if isinstance(outer, ast.Call) and isinstance(inner, ast.Call) and text(outer.func) == text(inner.func):
            edits = trouble.site.replace(outer, text(inner))
            yield Proposal(f"call {text(outer.func)} once", edits, blames=outer, telling=True)


def _joined(trouble: Trouble, method: ast.FunctionDef) -> Iterator[Proposal]:
    """`torch.cat([x, y, y], 1)`."""
    for call in walk(method):
        joins = isinstance(call, ast.Call) and last_name(call.func) in _JOINS and bool(call.args)
        parts = getattr(call.args[0], "elts", []) if joins and isinstance(call, ast.Call) else []
        texts = [trouble.source.text(part) for part in parts]
        for place in range(1, len(parts)):
            if texts[place] in texts[:place]:
                kept = ", ".join(texts[:place] + texts[place + 1 :])
                edits = trouble.site.replace(call.args[0], f"[{kept}]") if isinstance(call, ast.Call) else ()
                yield Proposal(f"join {texts[place]} once", edits, blames=call, telling=True)


def _lines(trouble: Trouble, method: ast.FunctionDef) -> Iterator[Proposal]:
    for first, second in pairwise(method.body):
        one_line = first.lineno == first.end_lineno and second.lineno == second.end_lineno
        if one_line and isinstance(first, ast.Assign) and ast.dump(first) == ast.dump(second):
            start, end = trouble.source.end(first), trouble.source.span(second)
            gone = Edit(span=Span(line=end.line, column=end.column, end_column=end.end_column), new="")
            if end.line != start.line:
                title = f"leave the second {trouble.source.text(second)} out"
                yield Proposal(title, (gone,), blames=second, telling=True)


REPAIR = Repair(_propose)
