"""What a paste stores into what it imports: one that changes torch itself is not checked against another torch."""

import ast
from collections import Counter
from collections.abc import Iterable

from app.checker.paste.namespaces import SUPPLIED
from app.checker.program.statements import describe, root
from app.checker.signals import CannotTell
from app.checker.walks import walk

_STORES = frozenset({ast.Attribute, ast.Subscript, ast.Call})
_FLAGS = frozenset(
    {"torch.backends", "plt", "matplotlib", "np.random", "os.environ", "warnings", "sys.path", "logging"}
)
"""Harmless switches."""


def is_switch(path: str) -> bool:
    """Whether a path leads to a switch, whose place changes no sizes: `torch.backends.cudnn`."""
    return any(path.startswith(flag) for flag in _FLAGS)


def refuse(tree: ast.Module, world: Iterable[str]) -> None:
    """Ends the reading where a paste changes what it imports.

    `world` are the modules that can be read: what is stored into others reaches no layer of the checker's.

    Raises:
        CannotTell: at the first such statement; switches such as `torch.backends` are let through.
    """
    found = [(node, target) for node in walk(tree) if (target := _stored(node)) is not None]
    if not found:
        return
    read, names, paths = {module.partition(".")[0] for module in world}, _imported(tree), _paths(tree)
    for node, target in found:
        if root(target) not in names:
            continue
        text, name = ast.unparse(target), root(target)
        sources = paths.get(name, {name})
        if name in paths and not {source.partition(".")[0] for source in sources} & read:
            continue
        meant = {text, *(source + text.removeprefix(name) for source in sources)}
        if not any(map(is_switch, meant)):
            message = f"`{text}` stores into something imported, which is not read by the checker"
            raise CannotTell("unsupported", message, node)


def _imported(tree: ast.Module) -> frozenset[str]:
    """Names that import statements bind, anywhere in the paste, and other names given to what is imported."""
    nodes = list(walk(tree))
    imports = [node for node in nodes if isinstance(node, ast.Import | ast.ImportFrom)]
    found = {name for node in imports for name in describe(node).binds} if imports else set(SUPPLIED)
    stored = Counter(n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store))
    for node in nodes:
        if isinstance(node, ast.Assign) and _is_path(node.value):
            names = {target.id for target in node.targets if isinstance(target, ast.Name)}
            found |= {name for name in names if stored[name] == 1 and root(node.value) in found}
    return frozenset(found)


def _paths(tree: ast.Module) -> dict[str, set[str]]:
    """What each imported name may stand for: `torch.backends.cudnn` for `cudnn`."""
    found: dict[str, set[str]] = {}
    for node in walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                package = alias.name.partition(".")[0]
                found.setdefault(alias.asname or package, set()).add(alias.name if alias.asname else package)
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                found.setdefault(alias.asname or alias.name, set()).add(f"{node.module or ''}.{alias.name}")
    return found


def _is_path(node: ast.expr) -> bool:
    """`nn`, `nn.Linear`; what a call gives, `make().body`, is another thing than what is imported."""
    while isinstance(node, ast.Attribute):
        node = node.value
    return isinstance(node, ast.Name)


def _stored(node: ast.AST) -> ast.expr | None:
    """What a node stores into: `nn.Linear = ...`, `setattr(nn, ...)`, `vars(nn)[...] = ...`."""
    if type(node) not in _STORES:
        return None
    if isinstance(node, ast.Attribute | ast.Subscript) and isinstance(node.ctx, ast.Store | ast.Del):
        held = node.value
        through = isinstance(held, ast.Call) and isinstance(held.func, ast.Name) and held.func.id == "vars"
        return held.args[0] if through and isinstance(held, ast.Call) and held.args else node
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"setattr", "delattr"}:
        return node.args[0] if node.args else None
    return None
