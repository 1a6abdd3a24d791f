"""The classes below `torch.nn`'s layers, and the small functions beside them: `_ConvNd`, `_BatchNorm`, `_pair`."""

from collections.abc import Callable

from torch import nn
from torch.nn.modules.batchnorm import _BatchNorm, _NormBase
from torch.nn.modules.conv import _ConvNd, _ConvTransposeNd
from torch.nn.modules.dropout import _DropoutNd
from torch.nn.modules.instancenorm import _InstanceNorm
from torch.nn.modules.loss import _Loss, _WeightedLoss
from torch.nn.modules.padding import _ConstantPadNd, _ReflectionPadNd, _ReplicationPadNd
from torch.nn.modules.pooling import (
    _AdaptiveAvgPoolNd,
    _AdaptiveMaxPoolNd,
    _AvgPoolNd,
    _LPPoolNd,
    _MaxPoolNd,
    _MaxUnpoolNd,
)

from app.checker.objects.definitions import LayerClass
from app.checker.objects.values import Value
from app.checker.provided import Library
from app.checker.reader import Builtin, Call
from app.checker.rows import Layer

_CLASSES: tuple[type[nn.Module], ...] = (
    _ConvNd, _ConvTransposeNd, _BatchNorm, _NormBase, _InstanceNorm, _DropoutNd, _MaxPoolNd, _AvgPoolNd,
    _AdaptiveAvgPoolNd, _AdaptiveMaxPoolNd, _LPPoolNd, _MaxUnpoolNd, _ConstantPadNd, _ReflectionPadNd,
    _ReplicationPadNd, _Loss, _WeightedLoss, nn.RNNBase, nn.RNNCellBase,
)  # fmt: skip


def _tuple_of(count: int) -> Callable[[Call], Value]:
    """`_pair(3)` is (3, 3); what is a sequence already stays."""

    def run(call: Call) -> Value:
        value = call.argument(0, "x")
        return tuple(value) if isinstance(value, tuple | list) else (value,) * count

    return run


def _modules() -> dict[str, dict[str, Value]]:
    found: dict[str, dict[str, Value]] = {}
    for cls in _CLASSES:
        for home in (cls.__module__, "torch.nn") if hasattr(nn, cls.__name__) else (cls.__module__,):
            found.setdefault(home, {})[cls.__name__] = LayerClass(Layer(cls, "container", ((), ())))
    counts = {"_single": 1, "_pair": 2, "_triple": 3, "_quadruple": 4}
    found["torch.nn.modules.utils"] = {name: Builtin(name, _tuple_of(count)) for name, count in counts.items()}
    return found


LIBRARY = Library(modules=_modules())
