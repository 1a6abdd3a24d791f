"""The parts of torch that are neither layers nor operations: dtypes, devices, init, grad modes, Parameter."""

from collections.abc import Callable
from dataclasses import replace
from math import prod

import torch
from torch import nn

from app.checker.convert import to_torch
from app.checker.devices import cpu, meta
from app.checker.devices.places import unknown_place
from app.checker.objects.tensors import ArrayValue, ShapeValue, TensorValue
from app.checker.objects.values import Token, Unknown, Value
from app.checker.provided import Library, TypeToken, alike
from app.checker.reader import Builtin, Call
from app.checker.signals import CannotTell

_DTYPES = (
    "float32 float64 float16 bfloat16 float double half int8 int16 int32 int64 uint8 uint16 uint32 uint64 int long "
    "short bool complex64 cfloat cdouble chalf"
)
_INITS = (
    "xavier_uniform_ xavier_normal_ kaiming_uniform_ kaiming_normal_ normal_ uniform_ constant_ zeros_ ones_ eye_ "
    "dirac_ orthogonal_ trunc_normal_ sparse_ xavier_uniform xavier_normal kaiming_uniform kaiming_normal normal "
    "uniform constant orthogonal"
)
_GAINS = {"relu": 2**0.5, "leaky_relu": (2 / (1 + 0.01**2)) ** 0.5, "tanh": 5 / 3, "selu": 0.75}


def _first(call: Call) -> Value:
    """Initialisation fills numbers in; the tensor is given back."""
    return call.args[0] if call.args else None


def _gain(call: Call) -> Value:
    kind = call.argument(0, "nonlinearity")
    return _GAINS.get(kind, 1.0) if isinstance(kind, str) else 1.0


def _fans(call: Call) -> Value:
    """`_calculate_fan_in_and_fan_out(weight)`: inputs and outputs of one weight, times the window."""
    weight = call.argument(0, "tensor")
    if not isinstance(weight, TensorValue) or len(weight.shape) < 2:
        raise call.error("ValueError", "Fan in and fan out can not be computed for tensor with fewer than 2 dimensions")
    window = prod(weight.shape[2:])
    return (weight.shape[1] * window, weight.shape[0] * window)


def _nothing(_call: Call) -> Value:
    return None


def _false(_call: Call) -> Value:
    return False


def _zero(_call: Call) -> Value:
    return 0


def _device(call: Call) -> Value:
    name = call.argument(0, "device", "cpu")
    if (says := unknown_place(name)) is not None:
        raise call.error("RuntimeError", says)
    return Token(str(name) if isinstance(name, str | int) else "cpu", torch.device("meta"))


def _context(call: Call) -> Value:
    """`with torch.no_grad():`; as a decorator it gives the function back."""
    return call.args[0] if call.args and not isinstance(call.args[0], bool | str) else None


def _parameter(call: Call) -> Value:
    data = call.argument(0, "data")
    if not isinstance(data, TensorValue):
        raise CannotTell("unsupported", "a Parameter of something else than a tensor is not read", call.node)
    wanted = call.reader.truth(call.argument(1, "requires_grad", True), call.node)
    return TensorValue(nn.Parameter(data.tensor, requires_grad=wanted and data.tensor.is_floating_point()))


def _tensor(call: Call) -> Value:
    """`torch.tensor([[1, 2]])`: a nest of a few numbers is real, anything else has the shape of its nest."""
    data = call.argument(0, "data")
    if isinstance(data, TensorValue):
        return data
    if isinstance(data, ArrayValue):
        return TensorValue(data.numbers.to(_asked_dtype(call) or data.numbers.dtype))
    sizes, first = _nest(call, data)
    if isinstance(first, Unknown):
        raise CannotTell("unknown-import", f"the tensor is made from {first.what}", call.node)
    if isinstance(first, bool | int | float) and prod(sizes) <= cpu.KEPT:
        return _real_tensor(call, data)
    return TensorValue(meta.empty(sizes, _asked_dtype(call) or torch.float32))


