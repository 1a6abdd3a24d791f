"""`import torch.nn as n`, and then `nn.Conv2d`: the import gives another name than the one that is used."""

import ast
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.findings.missing_import import MissingImport
from app.checker.findings.undefined_name import UndefinedName
from app.checker.outcome import Repair, Trouble
from app.checker.walks import walk


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    fault = trouble.met.fault
    if not isinstance(fault, MissingImport | UndefinedName):
        return
    owners = {part.value.id for part in walk(trouble.source.tree)
              if isinstance(part, ast.Attribute) and isinstance(part.value, ast.Name)}  # fmt: skip
    if fault.name not in owners:
        return
    used = {node.id for node in walk(trouble.source.tree) if isinstance(node, ast.Name)}
    for node in walk(trouble.source.tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            for alias in node.names:
                if alias.asname and alias.asname not in used:
                    edits = trouble.site.replace(alias, f"{alias.name} as {fault.name}")
                    yield Proposal(f"import it as {fault.name}", edits, blames=node, telling=True)


REPAIR = Repair(_propose)
