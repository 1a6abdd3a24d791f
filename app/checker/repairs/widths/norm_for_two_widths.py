"""One norm called twice, with two widths: `self.bn` behind a convolution of 16 channels and behind one of 32."""

import ast
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.evidence.surroundings import class_around, made_attributes, self_attribute
from app.checker.findings.batch_norm_width import BatchNormWidth
from app.checker.outcome import Repair, Trouble
from app.checker.report import Edit
from app.checker.walks import walk

_NAMES = 9


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    """A norm of its own for this call, made behind the one that both share."""
    fault, made, call = trouble.met.fault, trouble.met.created, trouble.met.node
    if not isinstance(fault, BatchNormWidth) or made is None or not trouble.site.reused:
        return
    home, width = class_around(trouble.source.tree, made.node), made.arguments.get("num_features")
    shared = self_attribute(call.func) if isinstance(call, ast.Call) else None
    if home is None or shared is None or width is None or not isinstance(call, ast.Call):
        return
    taken = made_attributes(home)
    name = next((f"{shared}_{n}" for n in range(2, _NAMES) if f"{shared}_{n}" not in taken), "")
    for statement in walk(home):
        if not isinstance(statement, ast.Assign) or statement.value is not made.node:
            continue
        if name and _on_one_line(statement, width.node):
            text, old = trouble.source.text(made.node), trouble.source.text(width.node)
            new = f"self.{name} = {text.replace(old, str(fault.arriving), 1)}"
            behind = Edit(span=trouble.source.end(statement), new=f"\n{trouble.source.prefix(statement.lineno)}{new}")
            edits = (behind, *trouble.site.replace(call.func, f"self.{name}"))
            yield Proposal(f"make a norm of its own for it: {new}", edits, blames=call)


def _on_one_line(statement: ast.stmt, number: ast.expr) -> bool:
    return statement.lineno == statement.end_lineno == number.lineno


REPAIR = Repair(_propose)
