"""Layers that only arrange anew: flatten, unflatten, shuffle channels."""

from math import prod

import torch
from torch import nn

from app.checker.blame.faults import Fault
from app.checker.devices import meta
from app.checker.findings.torch_error import TorchError
from app.checker.report import Formula
from app.checker.rows import Given, Layer


def _check_flatten(module: nn.Module, given: Given) -> Fault | None:
    rank = max(len(given.shape), 1)
    start, end = module.start_dim, module.end_dim
    if not (isinstance(start, int) and isinstance(end, int)):
        return None  # whatever else it is, torch says so
    if not (-rank <= start < rank and -rank <= end < rank):
        return TorchError(given.name, (given.shape,), f"start_dim={start}, end_dim={end} are no axes of it")
    return None


def joined_text(before: tuple[int, ...], after: tuple[int, ...]) -> list[Formula]:
    """The product of the axes that became the features of each sample."""
    if len(after) == 2 and len(before) > 2 and before[0] == after[0]:
        return [Formula(axis="features", text=f"{' · '.join(map(str, before[1:]))} = {after[1]}", value=after[1])]
    return []


def _explain_flatten(_module: nn.Module, before: tuple[int, ...], after: tuple[int, ...]) -> list[Formula]:
    return joined_text(before, after)


def _assume_flat(_module: nn.Module, given: Given) -> torch.Tensor | None:
    return meta.empty((given.shape[0], prod(given.shape[1:]))) if given.shape else None


LAYERS = (
    Layer(
        nn.Flatten, "reshaping", ((), ((2, 3, 4, 4),)), check=_check_flatten, assume=_assume_flat,
        explain=_explain_flatten, formula="the product of the axes from start_dim to end_dim",
    ),
    Layer(nn.Unflatten, "reshaping", ((1, (2, 2)), ((2, 4),)), shown=("dim", "unflattened_size")),
    Layer(nn.ChannelShuffle, "reshaping", ((2,), ((2, 4, 4, 4),)), shown=("groups",)),
)  # fmt: skip
