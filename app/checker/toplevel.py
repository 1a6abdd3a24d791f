"""The statements of a paste, and which of them a name needs: only those are run.

Scripts hold training loops, data loaders and plots around the model. What the model does not need is
never read, so it cannot fail.
"""

import ast
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from app.checker.signals import CannotTell
from app.checker.walks import walk

_SHOWS = frozenset({"print", "summary", "display"})
_ALTERS = frozenset({
    "append", "extend", "insert", "pop", "remove", "update", "setdefault", "add_module", "register_module",
    "register_parameter", "register_buffer",
})  # fmt: skip
_OF_TRAINING = frozenset({"train", "eval", "zero_grad", "to", "cuda", "cpu"})
_GROUPS = frozenset({"add_argument_group", "add_mutually_exclusive_group"})
SUPPLIED = {
    "torch": "torch", "nn": "torch.nn", "F": "torch.nn.functional", "math": "math", "np": "numpy",
    "init": "torch.nn.init", "functools": "functools", "optim": "torch.optim", "copy": "copy",
}  # fmt: skip
"""Names that a paste without any import gets, with their modules."""
_OTHER_SCOPES = (
    ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp,
    ast.GeneratorExp,
)  # fmt: skip
_STORES = frozenset({ast.Attribute, ast.Subscript, ast.Call})
_FLAGS = frozenset(
    {"torch.backends", "plt", "matplotlib", "np.random", "os.environ", "warnings", "sys.path", "logging"}
)


@dataclass(frozen=True)
class Statement:
    """One statement at the top, with the names that it binds, changes and uses.

    `alters` are those of `changes` that are another thing afterwards (a store, an append); the rest may be.
    `decorators` are what stands behind an `@`: `MODELS.register()` may keep the class that it is given.
    """

    node: ast.stmt
    binds: frozenset[str]
    changes: frozenset[str]
    alters: frozenset[str]
    uses: frozenset[str]
    decorators: frozenset[str] = frozenset()


