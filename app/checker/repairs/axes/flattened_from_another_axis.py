"""`nn.Flatten(2)`, which leaves the channels apart: a linear layer behind wants all but the batch in one axis."""

from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.evidence.lineage import rows_behind
from app.checker.findings.forgotten_flatten import ForgottenFlatten
from app.checker.findings.wrong_in_features import WrongInFeatures
from app.checker.outcome import Repair, Trouble


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    if not isinstance(trouble.met.fault, ForgottenFlatten | WrongInFeatures):
        return
    for row in rows_behind(trouble.outcome, trouble.met.row):
        made = row.module.created if row.kind == "Flatten" and row.module is not None else None
        if made is not None and made.arguments:
            new = f"{trouble.source.text(made.node.func)}()"
            edits = trouble.site.replace(made.node, new)
            yield Proposal(f"flatten all but the batch: {new}", edits, blames=made.node, telling=True)
            return


REPAIR = Repair(_propose)
