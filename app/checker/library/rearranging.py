"""`einops`: rearrange, repeat and reduce on tensors, and the layers that do the same."""

import torch
from torch import nn

from app.checker.axes_patterns import pack, rearrange, reduce, repeat, unpack
from app.checker.objects.definitions import LayerClass
from app.checker.objects.values import Value
from app.checker.performing.operate import operation_builtin
from app.checker.provided import Library, functions
from app.checker.reader import Call
from app.checker.rows import Layer, Operation
from app.checker.signals import CannotTell


class Rearrange(nn.Module):
    """`Rearrange('b c h w -> b (h w) c')` in a Sequential."""

    def __init__(self, pattern: str, **axes_lengths: int) -> None:
        super().__init__()
        self.pattern, self.axes_lengths = pattern, axes_lengths

    def forward(self, tensor: torch.Tensor) -> torch.Tensor:
        """The tensor rearranged."""
        return rearrange(tensor, self.pattern, **self.axes_lengths)


class Reduce(nn.Module):
    """`Reduce('b c h w -> b c', 'mean')` in a Sequential."""

    def __init__(self, pattern: str, reduction: str, **axes_lengths: int) -> None:
        super().__init__()
        self.pattern, self.reduction, self.axes_lengths = pattern, reduction, axes_lengths

    def forward(self, tensor: torch.Tensor) -> torch.Tensor:
        """The tensor with some of its axes reduced."""
        return reduce(tensor, self.pattern, self.reduction, **self.axes_lengths)


def _einsum(call: Call) -> Value:
    """The pattern stands last, and whole words for axes: read where the words are single letters."""
    *tensors, pattern = call.args
    if not isinstance(pattern, str):
        raise call.error("TypeError", "the last argument of einops.einsum is the pattern")
    words = pattern.replace(",", " ").replace("->", " ").split()
    letters = {word: chr(ord("a") + index) for index, word in enumerate(dict.fromkeys(words)) if word != "..."}
    if len(letters) > 26 or "(" in pattern:
        raise CannotTell("unsupported", "this pattern of einops.einsum is not read by the checker", call.node)
    sides = (",".join("".join(letters.get(w, w) for w in part.split()) for part in side.split(","))
             for side in pattern.split("->"))  # fmt: skip
    torch_einsum = call.reader.tables.modules["torch"].members["einsum"]
    return call.reader.call(torch_einsum, ["->".join(sides), *tensors], {}, call.node, call.scope)


_OPERATIONS = {
    function.__name__: operation_builtin(Operation({}), f"einops.{function.__name__}", function)
    for function in (rearrange, repeat, reduce, pack, unpack)
}
_PATTERN = (("b c -> c b",), ((2, 3),))
_LAYERS = {
    "Rearrange": LayerClass(Layer(Rearrange, "reshaping", _PATTERN, shown=("pattern",), turns=True)),
    "Reduce": LayerClass(
        Layer(Reduce, "reshaping", (("b c -> c", "sum"), ((2, 3),)), shown=("pattern", "reduction"), turns=True)
    ),
}

LIBRARY = Library(
    modules={
        "einops": {**_OPERATIONS, **functions({"einsum": _einsum})},
        "einops.layers": {},
        "einops.layers.torch": _LAYERS,
    }
)
