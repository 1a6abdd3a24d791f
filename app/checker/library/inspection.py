"""Python's `inspect` and `types`, as far as models use them: which kind of thing an argument is."""

from collections.abc import Callable

from app.checker.convert import used_unknown
from app.checker.objects.definitions import BoundMethod, ClassValue, FunctionValue, LayerClass
from app.checker.objects.values import Namespace, Unknown, Value
from app.checker.provided import Library, TypeToken
from app.checker.reader import Builtin, Call


def _asks(*kinds: type) -> Callable[[Call], Value]:
    def run(call: Call) -> Value:
        value = call.argument(0, "object")
        if isinstance(value, Unknown):
            raise used_unknown(value, call.node)
        return isinstance(value, kinds)

    return run


_QUESTIONS = {
    "isfunction": _asks(FunctionValue), "isclass": _asks(ClassValue, LayerClass), "ismethod": _asks(BoundMethod),
    "isbuiltin": _asks(Builtin), "ismodule": _asks(Namespace),
}  # fmt: skip

_FUNCTION = TypeToken("function", lambda value: isinstance(value, FunctionValue))
_METHOD = TypeToken("method", lambda value: isinstance(value, BoundMethod))

LIBRARY = Library(
    modules={
        "inspect": {name: Builtin(name, run) for name, run in _QUESTIONS.items()},
        "types": {"FunctionType": _FUNCTION, "LambdaType": _FUNCTION, "MethodType": _METHOD},
    }
)
