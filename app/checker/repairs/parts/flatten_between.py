"""A Sequential of another model's parts: what its `forward` did between them, a flatten, is not among them."""

import ast
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.findings.forgotten_flatten import ForgottenFlatten
from app.checker.outcome import Repair, Trouble
from app.checker.report import Edit
from app.checker.trace import Row


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    rows = trouble.outcome.trace.rows
    if not isinstance(trouble.met.fault, ForgottenFlatten) or trouble.met.row >= len(rows):
        return
    row = rows[trouble.met.row]
    created = row.around.created if row.around is not None else None
    if created is None or not trouble.source.text(created.node.func).endswith("Sequential"):
        return
    flatten = trouble.source.text(created.node.func).removesuffix("Sequential") + "Flatten()"
    for argument in reversed(created.node.args):
        edits: tuple[Edit, ...] = trouble.site.surround(argument, f"{flatten}, ", "")[:1]
        yield Proposal("put nn.Flatten() between the parts", edits, blames=argument)
    only = created.node.args[0] if len(created.node.args) == 1 else None
    place = _place(row)
    if isinstance(only, ast.Starred) and place is not None:
        parts = trouble.source.text(only.value)
        split = f"*{parts}[:{place}], {flatten}, *{parts}[{place}:]"
        yield Proposal("put nn.Flatten() between the parts", trouble.site.replace(only, split), blames=only)


def _place(row: Row) -> int | None:
    """Which part of its Sequential a layer is."""
    held, around = row.module, row.around
    parts = list(around.module._modules.values()) if around is not None and around.module is not None else []
    return parts.index(held.module) if held is not None and held.module in parts else None


REPAIR = Repair(_propose)
