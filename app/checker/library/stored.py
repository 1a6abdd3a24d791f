"""What a paste reads from files: weights mostly, which change no shape, so they are taken as they are."""

from collections.abc import Callable

from app.checker.objects.values import Stored, Value
from app.checker.provided import Library
from app.checker.reader import Builtin, Call


def _reads(name: str) -> Callable[[Call], Value]:
    def run(_call: Call) -> Value:
        return Stored(name, message=f"what {name} reads is not part of the paste, and the model needs it")

    return run


def _reading(module: str, names: str) -> dict[str, Value]:
    return {name: Builtin(name, _reads(f"{module}.{name}")) for name in names.split()}


LIBRARY = Library(
    modules={
        "torch": _reading("torch", "load"),
        "torch.hub": _reading("torch.hub", "load_state_dict_from_url"),
        "torch.utils.model_zoo": _reading("torch.utils.model_zoo", "load_url"),
        "pickle": _reading("pickle", "load loads"),
    }
)
