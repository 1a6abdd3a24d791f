"""Layers in plain lists and dicts, and layers with weights that `forward` makes."""

import ast
from collections.abc import Iterator

from app.checker.findings.unregistered_layers import LayersOfAnObject, PlainWeight, UnregisteredLayers
from app.checker.instances import ModuleValue, ObjectValue, wrapper
from app.checker.outcome import Outcome, Review
from app.checker.tensors import TensorValue
from app.checker.trace import Met
from app.checker.values import Value
from app.checker.walks import walk


def _look(outcome: Outcome) -> Iterator[Met]:
    if outcome.root is None or outcome.root.module is None or outcome.source is None:
        return
    owned = {id(module) for module in outcome.root.module.modules()}
    parents = {id(stmt.targets[0]): stmt for stmt in walk(outcome.source.tree) if isinstance(stmt, ast.Assign)}
    held: set[int] = set()
    for module in outcome.root.module.modules():
        if isinstance(module.__dict__.get("stride_value"), ModuleValue):
            yield from _plain_holders(outcome, wrapper(module), owned, parents, held)
    yield from _made_in_forward(outcome, owned | held)


def _plain_holders(
    outcome: Outcome, value: ModuleValue, owned: set[int], parents: dict[int, ast.Assign], held: set[int]
) -> Iterator[Met]:
    for name, content in value.attributes.items():
        loose = [m for m in _layers(content) if id(m.module) not in owned and _weights(m)]
        target = value.stored.get(name)
        if isinstance(content, TensorValue) and target is not None:
            yield from _plain_weight(outcome, value, name, content, parents.get(id(target)))
        if not loose or target is None or not isinstance(content, list | tuple | dict | ObjectValue):
            continue
        held |= {id(part) for layer in loose if layer.module is not None for part in layer.module.modules()}
        statement = parents.get(id(target))
        assigned = statement.value if statement is not None else None
        if isinstance(content, ObjectValue):
            if not content.kind.imported:
                yield Met(
                    LayersOfAnObject(
                        value.class_name, name, content.kind.name, len(loose), sum(map(_weights, loose)),
                        nn=_nn(outcome, loose[0]), written=content.kind.node,
                    ),
                    content.kind.node,
                )  # fmt: skip
            continue
        yield Met(
            UnregisteredLayers(
                value.class_name, name, type(content).__name__, len(loose), sum(map(_weights, loose)), assigned,
                _nn(outcome, loose[0]),
            ),
            statement or target,
        )  # fmt: skip


def _plain_weight(
    outcome: Outcome, value: ModuleValue, name: str, content: TensorValue, statement: ast.Assign | None
) -> Iterator[Met]:
    """`self.w = torch.randn(8, 4, requires_grad=True)`: whoever asks for gradients means to train it."""
    made = statement.value if statement is not None else None
    asks = [k for k in made.keywords if k.arg == "requires_grad"] if isinstance(made, ast.Call) else []
    if statement is not None and any(isinstance(k.value, ast.Constant) and k.value.value is True for k in asks):
        used = any(content.key in row.reads for row in outcome.trace.rows)
        fault = PlainWeight(value.class_name, name, "tensor", 0, content.tensor.numel(), statement.value)
        if used:
            yield Met(fault, statement)


def _made_in_forward(outcome: Outcome, known: set[int]) -> Iterator[Met]:
    for row in outcome.trace.rows:
        layer = row.module
        if layer is None or id(layer.module) in known or not _weights(layer) or layer.created is None:
            continue
        around = row.around.class_name if row.around is not None else ""
        known.add(id(layer.module))
        fault = UnregisteredLayers(around, "", "layer", 1, _weights(layer), width=_width(layer))
        yield Met(fault, layer.created.node)


def _layers(content: Value, depth: int = 0) -> Iterator[ModuleValue]:
    if isinstance(content, ModuleValue):
        yield content
    elif isinstance(content, list | tuple | dict) and depth < 5:
        for item in content.values() if isinstance(content, dict) else content:
            yield from _layers(item, depth + 1)
    elif isinstance(content, ObjectValue) and depth < 5:
        yield from _layers(content.attributes, depth + 1)


def _weights(layer: ModuleValue) -> int:
    return sum(p.numel() for p in layer.module.parameters()) if layer.module is not None else 0


def _width(layer: ModuleValue) -> int:
    """The features or channels that a layer takes."""
    found = (getattr(layer.module, name, None) for name in ("in_features", "in_channels", "num_features"))
    return next((width for width in found if isinstance(width, int)), 0)


def _nn(outcome: Outcome, layer: ModuleValue) -> str:
    """How the paste itself writes `nn`."""
    function = layer.created.node.func if layer.created is not None else None
    if isinstance(function, ast.Attribute) and outcome.source is not None:
        return outcome.source.text(function.value)
    return "nn"


REVIEW = Review(_look)
