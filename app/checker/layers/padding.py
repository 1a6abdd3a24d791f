"""Padding in 1, 2 and 3 dimensions: zeros, constants, reflection, replication, circular."""

from torch import nn

from app.checker.blame.faults import Fault
from app.checker.findings.wrong_input_rank import WrongInputRank
from app.checker.layers._sliding import NAMED, formulas, padded_text, rank_of, spatial
from app.checker.report import Formula
from app.checker.rows import Given, Layer


def _check(module: nn.Module, given: Given) -> Fault | None:
    """Zeros and constants are put around a tensor of any rank; what is copied from its cells asks for its axes."""
    rank = rank_of(module)
    fits = isinstance(module, nn.ConstantPad1d | nn.ConstantPad2d | nn.ConstantPad3d) or len(given.shape) in {
        rank + 1, rank + 2,
    }  # fmt: skip
    return None if fits else WrongInputRank(given.name, NAMED[rank], given.shape)


def _explain(module: nn.Module, before: tuple[int, ...], after: tuple[int, ...]) -> list[Formula]:
    """The padding is written from the last axis to the first, each before and after."""
    rank, padding = rank_of(module), module.padding
    if not isinstance(padding, tuple | list) or len(padding) != 2 * rank:
        return []
    texts = []
    for index, (n, o) in enumerate(zip(spatial(before, rank), spatial(after, rank), strict=True)):
        start = 2 * (rank - 1 - index)
        texts.append((padded_text(n, padding[start : start + 2]), o))
    return formulas(rank, texts)


def _row(cls: type[nn.Module], rank: int, *extra: object) -> Layer:
    return Layer(
        cls, "padding", ((1, *extra), ((2, 3, *(6,) * rank),)), check=_check, complete=False, explain=_explain,
        shown=("padding",), formula="n + before + after",
    )  # fmt: skip


_PADS = (
    (nn.ZeroPad1d, nn.ZeroPad2d, nn.ZeroPad3d), (nn.ReflectionPad1d, nn.ReflectionPad2d, nn.ReflectionPad3d),
    (nn.ReplicationPad1d, nn.ReplicationPad2d, nn.ReplicationPad3d),
    (nn.CircularPad1d, nn.CircularPad2d, nn.CircularPad3d),
)  # fmt: skip
_CONSTANT = (nn.ConstantPad1d, nn.ConstantPad2d, nn.ConstantPad3d)

LAYERS = (
    *(_row(cls, rank) for family in _PADS for rank, cls in enumerate(family, start=1)),
    *(_row(cls, rank, 0.0) for rank, cls in enumerate(_CONSTANT, start=1)),
)