def _nest(call: Call, data: Value) -> tuple[tuple[int, ...], Value]:
    """The lengths of a nest of lists along its first items, and the innermost of these."""
    sizes: list[int] = []
    while isinstance(data, list | tuple):
        sizes.append(len(data))
        call.reader.meter.shape(tuple(sizes), call.node)
        data = data[0] if data else 0.0
    if isinstance(data, ArrayValue):
        sizes += data.numbers.shape
        call.reader.meter.shape(tuple(sizes), call.node)
    return tuple(sizes), data


def _real_tensor(call: Call, data: Value) -> Value:
    numbers = to_torch(data, call.node)
    try:
        made = cpu.run_real(torch.tensor, (numbers,), {"dtype": _asked_dtype(call)})
    except meta.Refused as refused:
        raise call.error(refused.kind, refused.text) from refused
    return TensorValue(made) if isinstance(made, torch.Tensor) else None


def _legacy(dtype: torch.dtype) -> Callable[[Call], Value]:
    """`torch.Tensor(2, 3)` and `torch.LongTensor(2, 3)`: sizes, or a list of numbers."""

    def run(call: Call) -> Value:
        given = call.args[0] if call.args else ()
        items = (
            list(given) if isinstance(given, ShapeValue) else call.args
        )  # torch.Tensor(x.shape) is no list of numbers
        sizes = [arg for arg in items if isinstance(arg, int)]
        if call.args and len(sizes) == len(items):
            call.reader.meter.shape(tuple(sizes), call.node)
            return TensorValue(meta.empty(tuple(sizes), dtype))
        if isinstance(given, ArrayValue):
            return TensorValue(given.numbers.to(dtype))
        if isinstance(given, list) and given:
            return _tensor(replace(call, args=[given], kwargs={"dtype": Token(str(dtype), dtype)}))
        return TensorValue(meta.empty(_tensor_shape(call), dtype))

    return run


def _new(call: Call) -> Value:
    """`x.new(2, 3)`: as the type of `x` makes a tensor."""
    like = call.args[0] if call.args else None
    dtype = like.tensor.dtype if isinstance(like, TensorValue) else torch.float32
    return _legacy(dtype)(call.rest())


def _new_tensor(call: Call) -> Value:
    """`x.new_tensor([1, 2])`: from numbers, of the kind of `x` where no other is asked for."""
    like = call.args[0] if call.args else None
    made = _tensor(call.rest())
    if not isinstance(made, TensorValue) or not isinstance(like, TensorValue) or _asked_dtype(call) is not None:
        return made
    return TensorValue(made.tensor.to(like.tensor.dtype))


def _tensor_shape(call: Call) -> tuple[int, ...]:
    made = _tensor(call)
    return made.shape if isinstance(made, TensorValue) else ()


def _asked_dtype(call: Call) -> torch.dtype | None:
    asked = call.kwargs.get("dtype")
    return asked.real if isinstance(asked, Token) and isinstance(asked.real, torch.dtype) else None


def _assert(call: Call) -> Value:
    """`torch._assert(condition, message)`."""
    if not call.reader.truth(call.argument(0, "condition"), call.node):
        message = call.argument(1, "message")
        raise call.error("AssertionError", message if isinstance(message, str) else "")
    return None


def _size(call: Call) -> Value:
    items = call.reader.iterate(call.args[0], call.node) if call.args else []
    return ShapeValue(item for item in items if isinstance(item, int))


def _kind(name: str, dtype: torch.dtype) -> TypeToken:
    """`torch.LongTensor`: made from sizes or numbers, and a type for isinstance."""
    return TypeToken(name, lambda v: isinstance(v, TensorValue) and v.tensor.dtype is dtype, _legacy(dtype))


