"""A class with a `forward` and without a base: what only `nn.Module` has is missed somewhere else first."""

from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.evidence.surroundings import classes, methods
from app.checker.findings.missing_attribute import MissingAttribute
from app.checker.findings.missing_base import inherit
from app.checker.findings.python_error import PythonError
from app.checker.findings.torch_error import TorchError
from app.checker.outcome import Repair, Trouble


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    if not isinstance(trouble.met.fault, MissingAttribute | PythonError | TorchError):
        return
    for cls in classes(trouble.source.tree):
        if any(method.name == "forward" for method in methods(cls)):
            for proposal in inherit(trouble.site, cls):
                yield Proposal(proposal.title, proposal.edits, blames=cls, telling=True)


REPAIR = Repair(_propose)
