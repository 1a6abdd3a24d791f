"""Fractional max pooling: the output's size is asked for, as a number or as a share of the input."""

from torch import nn

from app.checker.layers._sliding import formulas, per_axis, rank_of, spatial
from app.checker.report import Formula
from app.checker.rows import Layer


def _explain(module: nn.Module, before: tuple[int, ...], after: tuple[int, ...]) -> list[Formula]:
    rank, ratio = rank_of(module), module.output_ratio
    if ratio is None:
        return formulas(rank, [(f"asked for {o}", o) for o in spatial(after, rank)])
    ratios = ratio if isinstance(ratio, tuple) else (ratio,) * rank
    pairs = zip(spatial(before, rank), spatial(after, rank), ratios, strict=True)
    return formulas(rank, [(f"⌊{n} · {share}⌋ = {o}", o) for n, o, share in pairs])


LAYERS = tuple(
    Layer(
        cls, "fractional pooling", ((2, per_axis(4, rank)), ((2, 3, *(8,) * rank),)), explain=_explain,
        shown=("kernel_size", "output_size", "output_ratio"), formula="output_size, or ⌊n · output_ratio⌋",
    )
    for rank, cls in ((2, nn.FractionalMaxPool2d), (3, nn.FractionalMaxPool3d))
)  # fmt: skip
