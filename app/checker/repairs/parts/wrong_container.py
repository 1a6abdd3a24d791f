"""`nn.Sequential` of a dict or of pairs, which wants layers; `layers.add(...)`, which other libraries have.

And `nn.ModuleList(first, second)`, which takes one list: a chain was meant, or a list.
"""

import ast
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.findings.missing_attribute import MissingAttribute
from app.checker.findings.torch_error import TorchError
from app.checker.findings.wrong_constructor_argument import WrongConstructorArgument
from app.checker.outcome import Repair, Trouble
from app.checker.walks import last_name

_ADDS = frozenset({"add", "push", "add_layer", "append_layer", "register"})
_LISTS = frozenset({"Sequential", "ModuleList", "list"})


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    fault, node = trouble.met.fault, trouble.met.node
    if isinstance(fault, MissingAttribute) and fault.name in _ADDS and fault.owner in _LISTS:
        if isinstance(node, ast.Attribute):
            new = f"{trouble.source.text(node.value)}.append"
            yield Proposal(f"write {new}", trouble.site.replace(node, new), blames=node)
    elif isinstance(fault, TorchError) and "is not a Module subclass" in fault.text and isinstance(node, ast.Call):
        yield from _handed_in(trouble, node)
    elif isinstance(fault, WrongConstructorArgument) and isinstance(node, ast.Call) and node.args:
        yield from _chain_or_list(trouble, node) if last_name(node.func) == "ModuleList" else ()


def _chain_or_list(trouble: Trouble, call: ast.Call) -> Iterator[Proposal]:
    name = trouble.source.text(call.func).replace("ModuleList", "Sequential")
    yield Proposal(f"make it an {name}", trouble.site.replace(call.func, name), blames=call, telling=True)
    front, back = trouble.site.surround(call.args[0], "[", ""), trouble.site.surround(call.args[-1], "", "]")
    yield Proposal("hand in one list", (front[0], back[1]), blames=call, telling=True)


def _handed_in(trouble: Trouble, call: ast.Call) -> Iterator[Proposal]:
    """The layers themselves: of a dict its values, of pairs their second parts."""
    if len(call.args) == 1:
        for front, back in (("*", ".values()"), ("*dict(", ").values()")):
            edits = trouble.site.surround(call.args[0], front, back)
            yield Proposal(
                f"hand in the layers: {front}{trouble.source.text(call.args[0])[:30]}{back}", edits, blames=call
            )
    pairs = [part for part in call.args if isinstance(part, ast.Tuple) and len(part.elts) == 2]
    if pairs and len(pairs) == len(call.args):
        edits = tuple(edit for part in pairs for edit in trouble.site.replace(part, trouble.source.text(part.elts[1])))
        yield Proposal("hand in the layers, without names", edits, blames=call)
    names = [part for part in call.args if isinstance(part, ast.Constant)]
    if names and len(call.args) > 1:
        kept = ", ".join(trouble.source.text(part) for part in call.args if part not in names)
        new = f"{trouble.source.text(call.func)}({kept})"
        yield Proposal("hand in the layers alone", trouble.site.replace(call, new), blames=call)


REPAIR = Repair(_propose)
