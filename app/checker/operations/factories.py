"""Functions that make tensors from sizes: randn, zeros, ones, arange, linspace."""

import torch

from app.checker.operations._forms import operation

_NAMES = (
    "randn rand zeros ones empty full arange linspace eye randint randperm logspace normal range empty_strided "
    "tril_indices triu_indices scalar_tensor"
)

OPERATIONS = tuple(operation(f"torch.{name}", row=False) for name in _NAMES.split() if hasattr(torch, name))