def _type(call: Call) -> Value:
    """`x.type(torch.LongTensor)`, `x.type("torch.FloatTensor")`, `x.type(torch.int64)`; without a kind its name."""
    value, asked = call.argument(0, "self"), call.argument(1, "dtype")
    if asked is None and isinstance(value, TensorValue):
        kind = next((name for name, dtype in _LEGACY.items() if value.tensor.dtype is dtype), "Tensor")
        return f"torch.{kind}"
    name = asked.name if isinstance(asked, TypeToken) else asked.rpartition(".")[2] if isinstance(asked, str) else ""
    wanted = _LEGACY.get(name)
    dtype = Token(str(wanted), wanted) if wanted is not None else asked
    return call.reader.call(call.reader.read(value, "to", call.node), [dtype], {}, call.node, call.scope)


_TENSOR = TypeToken("Tensor", lambda v: isinstance(v, TensorValue), _legacy(torch.float32))
_LEGACY = {
    "FloatTensor": torch.float32, "DoubleTensor": torch.float64, "HalfTensor": torch.float16,
    "LongTensor": torch.int64, "IntTensor": torch.int32, "ShortTensor": torch.int16, "CharTensor": torch.int8,
    "ByteTensor": torch.uint8, "BoolTensor": torch.bool, "BFloat16Tensor": torch.bfloat16,
}  # fmt: skip
_KINDS = {name: _kind(name, dtype) for name, dtype in _LEGACY.items()}
_PARAMETER = TypeToken(
    "Parameter", lambda v: isinstance(v, TensorValue) and isinstance(v.tensor, nn.Parameter), _parameter
)
_GRAD = {name: Builtin(name, _context) for name in ("no_grad", "enable_grad", "inference_mode", "set_grad_enabled")}

LIBRARY = Library(
    modules={
        "torch": {
            **{name: Token(f"torch.{name}", getattr(torch, name)) for name in _DTYPES.split()},
            **_GRAD,
            **alike("manual_seed set_default_dtype set_num_threads save set_printoptions", _nothing),
            "device": TypeToken("device", lambda v: isinstance(v, Token) and isinstance(v.real, torch.device), _device),
            "dtype": TypeToken("dtype", lambda v: isinstance(v, Token) and isinstance(v.real, torch.dtype)),
            "Size": TypeToken("Size", lambda v: isinstance(v, ShapeValue), _size),
            "tensor": Builtin("tensor", _tensor), "Tensor": _TENSOR, **_KINDS,
            "as_tensor": Builtin("as_tensor", _tensor),
            "from_numpy": Builtin("from_numpy", _tensor), "__version__": torch.__version__.split("+")[0],
            "pi": torch.pi, "inf": torch.inf, "newaxis": None, "compile": Builtin("compile", _first),
            "_assert": Builtin("_assert", _assert),
        },
        "torch.nn": {"Parameter": _PARAMETER},
        "torch.nn.parameter": {"Parameter": _PARAMETER},
        "torch.nn.init": {**alike(_INITS, _first), "calculate_gain": Builtin("calculate_gain", _gain),
                          "_calculate_fan_in_and_fan_out": Builtin("_calculate_fan_in_and_fan_out", _fans)},
        "torch.autograd": {"Variable": TypeToken("Variable", lambda v: isinstance(v, TensorValue), _first), **_GRAD},
        "torch.autograd.variable": {"Variable": TypeToken("Variable", lambda v: isinstance(v, TensorValue), _first)},
        "torch.cuda": {**_KINDS, **alike("is_available", _false), **alike("device_count", _zero),
                       **alike("empty_cache manual_seed manual_seed_all set_device synchronize", _nothing)},
        "torch.backends.cudnn": {"benchmark": False, "deterministic": False},
        "torch.backends": {}, "torch.utils": {},
    },
    methods={"Tensor": {"type": Builtin("type", _type), "new": Builtin("new", _new),
                        "apply_": Builtin("apply_", _first), "new_tensor": Builtin("new_tensor", _new_tensor)}},
)  # fmt: skip
