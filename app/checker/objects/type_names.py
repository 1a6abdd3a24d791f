"""The name of a value's type, as Python's messages say it."""

from torch import nn

from app.checker.objects.instances import ModuleValue, ObjectValue
from app.checker.objects.tensors import ShapeValue, TensorValue
from app.checker.objects.values import Value


def type_name(value: Value) -> str:
    """The type's name as Python's messages say it."""
    if isinstance(value, TensorValue):
        return "Parameter" if isinstance(value.tensor, nn.Parameter) else "Tensor"
    if isinstance(value, ModuleValue):
        return value.class_name
    if isinstance(value, ObjectValue):
        return value.kind.name
    if isinstance(value, ShapeValue):
        return "Size"
    return _TYPE_NAMES.get(type(value).__name__, type(value).__name__)


_TYPE_NAMES = {
    "Registered": "dict",
    "ArrayValue": "ndarray",
    "ClassValue": "type",
    "LayerClass": "type",
    "TypeToken": "type",
    "ExceptionClass": "type",
    "FunctionValue": "function",
    "BoundMethod": "method",
    "Builtin": "builtin_function_or_method",
    "BoundBuiltin": "builtin_function_or_method",
    "Namespace": "module",
    "Unknown": "module",
    "ExceptionValue": "Exception",
    "SuperValue": "super",
    "Ellipsis_": "ellipsis",
    "Partial": "partial",
    "PackedValue": "PackedSequence",
}
