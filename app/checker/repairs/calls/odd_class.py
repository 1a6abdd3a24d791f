"""A layer of another class than was meant: a ConvTranspose2d among Conv2d, a LayerNorm on a map, Conv2d(512, 10)."""

import ast
from collections import Counter
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.evidence.lineage import rows_behind
from app.checker.findings.layer_norm_shape import LayerNormShape
from app.checker.findings.torch_error import TorchError
from app.checker.findings.wrong_constructor_argument import WrongConstructorArgument
from app.checker.outcome import Repair, Trouble
from app.checker.walks import last_name, walk

_PAIRS = (("ConvTranspose", "Conv"), ("Conv", "ConvTranspose"), ("AdaptiveMaxPool", "MaxPool"))
_OTHERS = 2
"""So many others of the usual class make one of another class look odd."""
_WINDOWED = frozenset({"Conv1d", "Conv2d", "Conv3d"})
_MAPS = {4: "2d", 5: "3d"}
_AXES = 4
"""Of a batch of images."""


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    fault, created = trouble.met.fault, trouble.met.created
    if isinstance(fault, LayerNormShape) and created is not None and len(fault.shape) in _MAPS:
        is_map = len(fault.shape) > 3  # of a sequence, the axes may stand in another order than LayerNorm reads them
        yield from _instead(trouble, created.node, "LayerNorm", f"BatchNorm{_MAPS[len(fault.shape)]}", telling=is_map)
    if isinstance(fault, TorchError) and created is not None and last_name(created.node.func) == "Softmax2d":
        new = f"{trouble.source.text(created.node.func).removesuffix('2d')}(dim=1)"
        yield Proposal(f"take {new}", trouble.site.replace(created.node, new), blames=created.node, telling=True)
    call = trouble.met.node
    if isinstance(fault, WrongConstructorArgument) and isinstance(call, ast.Call) and len(call.args) == 2:
        yield from _instead(trouble, call, last_name(call.func) if last_name(call.func) in _WINDOWED else "", "Linear")
    elif not isinstance(fault, WrongConstructorArgument):
        yield from _one_sample(trouble)
        yield from _alone(trouble)


def _one_sample(trouble: Trouble) -> Iterator[Proposal]:
    """`MaxPool3d` behind `Conv2d`: it reads a batch of maps as one sample, whose channels it slides over too."""
    others = {last_name(node.func)[-2:] for node in walk(trouble.source.tree) if isinstance(node, ast.Call)}
    for row in rows_behind(trouble.outcome, trouble.met.row) if {"2d", "3d"} <= others else ():
        created = row.module.created if row.module is not None else None
        name = last_name(created.node.func) if created is not None else ""
        if created is not None and name.endswith("3d") and row.inputs and len(row.inputs[0]) == _AXES:
            yield from _instead(trouble, created.node, name, f"{name[:-2]}2d", evident=True)


def _alone(trouble: Trouble) -> Iterator[Proposal]:
    """Of the layers behind a fault, the one convolution that is transposed, or the one that is not."""
    held = (row.module for row in rows_behind(trouble.outcome, trouble.met.row))
    made = [trouble.met.created, *(module.created for module in held if module is not None)]
    classes = Counter(last_name(node.func) for node in walk(trouble.source.tree) if isinstance(node, ast.Call))
    for created in dict.fromkeys(one.node for one in made if one is not None):
        name = last_name(created.func)
        for word, usual in _PAIRS:
            other = name.replace(word, usual, 1)
            if name.startswith(word) and classes[name] == 1 and classes[other] >= _OTHERS:
                yield from _instead(trouble, created, name, other)
                break


def _instead(
    trouble: Trouble, call: ast.Call, name: str, other: str, *, telling: bool = True, evident: bool = False
) -> Iterator[Proposal]:
    if last_name(call.func) == name:
        new = trouble.source.text(call.func).removesuffix(name) + other
        yield Proposal(f"take {other}", trouble.site.replace(call.func, new), blames=call, telling=telling,
                       evident=evident)  # fmt: skip


REPAIR = Repair(_propose)
