"""An LSTM, GRU or RNN within a Sequential: it gives a tuple, and a small module behind it takes the first part."""

import ast
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.evidence.surroundings import classes
from app.checker.findings.tuple_for_tensor import TupleForTensor
from app.checker.outcome import Repair, Trouble
from app.checker.report import Edit, Span
from app.checker.walks import walk

_RECURRENT = frozenset({"LSTM", "GRU", "RNN"})


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    rows = trouble.outcome.trace.rows[: trouble.met.row]
    maker = rows[-1].module if isinstance(trouble.met.fault, TupleForTensor) and rows else None
    made = maker.created.node if maker is not None and maker.created is not None else None
    if made is None or rows[-1].kind not in _RECURRENT or not isinstance(made.func, ast.Attribute):
        return
    chained = (n for n in walk(trouble.source.tree) if isinstance(n, ast.Call) and made in n.args)
    top = next((s for s in trouble.source.tree.body if s.lineno <= made.lineno <= (s.end_lineno or s.lineno)), None)
    if next(chained, None) is None or top is None:
        return
    name, nn = _free(trouble), ast.unparse(made.func.value)
    code = f"class {name}({nn}.Module):\n    def forward(self, given):\n        return given[0]\n\n\n"
    start = trouble.source.span(top)
    front = Edit(span=Span(line=start.line, column=start.column, end_column=start.column), new=code)
    behind = Edit(span=trouble.source.end(made), new=f", {name}()")
    yield Proposal(f"put a module behind the {rows[-1].kind} that takes its output", (front, behind), blames=made)


def _free(trouble: Trouble) -> str:
    taken = {cls.name for cls in classes(trouble.source.tree)}
    return next(name for name in ("TakeOutput", "TakeSequence", "TakeFirstOfTuple") if name not in taken)


REPAIR = Repair(_propose)
