"""`self.act = nn.PReLU`, `nn.Sequential(nn.Linear(8, 4), nn.ReLU)`: without brackets it is the class, and no layer."""

import ast
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.outcome import Repair, Trouble
from app.checker.walks import last_name, walk

_CONTAINERS = frozenset({"Sequential", "ModuleList", "ModuleDict", "OrderedDict", "append", "add_module", "insert"})
_PLACES = 6


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    places = [node for node in walk(trouble.source.tree) for node in _stored(node) if _is_layer(trouble, node)]
    for node in places[:_PLACES]:
        title = f"make the layer: {trouble.source.text(node)}()"
        yield Proposal(title, trouble.site.surround(node, "", "()")[1:], blames=node, telling=True)


def _stored(node: ast.AST) -> list[ast.expr]:
    """What is kept on an object, in a list or in a container of layers."""
    if isinstance(node, ast.Assign):
        return [node.value]
    if isinstance(node, ast.List):
        return node.elts
    if isinstance(node, ast.Tuple):  # `("relu", nn.ReLU)`, and not the classes that isinstance is given
        return node.elts if any(isinstance(part, ast.Constant) for part in node.elts) else []
    if isinstance(node, ast.Dict):
        return node.values
    if isinstance(node, ast.Call):
        return node.args if last_name(node.func) in _CONTAINERS else []
    return []


def _is_layer(trouble: Trouble, node: ast.expr) -> bool:
    if not isinstance(node, ast.Attribute | ast.Name):
        return False
    owner, _, name = trouble.source.text(node).rpartition(".")
    return name != "Module" and name in trouble.tables.layers and owner in {"", "nn", "torch.nn"}


REPAIR = Repair(_propose)
