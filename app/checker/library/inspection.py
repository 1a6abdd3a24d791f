"""Python's `inspect` and `types`, as far as models use them: which kind of thing an argument is."""

from collections.abc import Callable

from app.checker.calling.parameters import arguments_of
from app.checker.convert import used_unknown
from app.checker.objects.definitions import BoundMethod, ClassValue, FunctionValue, LayerClass
from app.checker.objects.instances import ObjectValue
from app.checker.objects.values import Namespace, Unknown, Value
from app.checker.objects.written import classes
from app.checker.provided import Library, TypeToken
from app.checker.reader import Builtin, Call
from app.checker.signals import CannotTell


def _asks(*kinds: type) -> Callable[[Call], Value]:
    def run(call: Call) -> Value:
        value = call.argument(0, "object")
        if isinstance(value, Unknown):
            raise used_unknown(value, call.node)
        return isinstance(value, kinds)

    return run


def _signature(call: Call) -> Value:
    """`inspect.signature(build).parameters`: the parameters by their names."""
    given = call.argument(0, "obj")
    if not isinstance(given, FunctionValue | BoundMethod | ClassValue | LayerClass):
        raise CannotTell("unsupported", "the signature of this is not read by the checker", call.node)
    made: dict[Value, Value] = {name: ObjectValue(_WRITTEN["Parameter"], {"name": name}) for name in _names(given)}
    return ObjectValue(_WRITTEN["Signature"], {"parameters": made})


def _names(given: FunctionValue | BoundMethod | ClassValue | LayerClass) -> list[str]:
    if isinstance(given, LayerClass):
        return list(given.layer.signature.parameters)
    if isinstance(given, ClassValue):
        return [argument.name for argument in arguments_of(given)]
    spec = given.function.node.args if isinstance(given, BoundMethod) else given.node.args
    named = [each.arg for each in (*spec.posonlyargs, *spec.args)][isinstance(given, BoundMethod) :]
    return [*named, *(each.arg for each in (spec.vararg, *spec.kwonlyargs, spec.kwarg) if each is not None)]


_WRITTEN = classes("class Signature:\n    pass\n\nclass Parameter:\n    pass")
_QUESTIONS = {
    "isfunction": _asks(FunctionValue), "isclass": _asks(ClassValue, LayerClass), "ismethod": _asks(BoundMethod),
    "isbuiltin": _asks(Builtin), "ismodule": _asks(Namespace),
}  # fmt: skip

_FUNCTION = TypeToken("function", lambda value: isinstance(value, FunctionValue))
_METHOD = TypeToken("method", lambda value: isinstance(value, BoundMethod))

LIBRARY = Library(
    modules={
        "inspect": {
            **{name: Builtin(name, run) for name, run in _QUESTIONS.items()},
            "signature": Builtin("signature", _signature),
        },
        "types": {"FunctionType": _FUNCTION, "LambdaType": _FUNCTION, "MethodType": _METHOD},
    }
)
