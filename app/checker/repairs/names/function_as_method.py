"""`x.leaky_relu(0.1)`, which is a function, and `torch.view(x, ...)`, which is a method: each the other way round."""

import ast
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.findings.missing_attribute import MissingAttribute
from app.checker.findings.unknown_torch_name import UnknownTorchName
from app.checker.outcome import Repair, Trouble
from app.checker.paste.namespaces import spelled
from app.checker.walks import walk

_HOMES = ("torch", "torch.nn.functional")


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    fault, node = trouble.met.fault, trouble.met.node
    called = next(
        (part for part in walk(trouble.source.tree) if isinstance(part, ast.Call) and part.func is node), None
    )
    if called is None or not isinstance(node, ast.Attribute):
        return
    text = trouble.source.text
    given = [text(part) for part in (*called.args, *called.keywords)]
    method = isinstance(fault, UnknownTorchName) and not fault.meant and fault.name in trouble.tables.methods["Tensor"]
    if isinstance(fault, UnknownTorchName) and method and given:
        new = f"{given[0]}.{fault.name}({', '.join(given[1:])})"
        yield Proposal(f"write {new}", trouble.site.replace(called, new), blames=called, telling=True)
    if isinstance(fault, MissingAttribute) and fault.owner == "Tensor":
        for home in (name for name in _HOMES if fault.name in trouble.tables.modules[name].members):
            new = f"{spelled(trouble.source.tree, home) or home}.{fault.name}({', '.join([text(node.value), *given])})"
            yield Proposal(f"write {new}", trouble.site.replace(called, new), blames=called, telling=True)


REPAIR = Repair(_propose)
