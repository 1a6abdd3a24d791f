"""Calls that feed a model without standing in its place: `summary(net, (3, 32, 32))`, `torch.jit.trace(net, x)`.

Each library has its own habit: torchsummary puts a batch of two in front of the sizes that it is given, ptflops
one of one, torchinfo and torchview none; all others take tensors.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from app.checker.paste.namespaces import imported
from app.checker.program.toplevel import TopLevel
from app.checker.walks import walk

_BATCHES = {"torchsummary": 2, "ptflops": 1}
_TENSORS = frozenset({"trace", "export", "profile", "add_graph", "FlopCountAnalysis", "make_dot"})
_SIZES = frozenset({"summary", "get_model_complexity_info", "draw_graph"})
_KEYWORDS = frozenset({"input_size", "input_data", "inputs", "example_inputs", "args", "input_to_model", "input_res"})


@dataclass(frozen=True)
class Feeder:
    """One such call.

    Attributes:
        model: what is fed.
        argument: the sizes or tensors that it is fed with.
        batch: the batch that is put in front of sizes; None where they are whole.
        tensors: it takes tensors, which the paste makes itself.
    """

    model: ast.expr
    argument: ast.expr
    batch: int | None
    tensors: bool


def feeders(top: TopLevel, model: str) -> list[Feeder]:
    """Those of this model, else of any; the paste's own tensors in front of sizes."""
    found = list(_all(top))
    own = [feeder for feeder in found if ast.unparse(feeder.model) == model]
    return sorted(own or found, key=lambda feeder: not feeder.tensors)


def _all(top: TopLevel) -> Iterator[Feeder]:
    names = imported(top.tree)
    for statement in top.statements:
        for node in walk(statement.node):
            if isinstance(node, ast.Call) and node.args:
                yield from _of(node, names)


def _of(call: ast.Call, names: dict[str, str]) -> Iterator[Feeder]:
    root, *rest = ast.unparse(call.func).split(".")
    library, *_ = path = [*names.get(root, root).split("."), *rest]
    if path[-1] not in _TENSORS | _SIZES:
        return
    tensors = path[-1] in _TENSORS
    batch = (
        None if tensors or library in {"torchinfo", "torchview"} else _BATCHES.get(library, _BATCHES["torchsummary"])
    )
    if any(keyword.arg == "batch_dim" for keyword in call.keywords):
        batch = 1  # torchinfo's own word for sizes without a batch
    given = [keyword.value for keyword in call.keywords if keyword.arg in _KEYWORDS]
    for argument in (*call.args[1:2], *given):
        yield Feeder(call.args[0], argument, batch, tensors)
