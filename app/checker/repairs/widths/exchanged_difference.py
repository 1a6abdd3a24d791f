"""`nn.Conv2d(c_in, c_in - c_out, 3)`: a difference of two widths with its sides exchanged, which is below 0."""

import ast
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.findings.torch_error import TorchError
from app.checker.findings.wrong_constructor_argument import WrongConstructorArgument
from app.checker.outcome import Repair, Trouble
from app.checker.walks import walk


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    fault, made = trouble.met.fault, trouble.site.created
    call = made.node if made is not None else trouble.met.node
    negative = isinstance(fault, TorchError) and "negative dimension" in fault.text
    if call is None or not (negative or isinstance(fault, WrongConstructorArgument)):
        return
    text = trouble.source.text
    for node in walk(call):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub):
            new = f"{text(node.right)} - {text(node.left)}"
            yield Proposal(f"exchange the two: {new}", trouble.site.replace(node, new), blames=node, telling=True)


REPAIR = Repair(_propose)
