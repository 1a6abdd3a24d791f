"""`self.in_planes = planes` behind a block that gives `planes * block.expansion`: the next block expects too few."""

import ast
from collections.abc import Iterator

from app.checker.blame.origins import Origin
from app.checker.blame.proposals import Proposal
from app.checker.evidence.surroundings import classes, self_attribute
from app.checker.findings.batch_norm_width import BatchNormWidth
from app.checker.findings.wrong_in_channels import WrongInChannels
from app.checker.findings.wrong_in_features import WrongInFeatures
from app.checker.outcome import Repair, Trouble
from app.checker.walks import walk

_WIDTHS = ("in_channels", "in_features", "num_features")


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    fault, made = trouble.met.fault, trouble.met.created
    if not isinstance(fault, WrongInChannels | WrongInFeatures | BatchNormWidth) or made is None:
        return
    origin = next((made.arguments[name] for name in _WIDTHS if name in made.arguments), None)
    counter = self_attribute(_outermost(origin)) if origin is not None else None
    for stored in _stores(trouble, counter) if counter else ():
        for new in _wider(trouble, stored):
            edits = trouble.site.replace(stored.value, new)
            yield Proposal(f"write {new} here", edits, blames=stored, telling=True)


def _outermost(origin: Origin) -> ast.expr:
    """What the caller wrote, behind the names that it was handed on by."""
    while isinstance(origin.node, ast.Name) and origin.node.id in origin.names:
        origin = origin.names[origin.node.id]
    return origin.node


def _stores(trouble: Trouble, counter: str) -> Iterator[ast.Assign]:
    """Where a class sets its running width to a name."""
    for cls in classes(trouble.source.tree):
        for node in walk(cls):
            named = isinstance(node, ast.Assign) and isinstance(node.value, ast.Name)
            if named and isinstance(node, ast.Assign) and self_attribute(node.targets[0]) == counter:
                yield node


def _wider(trouble: Trouble, stored: ast.Assign) -> Iterator[str]:
    """The name times an expansion that the paste knows, else times what the blocks really give."""
    name = trouble.source.text(stored.value)
    known = [node for node in walk(trouble.source.tree) if isinstance(node, ast.Attribute) and node.attr == "expansion"]
    texts = dict.fromkeys(trouble.source.text(node) for node in known)
    yield from (f"{name} * {text}" for text in texts if not text.startswith("self."))
    fault = trouble.met.fault
    if isinstance(fault, WrongInChannels | BatchNormWidth) and fault.declared and fault.arriving % fault.declared == 0:
        yield f"{name} * {fault.arriving // fault.declared}"


REPAIR = Repair(_propose)
