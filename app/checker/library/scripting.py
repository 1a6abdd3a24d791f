"""Parts of torch that run a function or module as it is: scripting, tracing, checkpoints, hooks of autograd."""

from torch import nn

from app.checker.layers.container import LAYERS
from app.checker.objects.definitions import LayerClass
from app.checker.objects.type_names import type_name
from app.checker.objects.values import Token, Value
from app.checker.objects.written import classes
from app.checker.provided import Library
from app.checker.reader import Builtin, Call
from app.checker.signals import CannotTell


def _first(call: Call) -> Value:
    """A decorator without arguments, or a function of a module, gives it back."""
    if not call.args:
        return Builtin("decorator", _first)
    if isinstance(call.args[0], bool | int | float | str):
        raise CannotTell("unsupported", "this use of torch.jit is not read by the checker", call.node)
    return call.args[0]


def _annotate(call: Call) -> Value:
    return call.argument(1, "the_value")


def _false(_call: Call) -> Value:
    return False


def _nothing(_call: Call) -> Value:
    return None


_OPTIONS = {"use_reentrant", "context_fn", "determinism_check", "debug", "preserve_rng_state"}


def _checkpoint(call: Call) -> Value:
    """`checkpoint(function, *args)` is `function(*args)`."""
    function, *args = call.args
    kwargs = {name: value for name, value in call.kwargs.items() if name not in _OPTIONS}
    return call.reader.call(function, args, kwargs, call.node, call.scope)


def _checkpoint_sequential(call: Call) -> Value:
    """`checkpoint_sequential(functions, segments, input)`: one after the other."""
    functions, result = call.argument(0, "functions"), call.argument(2, "input")
    segments = call.argument(1, "segments")
    if not isinstance(segments, int):
        raise call.error("TypeError", f"unsupported operand type(s) for //: 'int' and '{type_name(segments)}'")
    for function in call.reader.iterate(functions, call.node):
        result = call.reader.call(function, [result], {}, call.node, call.scope)
    return result


_AUTOGRAD = classes("""
class Context:
    def __init__(self):
        self.needs_input_grad = (False,) * 64

    def save_for_backward(self, *tensors):
        self.saved_tensors = tensors

    def mark_dirty(self, *tensors):
        return None

    def mark_non_differentiable(self, *tensors):
        return None

    def set_materialize_grads(self, value):
        return None


class Function:
    @classmethod
    def apply(cls, *args):
        if hasattr(cls, "setup_context"):
            return cls.forward(*args)
        return cls.forward(Context(), *args)
""")
_MODULE = LayerClass(next(layer for layer in LAYERS if layer.cls is nn.Module))
_SAME = ("script", "trace", "ignore", "unused", "export", "script_method", "script_if_tracing", "freeze", "interface")

LIBRARY = Library(
    modules={
        "torch.jit": {
            **{name: Builtin(name, _first) for name in _SAME},
            "annotate": Builtin("annotate", _annotate), "is_scripting": Builtin("is_scripting", _false),
            "is_tracing": Builtin("is_tracing", _false), "save": Builtin("save", _nothing),
            "Final": Token("torch.jit.Final"), "ScriptModule": _MODULE,
        },
        "torch.utils.checkpoint": {
            "checkpoint": Builtin("checkpoint", _checkpoint),
            "checkpoint_sequential": Builtin("checkpoint_sequential", _checkpoint_sequential),
        },
        "torch.fx": {"wrap": Builtin("wrap", _first)},
        "torch.compiler": {"disable": Builtin("disable", _first), "is_compiling": Builtin("is_compiling", _false)},
        "torch.autograd": {
            "set_detect_anomaly": Builtin("set_detect_anomaly", _nothing),
            "detect_anomaly": Builtin("detect_anomaly", _nothing), "Function": _AUTOGRAD["Function"],
        },
        "torch.autograd.function": {
            "Function": _AUTOGRAD["Function"],
            **{name: Builtin(name, _first) for name in ("once_differentiable",)},
        },
    }
)  # fmt: skip
