"""The names of devices: whatever a paste names, tensors stay where they are, but a name must be one."""

import torch


def unknown_place(name: object) -> str | None:
    """What is wrong with a text that names no device, such as `"gpu"`; None for all else."""
    try:
        torch.device(name if isinstance(name, str) else "cpu")
    except RuntimeError:
        return f"{name!r} is no device that PyTorch knows, as 'cpu', 'cuda' and 'cuda:1' are"
    return None
