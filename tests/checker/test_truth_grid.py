"""The rows of layers give the verdict and the shape of real CPU torch, right and wrong arguments alike.

Every configuration is drawn from a seeded source, built and called for real on tiny tensors, and beside it
by the checker's row: the constructor's preconditions, the module on meta, the call's preconditions, the call.
"""

import random
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
import torch
from torch import nn

from app.checker.devices import cpu, meta
from app.checker.rows import Given
from app.checker.tables import tables
from tests.conftest import COMPARED

LEAST = 30_000
Shapes = list[tuple[int, ...]]
REFUSED = "refused"
REAL_ERRORS = (*meta.TORCH_ERRORS, OverflowError)


@dataclass(frozen=True)
class Configuration:
    """One layer with its arguments, and what it is called with."""

    layer: str
    kwargs: dict[str, object]
    shape: tuple[int, ...]
    dtype: torch.dtype = torch.float32
    training: bool = True
    copies: int = 1

    def __str__(self) -> str:
        arguments = ", ".join(f"{name}={value!r}" for name, value in self.kwargs.items())
        dtype = "" if self.dtype is torch.float32 else f" {self.dtype}"
        return f"nn.{self.layer}({arguments}){'' if self.training else '.eval()'} on {self.shape}{dtype}"


@dataclass(frozen=True)
class Dice:
    """A seeded source of arguments; `wild` is how often one is drawn from the wrong values."""

    random: random.Random
    wild: float = 0.06
    rank: int = 2

    def pick(self, usual: list, wrong: list) -> object:
        return self.random.choice(wrong if wrong and self.random.random() < self.wild else usual)

    def sizes(self, usual: list[int], wrong: list[int]) -> object:
        """A number, a tuple with one number per axis, or (rarely) a tuple of another length."""
        draw = self.random.random()
        if draw < 0.55:
            return self.pick(usual, wrong)
        length = self.rank if draw < 0.97 else self.random.choice([1, self.rank + 1, max(self.rank - 1, 1)])
        return tuple(self.pick(usual, wrong) for _ in range(length))

    def some(self, **given: object) -> dict[str, object]:
        """Each argument is given with an even chance; the rest keep their defaults."""
        return {name: value for name, value in given.items() if self.random.random() < 0.5}

    def input(self, channels: int, low: int = 1, high: int = 9) -> tuple[tuple[int, ...], torch.dtype]:
        rank = self.rank
        extents = tuple(0 if self.random.random() < 0.01 else self.random.randint(low, high) for _ in range(rank))
        channels = self.pick([channels], [1, 3, channels + 1])
        shape = (self.pick([1, 2], [0]), channels, *extents)
        draw = self.random.random()
        if draw < 0.08:
            shape = shape[1:]
        elif draw < 0.10:
            shape = shape[2:]
        elif draw < 0.12:
            shape = (2, *shape)
        dtype = torch.int64 if self.random.random() < 0.02 else torch.float32
        return shape, dtype


def convolutions(dice: Dice) -> Configuration:
    c_in, groups = dice.random.choice([1, 2, 4]), dice.pick([1, 1, 2], [0, 3, -1, 4])
    kwargs = {
        "in_channels": c_in,
        "out_channels": dice.pick([1, 2, 4], [0, 3]),
        "kernel_size": dice.sizes([1, 2, 3, 3, 5], [0, -1, 7]),
        **dice.some(
            stride=dice.sizes([1, 2, 3], [0, -1]),
            padding=dice.pick([dice.sizes([0, 1, 2], [-1, 4]), "same", "valid"], ["full"]),
            dilation=dice.sizes([1, 1, 2, 3], [0, -1]),
            groups=groups,
            bias=False,
            padding_mode=dice.pick(["zeros", "zeros", "circular", "reflect", "replicate"], ["mirror"]),
        ),
    }
    return Configuration(f"Conv{dice.rank}d", kwargs, *dice.input(c_in))


