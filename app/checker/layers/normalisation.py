"""Batch, instance, group and layer normalisation: the shape stays."""

from collections.abc import Mapping
from math import prod

from torch import nn

from app.checker.blame.faults import Fault
from app.checker.findings.batch_norm_one_value import BatchNormOneValue
from app.checker.findings.batch_norm_width import BatchNormWidth
from app.checker.findings.group_divisibility import GroupDivisibility
from app.checker.findings.layer_norm_shape import LayerNormShape
from app.checker.findings.torch_error import TorchError
from app.checker.findings.wrong_input_rank import WrongInputRank
from app.checker.layers._numbers import needs_floats
from app.checker.layers._sliding import NAMED
from app.checker.rows import Given, Layer, same_shape


def _check_batch(module: nn.Module, given: Given) -> Fault | None:
    shape, rank = given.shape, int(type(module).__name__[-2])
    ranks = {2, 3} if rank == 1 else {rank + 2}
    if len(shape) not in ranks:
        axes = "N, C" if rank == 1 else NAMED[rank]
        width = module.num_features if isinstance(module.num_features, int) else None
        return WrongInputRank(given.name, axes, shape, width)
    if 0 in shape or not isinstance(module.num_features, int):
        return None  # torch looks at nothing where there is nothing
    declared = module.num_features
    if shape[1] != declared and (module.affine or module.track_running_stats):
        return BatchNormWidth(given.name, declared, shape[1], shape)
    if module.training and shape[0] * prod(shape[2:]) == 1:
        return BatchNormOneValue(given.name, shape)
    return needs_floats(given)


def _check_instance(module: nn.Module, given: Given) -> Fault | None:
    shape, rank = given.shape, int(type(module).__name__[-2])
    declared = module.num_features if isinstance(module.num_features, int) else None
    if len(shape) not in {rank + 1, rank + 2}:
        return WrongInputRank(given.name, NAMED[rank], shape, declared)
    arriving = shape[-rank - 1]
    if declared != arriving and (module.affine or module.track_running_stats):
        said = f"num_features is {module.num_features!r}, and {arriving} channels arrive"
        other = TorchError(given.name, (shape,), said)
        return other if declared is None else BatchNormWidth(given.name, declared, arriving, shape)
    if module.training and prod(shape[-rank:]) == 1:
        return TorchError(given.name, (shape,), "in training it needs more than one value per channel and sample")
    return None


def _new_group(arguments: Mapping[str, object]) -> Fault | None:
    groups, channels = arguments.get("num_groups"), arguments.get("num_channels")
    if isinstance(groups, int) and isinstance(channels, int) and groups > 0 and channels % groups:
        return GroupDivisibility("nn.GroupNorm", groups, "num_channels", channels, channels)
    return None


def _check_group(module: nn.Module, given: Given) -> Fault | None:
    declared = int(module.num_channels)  # type: ignore[arg-type]
    if len(given.shape) < 2:
        return WrongInputRank(given.name, "N, C", given.shape)
    if given.shape[1] != declared and module.affine:
        return BatchNormWidth(given.name, declared, given.shape[1], given.shape)
    return None


def _check_layer(module: nn.Module, given: Given) -> Fault | None:
    wanted = tuple(module.normalized_shape)  # type: ignore[arg-type]
    if not wanted:
        return TorchError(given.name, (given.shape,), "normalized_shape has no sizes, and needs one or more")
    if given.shape[-len(wanted) :] != wanted:
        return LayerNormShape(given.name, wanted, given.shape)
    return None


def _rows(cls: type[nn.Module], rank: int, check: object) -> Layer:
    sizes = (4, 3, *(5,) * rank)
    return Layer(
        cls, "normalisation", ((3,), (sizes,)), check=check, assume=same_shape,  # type: ignore[arg-type]
        shown=("num_features",), formula="the shape stays",
    )  # fmt: skip


LAYERS = (
    *(_rows(c, r, _check_batch) for r, c in enumerate((nn.BatchNorm1d, nn.BatchNorm2d, nn.BatchNorm3d), 1)),
    *(_rows(c, r, _check_instance) for r, c in enumerate((nn.InstanceNorm1d, nn.InstanceNorm2d, nn.InstanceNorm3d), 1)),
    Layer(
        nn.GroupNorm, "normalisation", ((2, 4), ((2, 4, 5, 5),)), new=_new_group, check=_check_group,
        assume=same_shape, shown=("num_groups", "num_channels"), formula="the shape stays",
    ),
    Layer(
        nn.LayerNorm, "normalisation", ((5,), ((2, 4, 5),)), check=_check_layer, assume=same_shape,
        shown=("normalized_shape",), formula="the shape stays",
    ),
    Layer(
        nn.RMSNorm, "normalisation", ((5,), ((2, 4, 5),)), check=_check_layer, assume=same_shape,
        shown=("normalized_shape",), formula="the shape stays",
    ),
    Layer(nn.SyncBatchNorm, "normalisation", ((3,), ()), shown=("num_features",), formula="the shape stays"),
    Layer(nn.CrossMapLRN2d, "normalisation", ((2,), ()), shown=("size",), formula="the shape stays"),
    Layer(
        nn.LocalResponseNorm, "normalisation", ((2,), ((2, 4, 5, 5),)), shown=("size",), formula="the shape stays",
    ),
)  # fmt: skip
