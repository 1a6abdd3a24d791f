"""`x.view(x.size(), -1)`: all sizes stand where the batch was meant, the first of them."""

import ast
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.findings.python_error import PythonError
from app.checker.findings.torch_error import TorchError
from app.checker.outcome import Repair, Trouble

_VIEWS = frozenset({"view", "reshape", "expand", "repeat", "zeros", "ones", "randn"})


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    fault, call = trouble.met.fault, trouble.met.node
    if not isinstance(fault, PythonError | TorchError) or not isinstance(call, ast.Call) or len(call.args) < 2:
        return
    if trouble.source.text(call.func).rpartition(".")[2] not in _VIEWS:
        return
    for place, part in enumerate(call.args):
        text = trouble.source.text(part)
        first = f"{text[:-2]}({place})" if text.endswith(".size()") else f"{text}[{place}]"
        if text.endswith((".size()", ".shape")):
            edits = trouble.site.replace(part, first)
            yield Proposal(f"take the size of axis {place}: {first}", edits, blames=call, telling=True)


REPAIR = Repair(_propose)
