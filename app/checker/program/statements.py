"""One statement of a paste: which names it binds, changes and asks for."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass

from app.checker.walks import walk

_SHOWS = frozenset({"print", "summary", "display"})
_ALTERS = frozenset({
    "append", "extend", "insert", "pop", "remove", "update", "setdefault", "add_module", "register_module",
    "register_parameter", "register_buffer",
})  # fmt: skip
_OF_TRAINING = frozenset({"train", "eval", "zero_grad", "to", "cuda", "cpu"})
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_OTHER_SCOPES = (*_FUNCTIONS, ast.ClassDef, *_COMPREHENSIONS)


@dataclass(frozen=True)
class Statement:
    """One statement at the top, with the names that it binds, changes and uses.

    `alters` are those of `changes` that are another thing afterwards (a store, an append); the rest may be.
    `decorators` are what stands behind an `@`: `MODELS.register()` may keep the class that it is given.
    `defers`: what it uses may be looked up later, when a function that it defines is called.
    """

    node: ast.stmt
    binds: frozenset[str]
    changes: frozenset[str]
    alters: frozenset[str]
    uses: frozenset[str]
    decorators: frozenset[str] = frozenset()
    defers: bool = False


def describe(node: ast.stmt, strangers: frozenset[str] = frozenset()) -> Statement:
    """What a statement does to the names around it; `strangers` are names that nothing in the paste binds."""
    binds, changes, alters = set[str](), set[str](), set[str]()
    in_loop = isinstance(node, ast.For | ast.While)
    uses = _asked(node)
    for inner in _outside_functions(node):
        if isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            binds.add(inner.name)
        elif isinstance(inner, ast.Import | ast.ImportFrom):
            binds |= {alias.asname or alias.name.split(".")[0] for alias in inner.names}
        elif isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Store | ast.Del):
            binds.add(inner.id)
        elif isinstance(inner, ast.Attribute | ast.Subscript) and isinstance(inner.ctx, ast.Store | ast.Del):
            alters.add(root(inner))
        elif isinstance(inner, ast.Expr) and isinstance(inner.value, ast.Call):
            if not (in_loop and _is_training(inner.value)) and not _is_lost(inner.value, node, strangers):
                changes |= _touched(inner.value)
            if isinstance(inner.value.func, ast.Attribute) and inner.value.func.attr in _ALTERS:
                alters.add(root(inner.value.func))
    if any(isinstance(n, ast.ImportFrom) and any(a.name == "*" for a in n.names) for n in [node]):
        binds.add("*")
    behind = frozenset(map(root, getattr(node, "decorator_list", ())))
    defers = any(isinstance(inner, _FUNCTIONS) for inner in walk(node))
    return Statement(
        node, frozenset(binds), frozenset(changes | alters), frozenset(alters), frozenset(uses | {"*"}), behind, defers
    )


def _asked(node: ast.AST) -> set[str]:
    """Names that a statement asks its surroundings for; a function's own names are not among them."""
    if isinstance(node, ast.ClassDef):
        return set().union(*map(_asked, ast.iter_child_nodes(node)))
    inside = walk(node)
    own = _counted(inside)
    uses = {name.id for name in inside if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Load)
            and name not in own}  # fmt: skip
    if not isinstance(node, ast.FunctionDef):
        return uses
    in_front = (*node.decorator_list, *node.args.defaults, *filter(None, node.args.kw_defaults))
    return uses - own_names(node) | set().union(*map(_asked, in_front))


def _counted(parts: Iterable[ast.AST]) -> set[ast.AST]:
    """The names that stand for what a comprehension goes through, which nothing outside it sees."""
    found = set[ast.AST]()
    for part in parts:
        if isinstance(part, _COMPREHENSIONS):
            through = {name.id for of in part.generators for name in walk(of.target) if isinstance(name, ast.Name)}
            found |= {name for name in walk(part) if isinstance(name, ast.Name) and name.id in through}
            found -= set(walk(part.generators[0].iter))
    return found


def own_names(function: ast.FunctionDef) -> set[str]:
    """Arguments, and what the function's own statements assign; those of functions inside it are left out."""
    spec = function.args
    given = (*spec.posonlyargs, *spec.args, *spec.kwonlyargs, *filter(None, (spec.vararg, spec.kwarg)))
    own, shared = {argument.arg for argument in given}, set[str]()
    waiting: list[ast.AST] = list(function.body)
    while waiting:
        part = waiting.pop()
        if isinstance(part, _OTHER_SCOPES):
            continue
        if isinstance(part, ast.Global | ast.Nonlocal):
            shared.update(part.names)
        elif isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store):
            own.add(part.id)
        waiting += ast.iter_child_nodes(part)
    return own - shared


def _is_lost(call: ast.Call, statement: ast.stmt, strangers: frozenset[str]) -> bool:
    """Whether a function that stands alone is not in the paste, or behind one that is not, in the same loop."""
    if not isinstance(call.func, ast.Name) or not strangers:
        return False
    in_loop = isinstance(statement, ast.For | ast.While)
    beside = [part.value for part in statement.body if isinstance(part, ast.Expr)] if in_loop else []  # type: ignore[attr-defined]
    return any(isinstance(other, ast.Call) and isinstance(other.func, ast.Name) and other.func.id in strangers
               for other in (call, *beside))  # fmt: skip


def _is_training(call: ast.Call) -> bool:
    """`model.train()` in a training loop, which builds nothing."""
    return isinstance(call.func, ast.Attribute) and call.func.attr in _OF_TRAINING


def changed_outside(function: ast.FunctionDef) -> frozenset[str]:
    """What of the paste's own top a call of a function changes: what it stores into, appends to, or calls global."""
    stored = {name for part in walk(function) if isinstance(part, ast.Global) for name in part.names}
    return frozenset((kept_by(function) - own_names(function)) | stored)


def kept_by(node: ast.stmt) -> frozenset[str]:
    """What a function stores into: the dictionary of a decorator that registers what it is given."""
    if not isinstance(node, ast.FunctionDef):
        return frozenset()
    stored = {root(inner) for inner in walk(node) if isinstance(inner, ast.Subscript)
              and isinstance(inner.ctx, ast.Store)}  # fmt: skip
    calls = (inner.func for inner in walk(node) if isinstance(inner, ast.Call))
    return frozenset(stored | {root(f) for f in calls if isinstance(f, ast.Attribute) and f.attr in _ALTERS})


def _outside_functions(node: ast.AST) -> Iterable[ast.AST]:
    """The node and what it holds, without the bodies of functions and classes and what comprehensions count."""
    yield node
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
        return
    for child in ast.iter_child_nodes(node):
        if not (isinstance(node, ast.comprehension) and child is node.target):
            yield from _outside_functions(child)


def _touched(call: ast.Call) -> set[str]:
    """What a call that stands alone may change: its receiver, and modules given to a function of the paste."""
    receiver = root(call.func)
    if isinstance(call.func, ast.Name):
        if receiver in _SHOWS:
            return set()
        return {arg.id for arg in call.args if isinstance(arg, ast.Name)}
    return {root(arg) for arg in call.args} if receiver in {"nn", "torch"} else {receiver}


def root(node: ast.AST) -> str:
    """`nn` of `nn.init.zeros_(x)`: the name that a path begins with; empty where it begins with something else."""
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Call):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def names_in(node: ast.AST) -> set[str]:
    """Every name that an expression asks its surroundings for."""
    inside = walk(node)
    own = _counted(inside)
    return {inner.id for inner in inside if isinstance(inner, ast.Name) and inner not in own} | {"*"}
