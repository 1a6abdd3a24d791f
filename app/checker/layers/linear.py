"""Linear layers."""

from math import prod

import torch
from torch import nn

from app.checker.blame.faults import Fault
from app.checker.devices import meta
from app.checker.findings.forgotten_flatten import ForgottenFlatten
from app.checker.findings.torch_error import TorchError
from app.checker.findings.wrong_dtype import WrongDtype
from app.checker.findings.wrong_in_features import WrongInFeatures
from app.checker.report import Formula
from app.checker.rows import Given, Layer


def _check(module: nn.Module, given: Given) -> Fault | None:
    declared, shape = int(module.in_features), given.shape  # type: ignore[arg-type]
    if not shape:
        return TorchError(given.name, (shape,), "its input has no axis")
    if shape[-1] != declared:
        if len(shape) >= 4 or (len(shape) == 3 and prod(shape[1:]) == declared):
            return ForgottenFlatten(given.name, declared, shape, shape[1:], prod(shape[1:]))
        sizes = given.joined if prod(given.joined) == shape[-1] else ()
        return WrongInFeatures(given.name, declared, shape[-1], shape, sizes)
    dtype, wanted = given.tensors[0].dtype, module.weight.dtype
    if dtype != wanted:
        return WrongDtype(given.name, str(dtype).removeprefix("torch."), str(wanted).removeprefix("torch."))
    return None


def _assume(module: nn.Module, given: Given) -> torch.Tensor | None:
    """The declared out_features; a map counts as flattened."""
    out = int(module.out_features)  # type: ignore[arg-type]
    lead = given.shape[:1] if len(given.shape) >= 4 else given.shape[:-1]
    return meta.empty((*lead, out)) if given.shape else None


def _explain(module: nn.Module, _before: tuple[int, ...], after: tuple[int, ...]) -> list[Formula]:
    return [Formula(axis="features", text=f"out_features = {module.out_features}", value=after[-1])]


def _macs(module: nn.Module, before: tuple[int, ...], _after: tuple[int, ...]) -> int:
    return prod(before) * int(module.out_features)  # type: ignore[arg-type]


LAYERS = (
    Layer(
        nn.Linear, "linear", ((4, 3), ((2, 4),)), check=_check, assume=_assume, explain=_explain, macs=_macs,
        shown=("in_features", "out_features"), formula="out_features, on the last axis", whole=True,
    ),
)  # fmt: skip
