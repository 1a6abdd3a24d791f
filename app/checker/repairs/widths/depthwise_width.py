"""A depthwise convolution, a filter for each channel, that gives more channels than the layer behind it takes."""

import ast
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.edits.spelling import value_of
from app.checker.evidence.lineage import producers, widened_on_purpose
from app.checker.findings.wrong_in_channels import WrongInChannels
from app.checker.outcome import Repair, Trouble


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    fault = trouble.met.fault
    if not isinstance(fault, WrongInChannels):
        return
    for made in producers(trouble.outcome, trouble.met.row)[:1]:
        groups, width = made.arguments.get("groups"), made.arguments.get("in_channels")
        gives = made.arguments.get("out_channels")
        if groups is None or width is None or gives is None or fault.declared == 1:
            continue
        text = trouble.source.text(width.node)
        if widened_on_purpose(made, trouble.source.text):
            continue
        if value_of(groups) == value_of(width) == fault.declared and not isinstance(groups.node, ast.Constant):
            edits = trouble.site.replace(gives.node, text)
            title = f"keep the channels of the depthwise convolution: out_channels={text}"
            yield Proposal(title, edits, blames=gives.node, telling=True)


REPAIR = Repair(_propose)