@dataclass(frozen=True)
class TopLevel:
    """The statements in order; the bodies of `if __name__ == "__main__"` and of plain `with` stand in their place.

    `inside` is a function whose body is read behind them, as if it were called: the `test()` or `main()`
    that builds and feeds the model.
    """

    tree: ast.Module
    inside: ast.FunctionDef | None = None

    @cached_property
    def outside(self) -> list[Statement]:
        """The statements of the paste itself."""
        return [_describe(node) for node in _flat(self.tree.body)]

    @cached_property
    def statements(self) -> list[Statement]:
        """All of them, in order."""
        return self.outside + ([_describe(node) for node in _as_called(self.inside)] if self.inside is not None else [])

    @cached_property
    def hidden(self) -> dict[str, ast.FunctionDef]:
        """Names of the function that is read as if it were called; the code around it does not see them."""
        if self.inside is None:
            return {}
        outside = frozenset[str]().union(*(statement.binds for statement in self.outside))
        within = frozenset[str]().union(*(statement.binds for statement in self.statements[len(self.outside) :]))
        return dict.fromkeys(within - outside, self.inside)

    def called(self, function: ast.FunctionDef) -> "TopLevel":
        """The same paste with the body of a function behind it."""
        inner = TopLevel(self.tree, function)
        inner.__dict__["outside"] = self.outside  # described once, for all functions
        return inner

    def callable_functions(self) -> list[ast.FunctionDef]:
        """Functions that can be called without arguments: those that the paste calls first, then test and main."""
        plain = [f for f in self.functions.values() if len(f.args.args) == len(f.args.defaults) and not f.args.vararg]
        called = {_root(s.node.value) for s in self.statements if isinstance(s.node, ast.Expr)}
        return sorted(plain, key=lambda f: (f.name not in called, f.name not in {"test", "main"}))

    def needed(self, names: Iterable[str], before: int) -> list[int]:
        """The statements in front of `before` that these names need, in order."""
        wanted, chosen = set(names), set[int]()
        grown = True
        while grown:
            grown = False
            for index, statement in enumerate(self.statements[:before]):
                touched = statement.binds | self._changed(statement) | self._kept(statement) | self._beyond(statement)
                if index not in chosen and touched & wanted:
                    chosen.add(index)
                    wanted |= statement.uses
                    if "globals" in statement.uses:  # any name may be asked for
                        wanted |= {*self.classes, *self.functions}
                    grown = True
        return sorted(chosen)

    def _changed(self, statement: Statement) -> frozenset[str]:
        """What it changes: a function of the paste that trains what it is given leaves its sizes alone."""
        call = statement.node.value if isinstance(statement.node, ast.Expr) else None
        called = call.func.id if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) else ""
        function = self.functions.get(called)
        return frozenset() if function is not None and _trains(function) else statement.changes

    def _beyond(self, statement: Statement) -> frozenset[str]:
        """What is changed through another name: a group of arguments adds them to its parser."""
        return frozenset(self._groups[name] for name in statement.changes & self._groups.keys())

    @cached_property
    def _groups(self) -> dict[str, str]:
        """By the name of a group of arguments, that of its parser."""
        found = {}
        for name, assigned in self._assigned.items():
            for _, value in assigned:
                if isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute) and value.func.attr in _GROUPS:
                    found[name] = _root(value.func)
        return found

    def _kept(self, statement: Statement) -> frozenset[str]:
        """What may hold a function or class for what stands behind its `@`."""
        return frozenset().union(*(self._registers.get(name, ()) for name in statement.decorators))

    @cached_property
    def _registers(self) -> dict[str, frozenset[str]]:
        """The names of the paste's own behind an `@`, each with itself and with what its function stores into."""
        behind = frozenset().union(*(statement.decorators for statement in self.statements))
        own = [s for s in self.statements if not isinstance(s.node, ast.Import | ast.ImportFrom)] if behind else []
        return {name: _kept_by(s.node) | {name} for s in own for name in s.binds & behind}

    def value_of(self, name: str, before: int | None = None) -> ast.expr | None:
        """The expression that a name was last assigned in front of a statement."""
        for index, value in reversed(self._assigned.get(name, [])):
            if before is None or index < before:
                return value
        return None

    @cached_property
    def _assigned(self) -> dict[str, list[tuple[int, ast.expr]]]:
        """By name, the statements that assign it, with what they assign."""
        found: dict[str, list[tuple[int, ast.expr]]] = {}
        for index, statement in enumerate(self.statements):
            if isinstance(statement.node, ast.Assign):
                for target in statement.node.targets:
                    if isinstance(target, ast.Name):
                        found.setdefault(target.id, []).append((index, statement.node.value))
        return found

    def rebound(self, name: str, after: int) -> bool:
        """Whether a name gets another value in or behind a statement."""
        return any(name in statement.binds for statement in self.statements[after:])

    @cached_property
    def classes(self) -> dict[str, ast.ClassDef]:
        """Classes at the top, by name."""
        return {s.node.name: s.node for s in self.statements if isinstance(s.node, ast.ClassDef)}

    @cached_property
    def functions(self) -> dict[str, ast.FunctionDef]:
        """Functions at the top, by name."""
        return {s.node.name: s.node for s in self.statements if isinstance(s.node, ast.FunctionDef)}

    @cached_property
    def imported(self) -> frozenset[str]:
        """Names that import statements bind, anywhere in the paste, and other names given to what is imported."""
        nodes = list(walk(self.tree))
        imports = [node for node in nodes if isinstance(node, ast.Import | ast.ImportFrom)]
        found = {name for node in imports for name in _describe(node).binds} if imports else set(SUPPLIED)
        stored = Counter(n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store))
        for node in nodes:
            if isinstance(node, ast.Assign) and _is_path(node.value):
                names = {target.id for target in node.targets if isinstance(target, ast.Name)}
                found |= {name for name in names if stored[name] == 1 and _root(node.value) in found}
        return frozenset(found)

    @cached_property
    def _sources(self) -> dict[str, set[str]]:
        """What each imported name may stand for, as a path: `cudnn` for `torch.backends.cudnn`."""
        found: dict[str, set[str]] = {}
        for node in walk(self.tree):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    package = alias.name.partition(".")[0]
                    found.setdefault(alias.asname or package, set()).add(alias.name if alias.asname else package)
            elif isinstance(node, ast.ImportFrom):
                for alias in node.names:
                    found.setdefault(alias.asname or alias.name, set()).add(f"{node.module or ''}.{alias.name}")
        return found

    def refuse_stores(self, world: Iterable[str]) -> None:
        """A paste that changes torch itself is another torch than the one that is checked.

        `world` are the modules that can be read: what is stored into others reaches no layer of the checker's.

        Raises:
            CannotTell: at the first such statement; harmless switches such as `torch.backends` are let through.
        """
        read = {module.partition(".")[0] for module in world}
        for node in walk(self.tree):
            target = _stored(node)
            if target is None or _root(target) not in self.imported:
                continue
            text, root = ast.unparse(target), _root(target)
            sources = self._sources.get(root, {root})
            if root in self._sources and not {source.partition(".")[0] for source in sources} & read:
                continue
            meant = {text, *(source + text.removeprefix(root) for source in sources)}
            if not any(path.startswith(flag) for path in meant for flag in _FLAGS):
                message = f"`{text}` stores into something imported, which is not read by the checker"
                raise CannotTell("unsupported", message, node)


def _is_path(node: ast.expr) -> bool:
    """`nn`, `nn.Linear`; what a call gives, `make().body`, is another thing than what is imported."""
    while isinstance(node, ast.Attribute):
        node = node.value
    return isinstance(node, ast.Name)


