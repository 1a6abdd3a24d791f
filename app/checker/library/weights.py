"""Methods that single classes of torch.nn have: lists of weights, embeddings, recurrent layers, transformers."""

import torch
from torch import nn

from app.checker.devices import meta
from app.checker.objects.instances import ModuleValue, parts
from app.checker.objects.tensors import TensorValue
from app.checker.objects.values import Value
from app.checker.provided import Library, functions
from app.checker.reader import Call
from app.checker.signals import CannotTell


def _self(call: Call) -> ModuleValue:
    if not call.args or not isinstance(call.args[0], ModuleValue):
        raise call.error("TypeError", "this method needs a module")
    return call.args[0]


def _weight(call: Call, value: Value) -> nn.Parameter:
    """As torch does: a plain tensor becomes a weight."""
    if not isinstance(value, TensorValue):
        raise call.error("TypeError", "a ParameterList holds tensors")
    tensor = value.tensor
    return tensor if isinstance(tensor, nn.Parameter) else nn.Parameter(tensor, tensor.is_floating_point())


def _append(call: Call) -> Value:
    return _extended(call, [call.argument(1, "value")])


def _extend(call: Call) -> Value:
    return _extended(call, call.reader.iterate(call.argument(1, "values"), call.node))


def _extended(call: Call, more: list[Value]) -> Value:
    module = _self(call).module
    if isinstance(module, nn.ParameterList):
        for value in more:
            call.reader.meter.items(len(module) + 1, call.node, new=1)
            module.append(_weight(call, value))
    return call.args[0]


def _keys(call: Call) -> Value:
    return list(parts(_self(call)))


def _values(call: Call) -> Value:
    return list(parts(_self(call)).values())


def _items(call: Call) -> Value:
    return list(parts(_self(call)).items())


def _from_pretrained(call: Call) -> Value:
    """`nn.Embedding.from_pretrained(vectors)`: as many rows and columns as the vectors have."""
    vectors = call.argument(0, "embeddings")
    if not isinstance(vectors, TensorValue):
        raise CannotTell("unknown-import", "the vectors of the embedding come from outside the paste", call.node)
    if len(vectors.shape) != 2:
        raise call.error("AssertionError", "Embeddings parameter is expected to be 2-dimensional")
    layer = call.reader.tables.modules["torch.nn"].members["Embedding"]
    made = call.reader.call(layer, list(vectors.shape), {}, call.node, call.scope)
    if isinstance(made, ModuleValue) and made.module is not None:
        freeze = call.reader.truth(call.argument(1, "freeze", True), call.node)
        made.module.requires_grad_(not freeze)
    return made


def _nothing(_call: Call) -> Value:
    return None


def _mask(call: Call) -> Value:
    """`generate_square_subsequent_mask(sz)`, of the class or of an instance."""
    sizes = [arg for arg in (*call.args, *call.kwargs.values()) if isinstance(arg, int)]
    if len(sizes) != 1:
        raise call.error("TypeError", "generate_square_subsequent_mask() needs one size")
    call.reader.meter.shape((sizes[0], sizes[0]), call.node)
    return TensorValue(meta.empty((sizes[0], sizes[0]), torch.float32))


def _buffer(call: Call) -> Value:
    """`nn.Buffer(tensor)`: what a module registers as a buffer where it is stored."""
    data = call.argument(0, "data")
    if not isinstance(data, TensorValue):
        raise CannotTell("unsupported", "a Buffer of something else than a tensor is not read", call.node)
    return TensorValue(nn.Buffer(data.tensor))


def _got(call: Call) -> Value:
    """`weights.get('scale')`."""
    return parts(_self(call)).get(str(call.argument(1, "key")), call.argument(2, "default"))


LIBRARY = Library(
    modules={"torch.nn": functions({"Buffer": _buffer})},
    methods={
        "ParameterList": functions({"append": _append, "extend": _extend}),
        "ParameterDict": functions({"keys": _keys, "values": _values, "items": _items, "get": _got}),
        "Embedding": functions({"from_pretrained": _from_pretrained}),
        **{name: functions({"flatten_parameters": _nothing}) for name in ("RNN", "LSTM", "GRU")},
        "Transformer": functions({"generate_square_subsequent_mask": _mask}),
    },
)