def transposed(dice: Dice) -> Configuration:
    c_in = dice.random.choice([1, 2, 4])
    kwargs = {
        "in_channels": c_in,
        "out_channels": dice.pick([1, 2, 4], [0, 3]),
        "kernel_size": dice.sizes([1, 2, 3, 4], [0, -1]),
        **dice.some(
            stride=dice.sizes([1, 2, 3], [0, -1]),
            padding=dice.sizes([0, 1, 2], [-1, 3]),
            output_padding=dice.sizes([0, 1, 1, 2], [-1, 3]),
            dilation=dice.sizes([1, 1, 2, 3], [0, -1]),
            groups=dice.pick([1, 1, 2], [0, 3, -1]),
            bias=False,
            padding_mode=dice.pick(["zeros"], ["reflect"]),
        ),
    }
    return Configuration(f"ConvTranspose{dice.rank}d", kwargs, *dice.input(c_in, high=6))


def max_pools(dice: Dice) -> Configuration:
    kwargs = {
        "kernel_size": dice.sizes([1, 2, 2, 3, 3, 4], [0, -1, 9]),
        **dice.some(
            stride=dice.sizes([1, 2, 3], [0, -1]),
            padding=dice.sizes([0, 1, 1], [-1, 2, 3]),
            dilation=dice.sizes([1, 1, 2, 3], [0, -1]),
            ceil_mode=True,
            return_indices=True,
        ),
    }
    return Configuration(f"MaxPool{dice.rank}d", kwargs, *dice.input(2, high=8))


def average_pools(dice: Dice) -> Configuration:
    more = {} if dice.rank == 1 else {"divisor_override": dice.pick([None, 1, 3], [0, -2])}
    kwargs = {
        "kernel_size": dice.sizes([1, 2, 2, 3, 3, 4], [0, -1, 9]),
        **dice.some(
            stride=dice.sizes([1, 2, 3], [0, -1]),
            padding=dice.sizes([0, 1, 1], [-1, 2, 3]),
            ceil_mode=True,
            count_include_pad=False,
            **more,
        ),
    }
    return Configuration(f"AvgPool{dice.rank}d", kwargs, *dice.input(2, high=8))


def adaptive_pools(dice: Dice) -> Configuration:
    wanted = dice.sizes([1, 2, 3, 7], [0, -1])
    if isinstance(wanted, tuple) and dice.random.random() < 0.2:
        wanted = (None, *wanted[1:])
    kind = dice.random.choice(["Avg", "Max"])
    return Configuration(f"Adaptive{kind}Pool{dice.rank}d", {"output_size": wanted}, *dice.input(2))


def batch_norms(dice: Dice) -> Configuration:
    kwargs = {"num_features": dice.pick([2, 4], [0, 3]), **dice.some(affine=False, track_running_stats=False)}
    kind = dice.random.choice(["BatchNorm", "InstanceNorm"])
    shape, dtype = dice.input(kwargs["num_features"], high=3)
    return Configuration(f"{kind}{dice.rank}d", kwargs, shape, dtype, dice.random.random() < 0.6)


def other_norms(dice: Dice) -> Configuration:
    draw, channels = dice.random.random(), dice.random.choice([2, 4, 6])
    shape, dtype = dice.input(channels, high=4)
    if draw < 0.4:
        kwargs = {"num_groups": dice.pick([1, 2], [0, 3, 4]), "num_channels": channels, **dice.some(affine=False)}
        return Configuration("GroupNorm", kwargs, shape, dtype)
    if draw < 0.8:
        tail = shape[-dice.random.randint(1, max(len(shape), 1)) :] if shape else (3,)
        tail = dice.pick([tail, tail[-1]], [(*tail, 2), 3, tail[:-1]])
        return Configuration("LayerNorm", {"normalized_shape": tail, **dice.some(elementwise_affine=False)}, shape)
    return Configuration("LocalResponseNorm", {"size": dice.pick([1, 2, 3], [0, -1])}, shape, dtype)


