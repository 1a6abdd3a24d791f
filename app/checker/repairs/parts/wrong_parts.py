"""A result that is taken apart in another way than it is made: `out, h, c = self.lstm(x)`."""

import ast
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.evidence.surroundings import function_around
from app.checker.findings.python_error import PythonError
from app.checker.outcome import Repair, Trouble
from app.checker.walks import last_name, walk

_PARTS = frozenset({"chunk", "tensor_split"})


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    if not isinstance(trouble.met.fault, PythonError) or "unpack" not in trouble.met.fault.text:
        return
    line = getattr(trouble.met.node, "lineno", 0)
    for node in walk(trouble.source.tree):
        if isinstance(node, ast.Assign) and node.lineno == line and isinstance(node.targets[0], ast.Tuple):
            yield from _as_many(trouble, node, len(node.targets[0].elts))
            for new in _ways(node.targets[0].elts, trouble):
                edits = trouble.site.replace(node.targets[0], new)
                yield Proposal(f"take it apart as {new}", edits, blames=node)
            parts = f".chunk({len(node.targets[0].elts)}, dim=1)"
            edits = trouble.site.surround(node.value, "", parts)[1:]
            yield Proposal(f"split its features: {parts}", edits, blames=node, telling=True)


def _as_many(trouble: Trouble, line: ast.Assign, names: int) -> Iterator[Proposal]:
    """`qkv = self.to_qkv(x).chunk(2, dim=-1)`, of which the line takes three parts."""
    function = function_around(trouble.source.tree, line)
    for call in walk(function or line):
        number = call.args[0] if isinstance(call, ast.Call) and call.args and last_name(call.func) in _PARTS else None
        if isinstance(number, ast.Constant) and isinstance(number.value, int) and number.value != names:
            edits = trouble.site.replace(number, str(names))
            yield Proposal(f"make {names} parts", edits, blames=number, telling=True, evident=True)


def _ways(names: list[ast.expr], trouble: Trouble) -> Iterator[str]:
    """The two states of an LSTM are a tuple of their own; a GRU and an RNN have one state; else the first is kept."""
    first, *rest = [trouble.source.text(name) for name in names]
    inner = rest[0] if rest and isinstance(names[1], ast.Tuple) and names[1].elts else None
    if len(rest) == 2:
        yield f"{first}, ({', '.join(rest)})"
    if inner is not None and isinstance(names[1], ast.Tuple):
        yield f"{first}, {trouble.source.text(names[1].elts[0])}"
        yield ", ".join([first, *map(trouble.source.text, names[1].elts)])
    if len(rest) > 1:
        yield f"{first}, {rest[0]}"
    if rest and inner is None:
        yield f"{first}, {', '.join(rest)}, *_"
    yield f"{first}, *_"


REPAIR = Repair(_propose)
