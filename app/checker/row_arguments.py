"""One step of a reading -> the row of a stack that says the same."""

import ast
from collections.abc import Mapping
from math import prod
from typing import Any

from pydantic import ValidationError
from torch import nn

from app.checker.report import Shape
from app.checker.stack.families import activation, dropout, pooling, resampling, shaping
from app.checker.stack.layer import Layer
from app.checker.stack.literals import as_listed, written_out
from app.checker.stack.request import PLAIN
from app.checker.trace import Row

_LEARNS = {"PReLU"}
_FUNCTIONAL = {
    kind.__name__.lower(): kind
    for family in (activation, dropout, pooling, resampling, shaping)
    for kind in family.ROWS
    if kind.__name__ not in _LEARNS
} | {"localresponsenorm": PLAIN["LocalResponseNorm"], "interpolate": PLAIN["Upsample"]}
"""Layers without weights, by their function's name without underscores."""
_ON_TENSORS = {"relu", "sigmoid", "tanh", "softmax", "logsoftmax", "flatten"}
"""Those that are also functions of `torch` and methods of tensors, and mean the same there."""
_RESHAPING = {"view", "reshape", "squeeze"}
_AS_GIVEN = {"normalized_shape", "unflattened_size"}
"""Sizes of different axes: three equal ones are not one."""


class NotPlain(Exception):  # noqa: N818 (an answer, not a fault)
    """The code is no stack of layers.

    Attributes:
        reason: why, to be read after the line.
        node: where.
    """

    def __init__(self, reason: str, node: ast.AST | None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.node = node


def row_of(step: Row) -> Layer:
    """The row of a stack for a step.

    Raises:
        NotPlain: there is none.
    """
    if step.module is not None:
        return _of_module(step)
    holder, _, name = step.kind.rpartition(".")
    plain = name.replace("_", "")
    if plain in _RESHAPING and holder in {"Tensor", "torch"}:
        return _reshaped(step)
    kind = _FUNCTIONAL.get(plain) if holder == "F" or (holder in {"Tensor", "torch"} and plain in _ON_TENSORS) else None
    if kind is None or not isinstance(step.node, ast.Call):
        raise NotPlain(f"{step.kind} is no layer", step.node)
    return _of_call(kind, step, step.node)


def _of_module(step: Row) -> Layer:
    """What its call says where it is written out, so that the row is as the code; else what was built."""
    module = step.module.module if step.module is not None else None
    kind = PLAIN.get(type(module).__name__)
    if module is None or kind is None or type(module) is not getattr(nn, kind.__name__, None):
        made = step.module.created if step.module is not None else None
        raise NotPlain(f"{step.kind} is no row of a stack", made.node if made is not None else step.node)
    if step.shared and step.params:
        raise NotPlain(f"{step.name} is called again, and rows do not share their weights", step.node)
    built = _layer(kind, _built(kind, module), step)
    created = step.module.created if step.module is not None else None
    call = written_out(kind, created.node.args, created.node.keywords) if created is not None else None
    if call is not None and (said := _valid(kind, call)) is not None and _canonical(said) == _canonical(built):
        return said
    return built


def _built(kind: type[Layer], module: nn.Module) -> dict[str, Any]:
    """The arguments as the module holds them, without those that are the defaults."""
    found: dict[str, Any] = {}
    for name, field in kind.model_fields.items():
        if name == "type":
            continue
        value = module.bias is not None if name == "bias" else as_listed(getattr(module, name))
        value = _short(name, value)
        follows = name == "stride" and field.default is None and value == _short(name, as_listed(module.kernel_size))
        if not follows and (field.is_required() or value != field.default):
            found[name] = value
    return found


def _short(name: str, value: Any) -> Any:  # noqa: ANN401 (what a module holds)
    """`3` for `[3, 3]`: equal sides are said once."""
    if isinstance(value, list) and value and (len(value) == 1 if name in _AS_GIVEN else len(set(value)) == 1):
        return value if name == "unflattened_size" else value[0]
    return value


def _canonical(row: Layer) -> dict[str, Any]:
    """A row such that two that build the same layer are equal."""
    values = {name: _short(name, getattr(row, name)) for name in type(row).model_fields}
    if values.get("stride", 1) is None:
        values["stride"] = values["kernel_size"]
    return values


def _of_call(kind: type[Layer], step: Row, call: ast.Call) -> Layer:
    """`F.max_pool2d(x, 2)`, `x.flatten(1)`: the same arguments behind the tensor."""
    args = call.args if step.kind.startswith("Tensor.") else call.args[1:]
    keywords = [keyword for keyword in call.keywords if keyword.arg not in {"training", "input"}]
    if "dropout" in step.kind:
        args = args[:1]  # the second is `training`
    found = written_out(kind, args, keywords)
    if found is None:
        raise NotPlain(f"what {step.kind} is called with is worked out by the code", call)
    if kind is PLAIN["Flatten"]:
        found.setdefault("start_dim", 0)
    if step.kind.endswith("_"):
        found["inplace"] = True
    return _layer(kind, found, step)


def _reshaped(step: Row) -> Layer:
    """A flatten, or its opposite, by what it does to the sizes."""
    before, after = list(step.inputs[0]), list(step.outputs[0]) if step.outputs else []
    if len(after) == 2 and len(before) > 1 and after == [before[0], prod(before[1:])]:
        return _layer(PLAIN["Flatten"], {}, step)
    if len(before) == 2 and len(after) > 2 and after[0] == before[0]:
        return _layer(PLAIN["Unflatten"], {"dim": 1, "unflattened_size": after[1:]}, step)
    raise NotPlain(f"{step.kind} from {_said(before)} to {_said(after)} is no flatten", step.node)


def _said(sizes: Shape) -> str:
    return f"({', '.join(map(str, sizes))})"


def _layer(kind: type[Layer], values: Mapping[str, Any], step: Row) -> Layer:
    made = _valid(kind, values)
    if made is None:
        raise NotPlain(f"a row of a stack cannot say what {step.kind} is given here", step.node)
    return made


def _valid(kind: type[Layer], values: Mapping[str, Any]) -> Layer | None:
    try:
        return kind.model_validate({"type": kind.__name__, **values})
    except ValidationError:
        return None
