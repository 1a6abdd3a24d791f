"""A layer that `forward` calls and `__init__` never made: its name says which kind, the rows in front how wide."""

import ast
import re
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.edits.spelling import value_of
from app.checker.evidence.surroundings import class_around, methods, names_in_use
from app.checker.findings.missing_attribute import MissingAttribute
from app.checker.outcome import Repair, Trouble
from app.checker.report import Edit
from app.checker.walks import walk

_KINDS = (
    (r"relu|act|activation", ("ReLU()",)),
    (r"leaky.*", ("LeakyReLU(0.2)",)),
    (r"sigmoid|sig", ("Sigmoid()",)),
    (r"tanh", ("Tanh()",)),
    (r"softmax|log_softmax", ("Softmax(dim=1)",)),
    (r"flatten|flat", ("Flatten()",)),
    (r"dropout|drop|do", ("Dropout(0.5)",)),
    (r".*(avg|gap|global).*", ("AdaptiveAvgPool2d(1)", "AvgPool2d(2)")),
    (r".*pool.*|mp", ("MaxPool2d(2)",)),
    (r"up|upsample|.*upsampl.*", ("Upsample(scale_factor=2)",)),
    (r".*(bn|norm|batch).*", ("BatchNorm2d({c})", "BatchNorm1d({c})", "LayerNorm({last})")),
    (r".*(fc|linear|lin|head|dense|out|classifier|proj).*", ("Linear({last}, {next})",)),
    (r".*conv.*", ("Conv2d({c}, {next}, 3, padding=1)", "Conv2d({c}, {next}, 1)", "Conv2d({c}, {next}, 3)",
                   "Conv2d({c}, {next}, 5)")),
)  # fmt: skip
_WIDTHS = 4
_STEPS = 3
"""Axes of a batch of steps with their features."""


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    fault, node = trouble.met.fault, trouble.met.node
    if not isinstance(fault, MissingAttribute) or not fault.of_self or node is None:
        return
    cls = class_around(trouble.source.tree, node)
    init = next((m for m in methods(cls) if m.name == "__init__"), None) if cls is not None else None
    made = [n for n in walk(init) if isinstance(n, ast.Assign)] if init is not None else []
    if not made:
        return
    last = max(made, key=lambda statement: statement.lineno)
    for text in _layers(trouble, fault.name, init or last):
        new = f"\n{trouble.source.prefix(last.lineno)}self.{fault.name} = {text}"
        edit = Edit(span=trouble.source.end(last), new=new)
        yield Proposal(f"make it in __init__: self.{fault.name} = {text}", (edit,))


def _layers(trouble: Trouble, name: str, init: ast.AST) -> Iterator[str]:
    """What the layer may have been, written as the paste writes its other layers."""
    stem = re.sub(r"[_\d]+$", "", name.lower())
    kinds = next((texts for pattern, texts in _KINDS if re.fullmatch(pattern, stem)), ())
    rows = trouble.outcome.trace.rows
    shape = rows[-1].outputs[0] if rows and rows[-1].outputs else tuple((trouble.outcome.inputs or [[0]])[0])
    channels, final = (shape[1] if len(shape) > 1 else 0), (shape[-1] if shape else 0)
    if len(shape) == _STEPS and any("LayerNorm" in text for text in kinds):
        yield f"{_front(trouble, init)}LayerNorm({_named(trouble, init, final)})"
    for text in kinds:
        for width in _widths(trouble, init) if "{next}" in text else [""]:
            yield _front(trouble, init) + text.format(c=channels, last=final, next=width)


def _named(trouble: Trouble, init: ast.AST, number: int) -> str:
    """A width as the same constructor calls it, where another layer takes it by a name."""
    inside = {id(part) for part in walk(init)}
    for row in trouble.outcome.trace.rows:
        created = row.module.created if row.module is not None else None
        for origin in created.arguments.values() if created is not None else ():
            for name in [part.id for part in walk(origin.node) if isinstance(part, ast.Name)]:
                known = origin.names.get(name)
                if id(created.node if created else None) in inside and known is not None and value_of(known) == number:
                    return name
    return _as_parameter(init, number)


def _as_parameter(init: ast.AST, number: int) -> str:
    """The same, where a block of the class is handed it."""
    calls = [part for part in walk(init) if isinstance(part, ast.Call)]
    given = {part.id for call in calls for part in call.args[:1] if isinstance(part, ast.Name)}
    names = [name for name in names_in_use(init) if name in given] if isinstance(init, ast.FunctionDef) else []
    return next((name for name in names if "dim" in name or "model" in name), str(number))


def _widths(trouble: Trouble, init: ast.AST) -> list[str]:
    """The numbers that the other layers take, and what the function calls its classes."""
    calls = [n for n in walk(init) if isinstance(n, ast.Call) and n.args]
    taken = [trouble.source.text(call.args[0]) for call in calls if isinstance(call.func, ast.Attribute)]
    names = [arg.arg for arg in getattr(getattr(init, "args", None), "args", []) if "class" in arg.arg]
    return list(dict.fromkeys([*names, *(text for text in taken if text.isidentifier() or text.isdigit()), "10"]))[
        :_WIDTHS
    ]


def _front(trouble: Trouble, init: ast.AST) -> str:
    """`nn.`, as the others are written."""
    for node in walk(init):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr[:1].isupper():
            return f"{trouble.source.text(node.func.value)}."
    return "nn."


REPAIR = Repair(_propose)
