"""An index that is as large as `num_embeddings`, or larger: the table needs a row more than the largest index says."""

import re
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.edits.spelling import set_number
from app.checker.findings.torch_error import TorchError
from app.checker.outcome import Repair, Trouble

_SAID = re.compile(r"^index ([\d,]+) is out of range: num_embeddings")


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    fault = trouble.met.fault
    found = _SAID.match(fault.text) if isinstance(fault, TorchError) else None
    if found is not None:
        yield from set_number(trouble.site, ("num_embeddings",), int(found[1].replace(",", "")) + 1)


REPAIR = Repair(_propose)
