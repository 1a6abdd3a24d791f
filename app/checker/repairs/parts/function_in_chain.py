"""`F.relu()` among the layers of a Sequential: a function wants its tensor, and a layer was meant."""

import ast
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.evidence.surroundings import inside
from app.checker.findings.python_error import PythonError
from app.checker.findings.torch_error import TorchError
from app.checker.outcome import Repair, Trouble


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    fault, call = trouble.met.fault, trouble.met.node
    if not isinstance(fault, PythonError | TorchError) or not isinstance(call, ast.Call):
        return
    chain = inside(trouble.source.tree, call, ast.Call)
    if not isinstance(chain, ast.Call) or call not in chain.args:
        return
    plain = trouble.source.text(call.func).rpartition(".")[2].replace("_", "").lower()
    layer = next((name for name in trouble.tables.layers if name.lower() == plain), None)
    holder = trouble.source.text(chain.func).rpartition(".")[0]
    if layer is not None and holder:
        edits = trouble.site.replace(call.func, f"{holder}.{layer}")
        yield Proposal(f"take the layer: {holder}.{layer}", edits, blames=call, telling=True)


REPAIR = Repair(_propose)
