"""Functions that make tensors from sizes: randn, zeros, ones, arange, linspace."""

from app.checker.operations._forms import operation

_NAMES = "randn rand zeros ones empty full arange linspace eye randint randperm logspace normal"

OPERATIONS = tuple(operation(f"torch.{name}", row=False) for name in _NAMES.split())
