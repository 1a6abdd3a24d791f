"""A PixelShuffle makes rows and columns out of channels: the convolution in front must give its factor squared."""

import ast
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.edits.spelling import rewrites
from app.checker.evidence.lineage import producers, rows_behind
from app.checker.findings.wrong_in_channels import WrongInChannels
from app.checker.outcome import Repair, Trouble


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    fault = trouble.met.fault
    if not isinstance(fault, WrongInChannels):
        return
    nearest = next(rows_behind(trouble.outcome, trouble.met.row), None)
    shuffle = nearest.module.module if nearest is not None and nearest.module is not None else None
    factor = getattr(shuffle, "upscale_factor", None)
    before = producers(trouble.outcome, trouble.met.row)
    if not isinstance(factor, int) or not before or "out_channels" not in before[0].arguments:
        return
    origin = before[0].arguments["out_channels"]
    wanted = fault.declared * factor**2
    named = [f"{trouble.source.text(side)} ** 2" for side in _factors(origin.node)]
    for text in named:
        edits = trouble.site.replace(_last(origin.node), text)
        yield Proposal(f"the factor squared: {text}", edits, blames=origin.node, telling=True, evident=True)
    for found in rewrites(origin, wanted):
        edits = trouble.site.replace(found.node, found.text)
        yield Proposal(f"set out_channels to {found.text}", edits, blames=found.node, telling=True)


def _factors(node: ast.expr) -> list[ast.expr]:
    """`up` of `3 * up`."""
    return [_last(node)] if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult) else []


def _last(node: ast.expr) -> ast.expr:
    return node.right if isinstance(node, ast.BinOp) else node


REPAIR = Repair(_propose)
