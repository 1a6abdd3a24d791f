"""Layers that enlarge or shrink a map without weights: upsampling, and pixels moved into channels and back."""

from collections.abc import Mapping
from fractions import Fraction

from torch import nn

from app.checker.blame.faults import Fault
from app.checker.findings.wrong_constructor_argument import WrongConstructorArgument
from app.checker.layers._sliding import AXES, formulas, per_axis, windows
from app.checker.report import Formula
from app.checker.rows import Layer, Seen, Sight

_NEIGHBOURS = {"linear": 1, "bilinear": 1, "trilinear": 1, "bicubic": 3}
"""How many cells beyond one a mode of interpolation looks at."""


def _new(arguments: Mapping[str, object]) -> Fault | None:
    """A list of factors: `F.interpolate` takes one, the layers make a float of whatever is no tuple."""
    factors = arguments.get("scale_factor")
    if not isinstance(factors, list):
        return None
    better = f"({', '.join(map(str, factors))}{',' if len(factors) == 1 else ''})"
    what = f"takes a number or a tuple as scale_factor, but is given the list {factors}"
    return WrongConstructorArgument("nn.Upsample", "scale_factor", what, f"write scale_factor={better}", better=better)


def _explain(module: nn.Module, before: tuple[int, ...], after: tuple[int, ...]) -> list[Formula]:
    """⌊n · scale_factor⌋, or the size that is asked for: torch.nn.Upsample's documentation, "Shape"."""
    rank, scale = len(before) - 2, module.scale_factor
    if rank not in AXES:
        return []
    if scale is None:
        return formulas(rank, [(f"size asks for {o}", o) for o in after[2:]])
    shares = scale if isinstance(scale, tuple | list) else (scale,) * rank
    triples = zip(before[2:], shares, after[2:], strict=True)
    return formulas(rank, [(f"⌊{n} · {share:g}⌋ = {o}", o) for n, share, o in triples])


def _sight(module: nn.Module, before: tuple[int, ...], after: tuple[int, ...]) -> Seen:
    found = [windows(n, o) for n, o in zip(before[2:], after[2:], strict=True)]
    more = _NEIGHBOURS.get(str(module.mode), 0)
    reach = (reach if module.mode == "area" else more * (step != 1) for reach, step in found)
    return Sight(tuple(reach), tuple(step for _, step in found))


def _explain_shuffle(module: nn.Module, before: tuple[int, ...], after: tuple[int, ...]) -> list[Formula]:
    r, (c, *sides) = _factor(module), before[-3:]
    channels = Formula(axis="C", text=f"{c} / {r}² = {after[-3]}", value=after[-3])
    return [channels, *formulas(2, [(f"{n} · {r} = {o}", o) for n, o in zip(sides, after[-2:], strict=True)])]


def _explain_unshuffle(module: nn.Module, before: tuple[int, ...], after: tuple[int, ...]) -> list[Formula]:
    r, (c, *sides) = _factor(module), before[-3:]
    channels = Formula(axis="C", text=f"{c} · {r}² = {after[-3]}", value=after[-3])
    return [channels, *formulas(2, [(f"{n} / {r} = {o}", o) for n, o in zip(sides, after[-2:], strict=True)])]


def _factor(module: nn.Module) -> int:
    return int(getattr(module, "upscale_factor", getattr(module, "downscale_factor", 1)))


def _shuffled(module: nn.Module, _before: tuple[int, ...], _after: tuple[int, ...]) -> Sight:
    return Sight((0, 0), (Fraction(1, _factor(module)),) * 2)


def _unshuffled(module: nn.Module, _before: tuple[int, ...], _after: tuple[int, ...]) -> Sight:
    return Sight((_factor(module) - 1,) * 2, per_axis(_factor(module), 2))


_MAP = ((2, 3, 4, 4),)
_SHOWN = ("size", "scale_factor")

LAYERS = (
    Layer(
        nn.Upsample, "resampling", ((None, 2), _MAP), new=_new, explain=_explain, sight=_sight, shown=(*_SHOWN, "mode"),
        formula="⌊n · scale_factor⌋, or size",
    ),
    *(
        Layer(
            cls, "resampling", ((None, 2), _MAP), new=_new, explain=_explain, sight=_sight, shown=_SHOWN,
            formula="⌊n · scale_factor⌋, or size",
        )
        for cls in (nn.UpsamplingNearest2d, nn.UpsamplingBilinear2d)
    ),
    Layer(
        nn.PixelShuffle, "resampling", ((2,), ((2, 4, 4, 4),)), explain=_explain_shuffle, sight=_shuffled,
        shown=("upscale_factor",), formula="C / r², H·r, W·r",
    ),
    Layer(
        nn.PixelUnshuffle, "resampling", ((2,), ((2, 4, 4, 4),)), explain=_explain_unshuffle, sight=_unshuffled,
        shown=("downscale_factor",), formula="C·r², H / r, W / r",
    ),
)  # fmt: skip
