"""`import torch.functional as F`, which has next to nothing, where `torch.nn.functional` was meant."""

import ast
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.findings.unknown_torch_name import UnknownTorchName
from app.checker.outcome import Repair, Trouble
from app.checker.walks import walk

_OTHER = "torch.functional"


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    fault = trouble.met.fault
    if not isinstance(fault, UnknownTorchName) or fault.owner != _OTHER:
        return
    for node in walk(trouble.source.tree):
        for alias in node.names if isinstance(node, ast.Import | ast.ImportFrom) else ():
            name = f" as {alias.asname}" if alias.asname else ""
            if isinstance(node, ast.Import) and alias.name == _OTHER and name:
                edits = trouble.site.replace(alias, f"torch.nn.functional{name}")
                yield Proposal("import torch.nn.functional", edits, blames=node, telling=True)
            if isinstance(node, ast.ImportFrom) and node.module == "torch" and alias.name == "functional":
                edits = trouble.site.replace(node, f"from torch.nn import functional{name}")
                yield Proposal("import it from torch.nn", edits, blames=node, telling=True)


REPAIR = Repair(_propose)
