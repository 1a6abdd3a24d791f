"""An attention or transformer layer that was made for another width than the features that arrive."""

import ast
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.findings.torch_error import TorchError
from app.checker.outcome import Repair, Trouble
from app.checker.walks import last_name, walk

_WIDTHS = ("d_model", "embed_dim")
_QKV = ("query", "key", "value")
_SAID = ("d_model", "embedding dimension")
"""What torch says where the features have another width."""


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    """The width where a layer is made, which may be the one that an encoder repeats."""
    fault = trouble.met.fault
    if not isinstance(fault, TorchError):
        return
    for call in walk(trouble.source.tree):
        if isinstance(call, ast.Call) and last_name(call.func) == "MultiheadAttention":
            yield from _of_keys(trouble, fault, call)
    if not any(word in fault.text for word in _SAID):
        return
    widths = sorted({shape[-1] for shape in fault.shapes if shape})
    for call in walk(trouble.source.tree):
        node = _width(trouble, call) if isinstance(call, ast.Call) else None
        for width in widths:
            if node is not None:
                yield Proposal(f"make it for {width} features", trouble.site.replace(node, str(width)), blames=node)


def _of_keys(trouble: Trouble, fault: TorchError, made: ast.Call) -> Iterator[Proposal]:
    """Keys and values of another width than the queries, which attention is to be told: `kdim` and `vdim`."""
    told = {keyword.arg for keyword in made.keywords}
    shapes = [shape[-1:] for shape in fault.shapes]
    if len(shapes) < len(_QKV) or not told.isdisjoint({"kdim", "vdim"}):
        return
    if shapes[1] and shapes[0] != shapes[1] and shapes[1] == shapes[2]:
        width = shapes[1][0]
        last = [*made.args, *(keyword.value for keyword in made.keywords)][-1]
        edits = trouble.site.surround(last, "", f", kdim={width}, vdim={width}")[1:]
        title = f"tell it the width of keys and values: kdim={width}, vdim={width}"
        yield Proposal(title, edits, blames=made, telling=True)


def _width(trouble: Trouble, call: ast.Call) -> ast.expr | None:
    """The argument of a layer that says its width, which is the first one."""
    layer = trouble.tables.layers.get(last_name(call.func))
    name = next((name for name in _WIDTHS if layer is not None and name in layer.signature.parameters), None)
    told = [*call.args[:1], *(keyword.value for keyword in call.keywords if keyword.arg == name)]
    return told[0] if name is not None and told else None


REPAIR = Repair(_propose)
