"""`self.pool = F.max_pool2d(2)` in a constructor: the function was called where the layer was to be made."""

import ast
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.evidence.surroundings import function_around
from app.checker.outcome import Repair, Trouble
from app.checker.walks import walk

_FUNCTIONS = ("F.", "nn.functional.", "torch.nn.functional.", "torch.")


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    node, line = trouble.met.node, getattr(trouble.met.node, "lineno", 0)
    function = function_around(trouble.source.tree, node) if node is not None else None
    if function is not None and function.name == "forward":
        return
    for call in walk(trouble.source.tree):
        if isinstance(call, ast.Call) and call.lineno == line and (name := _layer(trouble, call)):
            edits = trouble.site.replace(call.func, f"nn.{name}")
            yield Proposal(f"make the layer: nn.{name}", edits, blames=call, telling=True)


def _layer(trouble: Trouble, call: ast.Call) -> str | None:
    """The layer that does what the function does: `MaxPool2d` of `max_pool2d`."""
    text = trouble.source.text(call.func)
    front = next((front for front in _FUNCTIONS if text.startswith(front)), None)
    wanted = text.removeprefix(front).replace("_", "") if front else ""
    return next((name for name in trouble.tables.layers if name.lower() == wanted), None)


REPAIR = Repair(_propose)
