"""A `forward` that gives a layer, or a class of layers, in the place of a tensor."""

import ast
from collections.abc import Iterator

from app.checker.findings.layer_not_called import LayerGivenBack
from app.checker.objects.definitions import ClassValue, FunctionValue, LayerClass
from app.checker.objects.instances import ModuleValue
from app.checker.outcome import Outcome, Review
from app.checker.trace import Met
from app.checker.walks import walk


def _look(outcome: Outcome) -> Iterator[Met]:
    result = outcome.result
    if any(met.fault.severity == "error" for met in outcome.trace.met):
        return
    if isinstance(result, LayerClass):
        yield Met(LayerGivenBack(result.layer.name, bare=True), _returned(outcome))
    elif isinstance(result, ModuleValue):
        node = result.applied_at or _returned(outcome)
        yield Met(LayerGivenBack(result.class_name, itself=result.applied_at is None), node)


def _returned(outcome: Outcome) -> ast.AST | None:
    """What the last `return` of forward gives."""
    kind = outcome.root.kind if outcome.root is not None else None
    found = kind.find("forward") if isinstance(kind, ClassValue) else None
    body = walk(found[1].node) if found is not None and isinstance(found[1], FunctionValue) else ()
    returned = [node.value for node in body if isinstance(node, ast.Return) and node.value is not None]
    return returned[-1] if returned else None


REVIEW = Review(_look)
