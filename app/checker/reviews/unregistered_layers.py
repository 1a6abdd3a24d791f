"""Layers in plain lists and dicts, and layers with weights that `forward` makes."""

import ast
from collections.abc import Iterable, Iterator

from torch import nn

from app.checker.blame.origins import Creation
from app.checker.findings.unregistered_layers import LayersOfAnObject, PlainWeight, PlainWeights, UnregisteredLayers
from app.checker.objects.instances import ModuleValue, ObjectValue, modules_of
from app.checker.objects.tensors import TensorValue
from app.checker.objects.values import Value
from app.checker.outcome import Outcome, Review
from app.checker.trace import Met
from app.checker.walks import walk


def _look(outcome: Outcome) -> Iterator[Met]:
    if outcome.root is None or outcome.root.module is None or outcome.source is None:
        return
    root = outcome.root.module
    owned = {id(part) for part in (*root.modules(), *root.parameters())}  # a ParameterList may hold the weights alone
    parents = {id(stmt.targets[0]): stmt for stmt in walk(outcome.source.tree) if isinstance(stmt, ast.Assign)}
    held: set[int] = set()
    for value in modules_of(outcome.root):
        yield from _plain_holders(outcome, value, owned, parents, held)
    yield from _made_in_forward(outcome, owned | held)


def _plain_holders(
    outcome: Outcome, value: ModuleValue, owned: set[int], parents: dict[int, ast.Assign], held: set[int]
) -> Iterator[Met]:
    for name, content in value.attributes.items():
        loose = [m for m in _layers(content) if id(m.module) not in owned and _weights(m, owned)]
        target = value.stored.get(name)
        if isinstance(content, TensorValue) and target is not None:
            yield from _plain_weight(outcome, value, name, content, parents.get(id(target)))
        statement = _begun(target, parents) if target is not None else None
        if isinstance(content, list | tuple | dict) and statement is not None:
            yield from _plain_weights(outcome, value, name, content, statement, owned)
        if not loose or target is None or not isinstance(content, list | tuple | dict | ObjectValue):
            continue
        held |= {id(part) for layer in loose if layer.module is not None for part in layer.module.modules()}
        weights = sum(_weights(layer, owned) for layer in loose)
        assigned = statement.value if statement is not None else None
        if isinstance(content, ObjectValue):
            if not content.kind.imported:
                yield Met(
                    LayersOfAnObject(
                        value.class_name, name, content.kind.name, len(loose), weights,
                        nn=_nn(outcome, loose[0]), written=content.kind.node,
                    ),
                    content.kind.node,
                )  # fmt: skip
            continue
        yield Met(
            UnregisteredLayers(
                value.class_name, name, type(content).__name__, len(loose), weights, assigned,
                _nn(outcome, loose[0]),
            ),
            statement or target,
        )  # fmt: skip


def _begun(target: ast.AST, parents: dict[int, ast.Assign]) -> ast.Assign | None:
    """The assignment of a target; of `self.convs += [...]` the last one above, which made the list."""
    if id(target) in parents:
        return parents[id(target)]
    line, name = getattr(target, "lineno", 0), ast.unparse(target)
    above = [stmt for stmt in parents.values() if stmt.lineno < line and ast.unparse(stmt.targets[0]) == name]
    return max(above, key=lambda statement: statement.lineno, default=None)


def _plain_weight(
    outcome: Outcome, value: ModuleValue, name: str, content: TensorValue, statement: ast.Assign | None
) -> Iterator[Met]:
    """`self.w = torch.randn(8, 4, requires_grad=True)`: whoever asks for gradients means to train it."""
    made = statement.value if statement is not None else None
    asks = [k for k in made.keywords if k.arg == "requires_grad"] if isinstance(made, ast.Call) else []
    if statement is not None and any(isinstance(k.value, ast.Constant) and k.value.value is True for k in asks):
        used = any(content.key in row.reads for row in outcome.trace.rows) and not _handed_on(value, content)
        fault = PlainWeight(value.class_name, name, "tensor", 0, content.tensor.numel(), statement.value)
        if used:
            yield Met(fault, statement)


