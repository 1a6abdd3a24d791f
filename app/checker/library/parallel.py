"""Several devices, of which there is one here: `DistributedDataParallel`, `data_parallel`."""

from app.checker.layers.container import LAYERS
from app.checker.objects.definitions import LayerClass
from app.checker.objects.values import Value
from app.checker.provided import Library
from app.checker.reader import Builtin, Call

_LAYER = LayerClass(next(layer for layer in LAYERS if layer.name == "DataParallel"))


def _parallel(call: Call) -> Value:
    """`DistributedDataParallel(model, device_ids=[0])` gives what the model gives."""
    return call.reader.call(_LAYER, call.args[:1] or [call.argument(0, "module")], {}, call.node, call.scope)


def _data_parallel(call: Call) -> Value:
    """`data_parallel(module, inputs)` is `module(inputs)`."""
    given = call.argument(1, "inputs")
    args = list(given) if isinstance(given, tuple) else [given]
    return call.reader.call(call.needed(0), args, {}, call.node, call.scope)


_NAMES: dict[str, Value] = {
    "DataParallel": _LAYER, "DistributedDataParallel": Builtin("DistributedDataParallel", _parallel),
    "data_parallel": Builtin("data_parallel", _data_parallel),
}  # fmt: skip

LIBRARY = Library(
    modules={
        "torch.nn.parallel": _NAMES,
        "torch.nn.parallel.distributed": {"DistributedDataParallel": _NAMES["DistributedDataParallel"]},
    }
)
