"""`copy.copy` and `copy.deepcopy`: a module's copy is a module of its own, and its weights count again."""

import copy

from app.checker.objects.definitions import BoundMethod
from app.checker.objects.instances import ModuleValue, ObjectValue
from app.checker.objects.tensors import TensorValue
from app.checker.objects.values import Value
from app.checker.provided import Library
from app.checker.reader import Builtin, Call

Copies = dict[int, Value]


def _deepcopy(call: Call) -> Value:
    return _copied(call.argument(0, "x"), {}, call)


def _copied(value: Value, copies: Copies, call: Call) -> Value:
    """An independent copy; what cannot change is shared. `copies` by the identity of the original."""
    if id(value) in copies:
        return copies[id(value)]
    call.reader.meter.step(call.node)
    if isinstance(value, ModuleValue):
        return _module(value, copies, call)
    if isinstance(value, TensorValue):
        made: Value = TensorValue(copy.deepcopy(value.tensor), value.batched, value.field, value.joined)
    elif isinstance(value, ObjectValue):
        made = copies[id(value)] = ObjectValue(value.kind)
        made.attributes.update({name: _copied(item, copies, call) for name, item in value.attributes.items()})
    elif type(value) in {list, tuple, set}:
        made = type(value)(_copied(item, copies, call) for item in value)  # type: ignore[attr-defined, call-arg]
    elif isinstance(value, dict):
        made = type(value)((key, _copied(item, copies, call)) for key, item in value.items())
    elif isinstance(value, BoundMethod):
        made = BoundMethod(value.function, _copied(value.receiver, copies, call))
    else:
        return value
    copies[id(value)] = made
    return made


def _module(value: ModuleValue, copies: Copies, call: Call) -> Value:
    """Torch copies the real modules; each part gets a value that stands for it, as the original had."""
    if value.module is None:
        raise call.error("AttributeError", "super().__init__() has not run yet")
    real = copy.deepcopy(value.module)
    pairs = list(zip(value.module.modules(), real.modules(), strict=True))
    for old, new in pairs:
        call.reader.meter.module(call.node)
        held = old.__dict__.get("stride_value")
        if isinstance(held, ModuleValue):
            made = ModuleValue(held.kind, new, created=held.created, name=held.name, height=held.height)
            made.stored, made.touched = dict(held.stored), held.touched
            copies[id(held)] = new.__dict__["stride_value"] = made
    for old, _ in pairs:
        held = old.__dict__.get("stride_value")
        made_of = copies.get(id(held))
        if isinstance(held, ModuleValue) and isinstance(made_of, ModuleValue):
            parent = copies.get(id(held.parent)) if held.parent is not None else None
            made_of.parent = parent if isinstance(parent, ModuleValue) else None
            made_of.attributes.update({name: _copied(item, copies, call) for name, item in held.attributes.items()})
    top = copies[id(value)]
    if isinstance(top, ModuleValue):
        top.name = ""
    return top


def _copy(call: Call) -> Value:
    """The outermost container alone; of a module, a deep copy stands for it only where nothing is changed later."""
    value = call.argument(0, "x")
    if isinstance(value, ModuleValue):
        return _deepcopy(call)
    if isinstance(value, ObjectValue):
        return ObjectValue(value.kind, dict(value.attributes))
    if not isinstance(value, list | dict | set):
        return value
    call.reader.meter.items(len(value), call.node)
    return copy.copy(value)


LIBRARY = Library(modules={"copy": {"deepcopy": Builtin("deepcopy", _deepcopy), "copy": Builtin("copy", _copy)}})