def _handed_on(value: ModuleValue, content: TensorValue) -> bool:
    """Whether another attribute lists the tensor as well: `self.choices = [self.w]`, for an optimizer of its own."""
    lists = (held for held in value.attributes.values() if isinstance(held, list | tuple | dict))
    return any(item is content for held in lists for item in (held.values() if isinstance(held, dict) else held))


def _plain_weights(
    outcome: Outcome, value: ModuleValue, name: str, content: Value, statement: ast.Assign, owned: set[int]
) -> Iterator[Met]:
    """`self.ws = [nn.Parameter(...), ...]`: parameters that a plain list hides."""
    held = content.values() if isinstance(content, dict) else content
    items = list(held) if isinstance(held, Iterable) else []
    loose = [
        item
        for item in items
        if isinstance(item, TensorValue) and isinstance(item.tensor, nn.Parameter) and id(item.tensor) not in owned
    ]
    read = {key for row in outcome.trace.rows for key in row.reads}
    if loose and any(item.key in read for item in loose):
        count = sum(item.tensor.numel() for item in loose)
        kind = type(content).__name__
        yield Met(PlainWeights(value.class_name, name, kind, len(loose), count, statement.value), statement)


def _made_in_forward(outcome: Outcome, known: set[int]) -> Iterator[Met]:
    for row in outcome.trace.rows:
        layer = row.module
        if layer is None or id(layer.module) in known or layer.created is None:
            continue
        if not (weights := _weights(layer, known)):
            continue
        around = row.around.class_name if row.around is not None else ""
        known.add(id(layer.module))
        text = _with_numbers(outcome, layer, layer.created)
        yield Met(UnregisteredLayers(around, "", "layer", 1, weights, made=text), layer.created.node)


def _with_numbers(outcome: Outcome, layer: ModuleValue, created: Creation) -> str:
    """`nn.Linear(144, 10)` for `nn.Linear(x.size(1), 10)`: what the layer was made with, where it is a number."""
    if outcome.source is None:
        return ""
    told = [keyword.arg for keyword in created.node.keywords]
    names = [name for name in created.arguments if name not in told]
    parts: list[ast.expr | ast.keyword] = [*created.node.args, *created.node.keywords]
    texts = []
    for name, part in zip([*names[: len(created.node.args)], *told], parts, strict=False):
        value = getattr(layer.module, name or "", None)
        front = f"{name}=" if isinstance(part, ast.keyword) else ""
        texts.append(f"{front}{value}" if type(value) is int else outcome.source.text(part))
    return f"{outcome.source.text(created.node.func)}({', '.join(texts)})" if len(texts) == len(parts) else ""


def _layers(content: Value, depth: int = 0) -> Iterator[ModuleValue]:
    if isinstance(content, ModuleValue):
        yield content
    elif isinstance(content, list | tuple | dict) and depth < 5:
        for item in content.values() if isinstance(content, dict) else content:
            yield from _layers(item, depth + 1)
    elif isinstance(content, ObjectValue) and depth < 5:
        yield from _layers(content.attributes, depth + 1)


def _weights(layer: ModuleValue, owned: set[int]) -> int:
    """How many numbers its weights hold that the model does not own."""
    weights = layer.module.parameters() if layer.module is not None else ()
    return sum(weight.numel() for weight in weights if id(weight) not in owned)


def _nn(outcome: Outcome, layer: ModuleValue) -> str:
    """How the paste itself writes `nn`."""
    function = layer.created.node.func if layer.created is not None else None
    if isinstance(function, ast.Attribute) and outcome.source is not None:
        return outcome.source.text(function.value)
    return "nn"


REVIEW = Review(_look)