def linears(dice: Dice) -> Configuration:
    features = dice.pick([1, 3, 4], [0, 5])
    shape = tuple(dice.random.choice([1, 2, 3]) for _ in range(dice.random.randint(0, 4)))
    shape = (*shape, dice.pick([features], [features + 1])) if dice.random.random() < 0.95 else ()
    dtype = torch.float32 if dice.random.random() < 0.95 else torch.int64
    kwargs = {"in_features": features, "out_features": dice.pick([1, 5], [0]), **dice.some(bias=False)}
    return Configuration("Linear", kwargs, shape, dtype)


def activations(dice: Dice) -> Configuration:
    shape, dtype = dice.input(4, high=4)
    layer = dice.random.choice(["Softmax", "LogSoftmax", "Softmin", "GLU", "PReLU", "Softmax2d", "ReLU", "GELU"])
    if layer in {"Softmax", "LogSoftmax", "Softmin", "GLU"}:
        kwargs = dice.some(dim=dice.random.randint(-6, 5))
    else:
        kwargs = {"num_parameters": dice.pick([1, 4], [0, 3])} if layer == "PReLU" else {}
    return Configuration(layer, kwargs, shape, dtype)


def dropouts(dice: Dice) -> Configuration:
    layer = dice.random.choice(
        ["Dropout", "Dropout1d", "Dropout2d", "Dropout3d", "AlphaDropout", "FeatureAlphaDropout"]
    )
    return Configuration(layer, {"p": dice.pick([0, 0.5, 1], [-0.1, 1.5])}, *dice.input(3), dice.random.random() < 0.7)


def reshapings(dice: Dice) -> Configuration:
    layer = dice.random.choice(["Flatten", "Unflatten", "PixelShuffle", "PixelUnshuffle", "ChannelShuffle"])
    if layer == "Flatten":
        kwargs = dice.some(start_dim=dice.random.randint(-5, 5), end_dim=dice.random.randint(-5, 5))
    elif layer == "Unflatten":
        kwargs = {
            "dim": dice.random.randint(-5, 5),
            "unflattened_size": dice.pick([(2, 2), (2, -1)], [(3, 2), (0,), ()]),
        }
    else:
        name = {"PixelShuffle": "upscale_factor", "PixelUnshuffle": "downscale_factor", "ChannelShuffle": "groups"}
        kwargs = {name[layer]: dice.pick([1, 2], [0, 3, -1])}
    return Configuration(layer, kwargs, *dice.input(4, high=6))


def paddings(dice: Dice) -> Configuration:
    kind = dice.random.choice(["Zero", "Reflection", "Replication", "Circular", "Constant"])
    usual, wrong = [0, 1, 2], [-1, -2, 5]
    padding = dice.pick([1, 2], wrong)
    if dice.random.random() < 0.6:
        padding = tuple(dice.pick(usual, wrong) for _ in range(dice.pick([2 * dice.rank], [1, 2, 3, 8])))
    kwargs = {"padding": padding, **({"value": 1.0} if kind == "Constant" else {})}
    return Configuration(f"{kind}Pad{dice.rank}d", kwargs, *dice.input(2, high=6))


def upsamples(dice: Dice) -> Configuration:
    modes = {1: ["nearest", "linear"], 2: ["nearest", "bilinear", "bicubic"], 3: ["nearest", "trilinear"]}[dice.rank]
    by_size = dice.random.random() < 0.4
    kwargs = {
        "size" if by_size else "scale_factor": dice.sizes([1, 2, 5], [0, -1])
        if by_size
        else dice.sizes([1, 2, 1.5, 0.5], [0, -1, 0.1]),
        "mode": dice.pick(modes, ["area", "nearest-exact", "linear", "bilinear", "trilinear", "cubic"]),
        **dice.some(align_corners=dice.random.choice([True, False])),
    }
    if dice.random.random() < 0.03:
        kwargs |= {"size": 4, "scale_factor": 2}
    return Configuration("Upsample", kwargs, *dice.input(2, high=5))