def _flat(body: list[ast.stmt]) -> list[ast.stmt]:
    found: list[ast.stmt] = []
    for node in body:
        plain_with = isinstance(node, ast.With) and all(item.optional_vars is None for item in node.items)
        if (isinstance(node, ast.If) and _is_main(node.test)) or plain_with:
            found += _flat(node.body)  # type: ignore[attr-defined]
        else:
            found.append(node)
    return found


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


def _as_called(function: ast.FunctionDef) -> list[ast.stmt]:
    """The body of a function behind its defaults, each as an assignment."""
    names, defaults = function.args.args, function.args.defaults
    given = [
        ast.copy_location(ast.Assign([ast.copy_location(ast.Name(name.arg, ast.Store()), name)], value), value)
        for name, value in zip(names[len(names) - len(defaults) :], defaults, strict=True)
    ]
    if function.args.kwarg is not None:
        name = ast.copy_location(ast.Name(function.args.kwarg.arg, ast.Store()), function)
        empty = ast.copy_location(ast.Dict([], []), function)
        given.append(ast.copy_location(ast.Assign([name], empty), function))
    return [*given, *_flat(function.body)]


def _is_main(test: ast.expr) -> bool:
    return isinstance(test, ast.Compare) and isinstance(test.left, ast.Name) and test.left.id == "__name__"


def _describe(node: ast.stmt) -> Statement:
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
            alters.add(_root(inner))
        elif isinstance(inner, ast.Expr) and isinstance(inner.value, ast.Call):
            changes |= _touched(inner.value) if not (in_loop and _is_training(inner.value)) else set()
            if isinstance(inner.value.func, ast.Attribute) and inner.value.func.attr in _ALTERS:
                alters.add(_root(inner.value.func))
    if any(isinstance(n, ast.ImportFrom) and any(a.name == "*" for a in n.names) for n in [node]):
        binds.add("*")
    behind = frozenset(map(_root, getattr(node, "decorator_list", ())))
    return Statement(
        node, frozenset(binds), frozenset(changes | alters), frozenset(alters), frozenset(uses | {"*"}), behind
    )


def _asked(node: ast.AST) -> set[str]:
    """Names that a statement asks its surroundings for; a function's own names are not among them."""
    if isinstance(node, ast.ClassDef):
        return set().union(*map(_asked, ast.iter_child_nodes(node)))
    names = [inner for inner in walk(node) if isinstance(inner, ast.Name)]
    uses = {name.id for name in names if isinstance(name.ctx, ast.Load)}
    if not isinstance(node, ast.FunctionDef):
        return uses
    in_front = (*node.decorator_list, *node.args.defaults, *filter(None, node.args.kw_defaults))
    return uses - own_names(node) | set().union(*map(_asked, in_front))


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


def _trains(function: ast.FunctionDef) -> bool:
    """Whether a function walks backwards through a model, as a training loop does."""
    calls = (node.func for node in walk(function) if isinstance(node, ast.Call))
    return any(isinstance(called, ast.Attribute) and called.attr == "backward" for called in calls)


def _is_training(call: ast.Call) -> bool:
    """`model.train()` in a training loop, which builds nothing."""
    return isinstance(call.func, ast.Attribute) and call.func.attr in _OF_TRAINING


def _kept_by(node: ast.stmt) -> frozenset[str]:
    """What a function stores into: the dictionary of a decorator that registers what it is given."""
    if not isinstance(node, ast.FunctionDef):
        return frozenset()
    stored = {_root(inner) for inner in walk(node) if isinstance(inner, ast.Subscript)
              and isinstance(inner.ctx, ast.Store)}  # fmt: skip
    calls = (inner.func for inner in walk(node) if isinstance(inner, ast.Call))
    return frozenset(stored | {_root(f) for f in calls if isinstance(f, ast.Attribute) and f.attr in _ALTERS})


def _outside_functions(node: ast.AST) -> Iterable[ast.AST]:
    """The node and what it holds, without the bodies of functions and classes."""
    yield node
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
        return
    for child in ast.iter_child_nodes(node):
        yield from _outside_functions(child)


def _touched(call: ast.Call) -> set[str]:
    """What a call that stands alone may change: its receiver, and modules given to a function of the paste."""
    root = _root(call.func)
    if isinstance(call.func, ast.Name):
        if root in _SHOWS:
            return set()
        return {arg.id for arg in call.args if isinstance(arg, ast.Name)}
    return {_root(arg) for arg in call.args} if root in {"nn", "torch"} else {root}


def _root(node: ast.AST) -> str:
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Call):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def names_in(node: ast.AST) -> set[str]:
    """Every name that an expression loads."""
    return {inner.id for inner in walk(node) if isinstance(inner, ast.Name)} | {"*"}
