"""Attention as functions."""

from math import prod

import torch
from torch.nn import functional

from app.checker.operations._forms import operation
from app.checker.operations.products import counted
from app.checker.rows import Arguments


def _macs(arguments: Arguments, output: torch.Tensor) -> int:
    """The scores (queries by keys), and the weighted sum of the values."""
    query, key = arguments.get(0, "query"), arguments.get(1, "key")
    if not isinstance(query, torch.Tensor) or not isinstance(key, torch.Tensor) or query.ndim < 2 or key.ndim < 2:
        return 0
    scores = prod(output.shape[:-1]) * int(key.shape[-2])
    return scores * int(query.shape[-1]) + scores * int(output.shape[-1])


OPERATIONS = (
    operation("F.scaled_dot_product_attention", macs=_macs),
    operation("F.multi_head_attention_forward", macs=counted(functional.multi_head_attention_forward)),
)
