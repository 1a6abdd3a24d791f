"""What a network ends in beside what its loss expects: softmax, sigmoid, log-softmax."""

import ast
from collections.abc import Iterator

from app.checker.findings.logits_into_nll import LogitsIntoNll
from app.checker.findings.sigmoid_before_loss import SigmoidBeforeLoss
from app.checker.findings.softmax_before_loss import SoftmaxBeforeLoss
from app.checker.objects.definitions import ClassValue
from app.checker.objects.tensors import TensorValue
from app.checker.outcome import Outcome, Review
from app.checker.trace import Met, Row
from app.checker.walks import last_name, walk

_SOFTMAX = ("Softmax", "F.softmax", "torch.softmax", "Tensor.softmax")
_SIGMOID = ("Sigmoid", "F.sigmoid", "torch.sigmoid", "Tensor.sigmoid")
_CROSS_ENTROPY = {"CrossEntropyLoss": "nn.CrossEntropyLoss", "cross_entropy": "F.cross_entropy"}
_WITH_LOGITS = {
    "BCEWithLogitsLoss": "nn.BCEWithLogitsLoss",
    "binary_cross_entropy_with_logits": "F.binary_cross_entropy_with_logits",
}
_LIKELIHOOD = {"NLLLoss": "nn.NLLLoss", "nll_loss": "F.nll_loss"}
_NEEDED = {"nn.NLLLoss": "nn.CrossEntropyLoss", "F.nll_loss": "F.cross_entropy"}
_LOSSES = _CROSS_ENTROPY | _WITH_LOGITS | _LIKELIHOOD
_MORE = frozenset({"log", "log_softmax", "LogSoftmax", "logsigmoid", "LogSigmoid"})
"""Where one of these stands beside the loss, what comes out of the model is not what goes into the loss."""
_OF_PROBABILITIES = frozenset({"BCELoss", "binary_cross_entropy"})
"""A paste that has one of these too may feed the sigmoid to it."""


def _look(outcome: Outcome) -> Iterator[Met]:
    """Only where the last step is all that comes out, in training, and the loss stands outside the model's class."""
    result, rows = outcome.result, outcome.trace.rows
    if not isinstance(result, TensorValue) or not rows or outcome.trace.broken or outcome.mode != "train":
        return
    last = rows[-1]
    if result.made_by is not last.node or outcome.source is None:
        return
    for loss, node in _losses(outcome.source.tree):
        if not _takes_its_output(outcome, outcome.source.tree, node):
            continue
        if (met := _met(last, loss, node, outcome.source.tree)) is not None:
            yield met
            return


def _losses(tree: ast.Module) -> Iterator[tuple[str, ast.AST]]:
    for node in _outside(tree):
        if (name := last_name(node)) in _LOSSES:
            yield _LOSSES[name], node


def _takes_its_output(outcome: Outcome, tree: ast.Module, loss: ast.AST) -> bool:
    """Whether a loss is called with what this model gives: beside another model it may be that one's, as in a GAN."""
    root = outcome.root
    kind = root.class_name if root is not None and isinstance(root.kind, ClassValue) else ""
    models, losses, outputs = {outcome.entry, kind}, set[str](), set[str]()
    assigned = [(node, node.value) for node in walk(tree) if isinstance(node, ast.Assign)]
    calls = [(_names(node), value) for node, value in assigned if isinstance(value, ast.Call)]
    for names, call in calls:
        models |= names if ast.unparse(call).startswith(f"{kind}(") else set()
        losses |= names if call.func is loss else set()
    if all(entry in models or entry.startswith(f"{kind}(") for entry in outcome.entries):
        return True
    for names, call in calls:
        outputs |= names if ast.unparse(call.func) in models else set()
    return any(
        (node.func is loss or (isinstance(node.func, ast.Name) and node.func.id in losses))
        and _is_output(node.args[0], models, outputs)
        for node in walk(tree)
        if isinstance(node, ast.Call) and node.args
    )


def _names(node: ast.Assign) -> set[str]:
    return {target.id for target in node.targets if isinstance(target, ast.Name)}


def _is_output(node: ast.expr, models: set[str | None], outputs: set[str]) -> bool:
    if isinstance(node, ast.Call):
        return ast.unparse(node.func) in models or (
            isinstance(node.func, ast.Attribute) and _is_output(node.func.value, models, outputs)
        )
    return isinstance(node, ast.Name) and node.id in outputs


def _outside(tree: ast.Module) -> Iterator[ast.AST]:
    """What stands in no class."""
    for statement in tree.body:
        if not isinstance(statement, ast.ClassDef):
            yield from walk(statement)


def _met(last: Row, loss: str, node: ast.AST, tree: ast.Module) -> Met | None:
    created = last.module.created if last.module is not None else None
    if last.kind in _SOFTMAX and loss in _CROSS_ENTROPY.values():
        return Met(SoftmaxBeforeLoss(last.kind, loss), last.node, created)
    if last.kind in _SIGMOID and loss in _WITH_LOGITS.values() and not _one_of(tree, _OF_PROBABILITIES):
        return Met(SigmoidBeforeLoss(last.kind, loss), last.node, created)
    scores = last.kind == "Linear"
    if loss in _NEEDED and (scores or last.kind in _SOFTMAX) and not _one_of(tree, _MORE):
        return Met(LogitsIntoNll(last.kind, loss, _NEEDED[loss], scores), node, None)
    return None


def _one_of(tree: ast.Module, names: frozenset[str]) -> bool:
    return any(last_name(node) in names for node in _outside(tree))


REVIEW = Review(_look)
