"""Kinds of values that `isinstance` asks for by what they can do: `collections.abc`, `typing`, `numbers`."""

from collections.abc import Mapping

from app.checker.objects.definitions import BoundMethod, ClassValue, FunctionValue, LayerClass
from app.checker.objects.instances import ModuleValue
from app.checker.objects.tensors import TensorValue
from app.checker.objects.values import Partial, Value
from app.checker.provided import BoundBuiltin, Library, TypeToken
from app.checker.reader import Builtin

_SEQUENCES = (list, tuple, str, range)
_CALLED = (FunctionValue, BoundMethod, Builtin, BoundBuiltin, ClassValue, LayerClass, ModuleValue, Partial, TypeToken)
_KINDS: dict[str, tuple[type, ...]] = {
    "Sequence": _SEQUENCES, "MutableSequence": (list,), "Mapping": (dict,), "MutableMapping": (dict,), "Set": (set,),
    "MutableSet": (set,), "Callable": _CALLED, "Sized": (*_SEQUENCES, dict, set, TensorValue),
    "Iterable": (*_SEQUENCES, dict, set, TensorValue), "Collection": (*_SEQUENCES, dict, set, TensorValue),
    "Hashable": (str, tuple, int, float, range, type(None)), "Iterator": (), "Generator": (),
}  # fmt: skip
_TYPING = {"List": (list,), "Tuple": (tuple,), "Dict": (dict,), "FrozenSet": (frozenset,)}
_NUMBERS = {"Number": (int, float), "Real": (int, float), "Integral": (int,), "Complex": (int, float)}


def _tokens(kinds: Mapping[str, tuple[type, ...]]) -> dict[str, Value]:
    return {name: _token(name, types) for name, types in kinds.items()}


def _token(name: str, types: tuple[type, ...]) -> TypeToken:
    return TypeToken(name, lambda value: isinstance(value, types))


LIBRARY = Library(
    modules={
        "collections.abc": _tokens(_KINDS), "typing": _tokens(_KINDS | _TYPING), "numbers": _tokens(_NUMBERS),
    }
)  # fmt: skip
