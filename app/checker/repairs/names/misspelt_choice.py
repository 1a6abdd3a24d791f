"""A word that chooses, `padding='SAME'`, `mode='bilinar'`, which is not among the words that PyTorch knows there."""

import ast
import re
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.findings.torch_error import TorchError
from app.checker.findings.wrong_constructor_argument import WrongConstructorArgument
from app.checker.outcome import Repair, Trouble
from app.checker.walks import walk
from app.kit.words import closest

_WORD = re.compile(r"[a-z]+(?:-[a-z]+)*")
_BY_AXES = {3: "linear", 4: "bilinear", 5: "trilinear"}
"""How to resize a tensor of so many axes smoothly."""
_PLAIN = frozenset({"zeros", "relu", "nearest", "tanh"})
"""What each choice is where nothing is given, in the order in which they are looked for."""


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    fault, made = trouble.met.fault, trouble.site.created
    call = made.node if made is not None else trouble.met.node
    if not isinstance(fault, TorchError | WrongConstructorArgument) or not isinstance(call, ast.Call):
        return
    for node in walk(call):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and not node.value.isdigit():
            for word in dict.fromkeys(_known(fault, node.value)):
                edits = trouble.site.replace(node, repr(word))
                yield Proposal(f"write {word!r}", edits, blames=node)


def _known(fault: TorchError | WrongConstructorArgument, said: str) -> Iterator[str]:
    """Words of the sentence that refuses it, the nearest first; of the ways to resize, that for as many axes."""
    words = [word for word in _WORD.findall(fault.message()) if word != said]
    if isinstance(fault, TorchError) and said in _BY_AXES.values() and fault.shapes:
        yield _BY_AXES.get(len(fault.shapes[0]), "nearest")
    if (near := closest(said, words)) is not None:
        yield near
    yield from sorted(_PLAIN.intersection(words))


REPAIR = Repair(_propose)
