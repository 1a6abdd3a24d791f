"""What a paste calls torch's namespaces, by what it imports or is supplied with."""

import ast

from app.checker.walks import walk

SUPPLIED = {
    "torch": "torch", "nn": "torch.nn", "F": "torch.nn.functional", "math": "math", "np": "numpy",
    "init": "torch.nn.init", "functools": "functools", "optim": "torch.optim", "copy": "copy",
}  # fmt: skip
"""Names that a paste without any import gets, with their modules."""


def imported(tree: ast.Module) -> dict[str, str]:
    """The full name behind each imported one: `ts` stands for `torchsummary.summary`."""
    found: dict[str, str] = {}
    for node in walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.asname: alias.name for alias in node.names if alias.asname}
        elif isinstance(node, ast.ImportFrom):
            found |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
    return found


def spelled(tree: ast.Module, home: str) -> str | None:
    """What a paste calls one of torch's namespaces; None where it imports nothing that leads there."""
    modules = [alias for node in walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    names = imported(tree)
    if not modules and not names:
        return next((name for name, full in SUPPLIED.items() if full == home), home)
    short = next((name for name, full in names.items() if full == home), None)
    if short is not None:
        return short
    if any(not alias.asname and alias.name.partition(".")[0] == "torch" for alias in modules):
        return home
    above = next((name for name, full in names.items() if home.startswith(f"{full}.")), None)
    return home.replace(names[above], above, 1) if above is not None else None
