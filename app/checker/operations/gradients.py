"""Calls that belong to training and change no shape: backward, hooks; and sequences padded to one length."""

import torch
from torch.nn.utils.rnn import pad_sequence

from app.checker.blame.faults import Fault
from app.checker.findings.torch_error import TorchError
from app.checker.operations._forms import named
from app.checker.rows import Arguments


def _nothing(*_args: object, **_kwargs: object) -> None:
    return None


def _check_backward(arguments: Arguments) -> Fault | None:
    """Without a gradient of its own it starts from one number."""
    shape = tuple(arguments.first.shape)
    if arguments.first.numel() != 1 and not isinstance(arguments.get(1, "gradient"), torch.Tensor):
        return TorchError("Tensor.backward", (shape,), "it starts from one number, such as a loss")
    return None


OPERATIONS = (
    named("Tensor.backward", _nothing, row=False, check=_check_backward, by_value=True),
    named("Tensor.register_hook", _nothing, row=False, by_value=True),
    named("Tensor.register_post_accumulate_grad_hook", _nothing, row=False, by_value=True),
    named("Tensor.record_stream", _nothing, row=False, by_value=True),
    named("torch.nn.utils.rnn.pad_sequence", pad_sequence),
)