def sequences(dice: Dice) -> tuple[int, ...]:
    """Sizes of a batch of sequences of four features, or now and then of something else."""
    shape = (dice.random.randint(1, 3), dice.random.randint(1, 4), dice.pick([4], [3, 5]))
    return dice.pick([shape, shape, shape[1:]], [(2, *shape), shape[2:]])


def recurrent(dice: Dice) -> Configuration:
    kwargs = {
        "input_size": 4,
        "hidden_size": dice.pick([2, 3], [0, -1]),
        **dice.some(
            num_layers=dice.pick([1, 2], [0]),
            batch_first=True,
            bidirectional=True,
            bias=False,
            dropout=dice.pick([0.5], [2]),
        ),
    }
    layer = dice.random.choice(["LSTM", "GRU", "RNN"])
    if layer == "LSTM" and dice.random.random() < 0.3:
        kwargs["proj_size"] = dice.pick([1], [3, -1])
    dtype = torch.float32 if dice.random.random() < 0.95 else torch.int64
    return Configuration(layer, kwargs, sequences(dice), dtype)


def attentions(dice: Dice) -> Configuration:
    if dice.random.random() < 0.5:
        kwargs = {"embed_dim": 4, "num_heads": dice.pick([1, 2, 4], [0, 3]), **dice.some(batch_first=True, bias=False)}
        return Configuration("MultiheadAttention", kwargs, sequences(dice), copies=dice.pick([3], [1, 2]))
    kwargs = {"d_model": 4, "nhead": dice.pick([1, 2], [3, 0]), "dim_feedforward": 5, **dice.some(batch_first=True)}
    kwargs |= dice.some(norm_first=True, activation=dice.pick(["gelu"], ["swish"]))
    return Configuration("TransformerEncoderLayer", kwargs, sequences(dice))


def embeddings(dice: Dice) -> Configuration:
    kwargs = {
        "num_embeddings": dice.pick([3, 5], [0, -1]),
        "embedding_dim": dice.pick([2, 4], [0, -1]),
        **dice.some(padding_idx=dice.pick([0, -1], [7])),
    }
    return Configuration(
        "Embedding", kwargs, sequences(dice), dice.pick([torch.int64, torch.int32], [torch.float32, torch.int16])
    )


def lazies(dice: Dice) -> Configuration:
    shape, dtype = dice.input(3)
    layer = dice.random.choice(["LazyLinear", "LazyConv", "LazyConvTranspose", "LazyBatchNorm"])
    if layer == "LazyLinear":
        return Configuration(layer, {"out_features": dice.pick([2], [0])}, shape, dtype)
    if layer == "LazyBatchNorm":
        return Configuration(f"{layer}{dice.rank}d", {}, shape, dtype)
    kwargs = {
        "out_channels": dice.pick([2, 4], [0]),
        "kernel_size": dice.sizes([1, 2, 3], [0]),
        **dice.some(stride=2, padding=1),
    }
    return Configuration(f"{layer}{dice.rank}d", kwargs, shape, dtype)


FAMILIES: dict[str, tuple[Callable[[Dice], Configuration], tuple[int, ...], int]] = {
    "convolution": (convolutions, (1, 2, 3), 3000),
    "transposed convolution": (transposed, (1, 2, 3), 2500),
    "max pooling": (max_pools, (1, 2, 3), 2500),
    "average pooling": (average_pools, (1, 2, 3), 2000),
    "adaptive pooling": (adaptive_pools, (1, 2, 3), 600),
    "batch and instance norm": (batch_norms, (1, 2, 3), 500),
    "other norms": (other_norms, (2,), 800),
    "linear": (linears, (2,), 500),
    "activation": (activations, (2,), 1000),
    "dropout": (dropouts, (1, 2, 3), 100),
    "recurrent": (recurrent, (1,), 500),
    "attention": (attentions, (1,), 300),
    "embedding": (embeddings, (1,), 200),
    "lazy": (lazies, (1, 2, 3), 150),
    "reshaping": (reshapings, (2,), 1000),
    "padding": (paddings, (1, 2, 3), 700),
    "upsampling": (upsamples, (1, 2, 3), 400),
}


