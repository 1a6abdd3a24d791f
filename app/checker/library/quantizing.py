"""`torch.quantization`: what a model that may be quantized later holds; until then, it changes nothing."""

from types import MappingProxyType

from torch import nn

from app.checker.layers.activation import LAYERS as ACTIVATIONS
from app.checker.layers.container import LAYERS
from app.checker.objects.definitions import ClassValue, FunctionValue, LayerClass
from app.checker.objects.values import Value
from app.checker.objects.written import classes
from app.checker.provided import Library, alike
from app.checker.reader import Call

_WRITTEN = classes("""
class QuantStub:
    def __init__(self, qconfig=None):
        super().__init__()

    def forward(self, x):
        return x


class DeQuantStub:
    def __init__(self, qconfig=None):
        super().__init__()

    def forward(self, x):
        return x


class FloatFunctional:
    def __init__(self):
        super().__init__()
        self.activation_post_process = Identity()

    def add(self, x, y):
        return self.activation_post_process(x + y)

    def add_scalar(self, x, y):
        return x + y

    def mul(self, x, y):
        return self.activation_post_process(x * y)

    def mul_scalar(self, x, y):
        return x * y

    def matmul(self, x, y):
        return self.activation_post_process(x @ y)

    def add_relu(self, x, y):
        return self.activation_post_process((x + y).relu())

    def cat(self, x, dim=0):
        return self.activation_post_process(cat(x, dim))
""")


def _same(call: Call) -> Value:
    """`fuse_modules(model, names)`, `prepare(model)`: the model as it is."""
    return call.args[0] if call.args else None


def _cat(call: Call) -> Value:
    cat = call.reader.tables.modules["torch"].members["cat"]
    return call.reader.call(cat, call.args, call.kwargs, call.node, call.scope)


def _layer(name: str) -> ClassValue:
    """One of the classes above, as a module."""
    plain = _WRITTEN[name]
    made = ClassValue(name, (LayerClass(_MODULE),), MappingProxyType(plain.attributes), plain.node)  # type: ignore[arg-type]  # a paste may not change it
    for function in plain.attributes.values():
        if isinstance(function, FunctionValue):
            function.owner = made
            function.scope.names |= {"Identity": LayerClass(_IDENTITY), **alike("cat", _cat)}
    return made


_MODULE = next(layer for layer in LAYERS if layer.cls is nn.Module)
_IDENTITY = next(layer for layer in ACTIVATIONS if layer.cls is nn.Identity)
_STUBS: dict[str, Value] = {
    "QuantStub": _layer("QuantStub"), "DeQuantStub": _layer("DeQuantStub"),
    **alike("fuse_modules fuse_modules_qat prepare prepare_qat convert", _same),
}  # fmt: skip
_SUMS: dict[str, Value] = {"FloatFunctional": _layer("FloatFunctional")}

LIBRARY = Library(
    modules={
        "torch.quantization": _STUBS, "torch.ao.quantization": _STUBS,
        "torch.nn.quantized": _SUMS, "torch.ao.nn.quantized": _SUMS,
    }
)  # fmt: skip
