"""`nn.Linear(x.shape[1], 10)` in `__init__`, where there is no x yet: a lazy layer takes the size of what comes."""

import ast
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.findings.undefined_name import UndefinedName
from app.checker.outcome import Repair, Trouble
from app.checker.walks import walk


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    node = trouble.met.node
    if not isinstance(trouble.met.fault, UndefinedName) or node is None:
        return
    for call in walk(trouble.source.tree):
        if isinstance(call, ast.Call) and call.args and any(part is node for part in walk(call.args[0])):
            front, dot, name = trouble.source.text(call.func).rpartition(".")
            if f"Lazy{name}" in trouble.tables.layers:
                rest = ", ".join(trouble.source.text(part) for part in (*call.args[1:], *call.keywords))
                new = f"{front}{dot}Lazy{name}({rest})"
                yield Proposal(f"take the size of what comes: {new}", trouble.site.replace(call, new), blames=call)


REPAIR = Repair(_propose)