def drawn(family: str) -> Iterator[Configuration]:
    """The configurations of a family, the same ones on every run."""
    draw, ranks, count = FAMILIES[family]
    for rank in ranks:
        dice = Dice(random.Random(f"{family} {rank}"), rank=rank)
        for _ in range(count):
            yield draw(dice)


def shapes(result: object) -> Shapes:
    """The shapes of the tensors in a result, in order."""
    if isinstance(result, tuple | list):
        return [shape for item in result for shape in shapes(item)]
    return [tuple(result.shape)] if isinstance(result, torch.Tensor) else []


def real(configuration: Configuration) -> tuple[Shapes | str, str]:
    """What CPU torch gives: shapes, or that it refuses and its words."""
    try:
        with warnings.catch_warnings(), torch.no_grad():
            warnings.simplefilter("ignore")
            module = getattr(nn, configuration.layer)(**configuration.kwargs).train(configuration.training)
            tensor = torch.ones(configuration.shape, dtype=configuration.dtype)
            return shapes(module(*(tensor,) * configuration.copies)), ""
    except REAL_ERRORS as error:
        return REFUSED, f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"


def on_meta(module: nn.Module, tensors: tuple[torch.Tensor, ...]) -> object:
    """What meta refuses and is small, the checker asks of the CPU."""
    try:
        return meta.run(module, tensors, {})
    except meta.Refused as refused:
        if refused.meta_only:
            raise
        return cpu.verdict(module, tensors, {})


def checked(configuration: Configuration) -> tuple[Shapes | str, str]:
    """What the checker's row gives."""
    layer = tables().layers[configuration.layer]
    if (fault := layer.new(configuration.kwargs)) is not None:
        return REFUSED, fault.message()
    try:
        module = meta.build(layer.cls, (), configuration.kwargs).train(configuration.training)
        tensors = (meta.empty(configuration.shape, configuration.dtype),) * configuration.copies
        meta.materialise(module, tensors, {})
        layer = tables().layers[type(module).__name__]  # a lazy one has become another
        fault = layer.check(module, Given(layer.name, tensors))
        if fault is not None:
            return REFUSED, fault.message()
        result = on_meta(module, tensors)
        plain = all(tensor.dtype is torch.float32 for tensor in tensors)
        if not (layer.guarded and plain):  # what the checker asks the CPU, it is asked here too
            result = cpu.verdict(module, tensors, {})
        return shapes(result), ""
    except meta.Refused as refused:
        return ("cannot tell" if refused.meta_only else REFUSED), f"{refused.kind}: {refused.text}"
    except Exception as error:  # noqa: BLE001 (a row that falls over is an answer too, and a wrong one)
        return "crash", f"{type(error).__name__}: {error}"


def disagreements(family: str) -> tuple[list[str], int, int]:
    """The configurations that differ, with both answers; how many were compared, and how many torch accepts."""
    wrong, compared, accepted = [], 0, 0
    for configuration in drawn(family):
        truth, said = real(configuration)
        answer, ours = checked(configuration)
        compared += 1
        accepted += truth != REFUSED
        if truth != answer:
            wrong.append(f"{configuration}: torch {truth} {said}; the checker {answer} {ours}")
    return wrong, compared, accepted


@pytest.fixture(scope="module", autouse=True)
def _one_thread() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.mark.parametrize("family", FAMILIES)
def test_verdict_and_shape_equal_real_torch(family: str, record_property: Callable[[str, object], None]) -> None:
    wrong, compared, accepted = disagreements(family)
    said = f"{family}: {compared} configurations, {accepted} accepted by torch, {len(wrong)} disagree"
    record_property(COMPARED, said)
    assert 0.2 * compared < accepted < compared, "a grid needs right and wrong arguments"
    assert not wrong, f"{len(wrong)} of {compared} differ:\n" + "\n".join(wrong[:20])


def test_the_grid_is_large_enough() -> None:
    assert sum(len(ranks) * count for _, ranks, count in FAMILIES.values()) >= LEAST
