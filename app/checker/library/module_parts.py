"""Parts of a module by their dotted names, and children that are taken out of a container."""

from collections.abc import Callable

from torch import nn

from app.checker.nodes.operators import guarded
from app.checker.nodes.subscripts import delete_child
from app.checker.objects.instances import ModuleValue, parts, wrapper
from app.checker.objects.tensors import TensorValue
from app.checker.objects.values import Value
from app.checker.provided import Library, functions
from app.checker.reader import Call
from app.checker.signals import CannotTell


def _holder(call: Call) -> tuple[ModuleValue, nn.Module]:
    value = call.args[0] if call.args else None
    if not isinstance(value, ModuleValue) or value.module is None:
        raise call.error("AttributeError", "this method needs a module whose super().__init__() has run")
    return value, value.module


def _submodule(call: Call, path: str) -> nn.Module:
    """What stands at `encoder.0.conv`, as torch walks there."""
    _, found = _holder(call)
    for name in path.split(".") if path else ():
        call.reader.meter.step(call.node)
        child = found._modules.get(name)
        if child is None:
            raise call.error("AttributeError", f"{type(found).__name__} has no attribute `{name}`")
        found = child
    return found


def _path(call: Call) -> str:
    path = call.argument(1, "target")
    if not isinstance(path, str):
        raise call.error("AttributeError", "the place of a part is named by a string, such as 'encoder.0'")
    return path


def _get_submodule(call: Call) -> Value:
    return wrapper(_submodule(call, _path(call)))


def _get_tensor(kind: str) -> Callable[[Call], Value]:
    """`get_parameter`, `get_buffer`: from the store of that name."""

    def run(call: Call) -> Value:
        place, _, name = _path(call).rpartition(".")
        owner = _submodule(call, place)
        found = owner.__dict__[kind].get(name)
        if found is None:
            raise call.error("AttributeError", f"{type(owner).__name__} has no attribute `{name}`")
        return TensorValue(found)

    return run


def _named_buffers(call: Call) -> Value:
    return [(name, TensorValue(buffer)) for name, buffer in _holder(call)[1].named_buffers()]


def _pop(call: Call) -> Value:
    """`layers.pop(-1)`, `blocks.pop('head')`: what is taken out belongs to nobody."""
    holder, _ = _holder(call)
    key, held = call.argument(1, "key", -1), parts(holder)
    if isinstance(key, slice):
        raise CannotTell("unsupported", "pop() of several layers at once is not read by the checker", call.node)
    if isinstance(key, str) and key not in held:
        raise call.error("KeyError", repr(key))
    taken = held[key] if isinstance(key, str) else guarded(lambda: list(held.values())[key], call.node)  # type: ignore[call-overload]
    delete_child(holder, key, call.node)
    if isinstance(taken, ModuleValue) and taken.parent is holder:
        taken.name, taken.parent = "", None
    return taken


def _clear(call: Call) -> Value:
    _holder(call)[1]._modules.clear()
    return None


def _class_name(call: Call) -> Value:
    return _holder(call)[0].class_name


_POP = functions({"pop": _pop})

LIBRARY = Library(
    methods={
        "Module": functions({
            "get_submodule": _get_submodule, "get_parameter": _get_tensor("_parameters"),
            "get_buffer": _get_tensor("_buffers"), "named_buffers": _named_buffers, "_get_name": _class_name,
        }),
        "Sequential": _POP,
        "ModuleList": _POP,
        "ModuleDict": {**_POP, **functions({"clear": _clear})},
    }
)  # fmt: skip
