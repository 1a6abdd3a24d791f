"""Calls into other packages that need not be read: what they give complains when the model uses it."""

from collections.abc import Iterable

from app.checker.objects.definitions import Scope
from app.checker.objects.instances import ModuleValue, ObjectValue
from app.checker.objects.tensors import TensorValue
from app.checker.objects.values import Unknown, Value

_OF_DATA = ("torchvision.transforms", "torchvision.datasets", "albumentations", "PIL")
"""They make no layers with weights, so that even a module may hold what they give."""


def is_set_aside(function: Unknown, given: Iterable[Value], scope: Scope) -> bool:
    """Whether the result may stay unknown: it is handed no layer and no tensor, and no model is made of it here.

    That is so in a plain object, such as the settings or a trainer, and in the body of a class. At the top of a
    paste the whole statement is stepped over instead, with a note.
    """
    if any(isinstance(value, ModuleValue | TensorValue) for value in given):
        return False
    inner: Scope | None = scope
    while inner is not None and inner.receiver is None and not inner.is_class:
        inner = inner.parent
    if inner is None:
        return False
    return inner.is_class or isinstance(inner.receiver, ObjectValue) or function.what.startswith(_OF_DATA)
