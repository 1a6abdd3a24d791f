"""What may be the model of a paste: what its statements call, build and define, looked for without running them."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field

from app.checker.program.statements import names_in, own_names
from app.checker.program.toplevel import TopLevel
from app.checker.walks import last_name, walk

_BASES = frozenset({"Module", "LightningModule", "ScriptModule"})
_KEEPS = frozenset(
    {"to", "cuda", "cpu", "eval", "train", "float", "double", "half", "bfloat16", "apply", "requires_grad_"}
)
_HOLDS = frozenset({"add_module", "register_module", "append", "extend", "insert", "update"})
_TRIES = frozenset({"main", "test", "train", "run"})
"""Functions that use a model; others build with what they make."""


@dataclass(frozen=True)
class Entry:
    """A model in a paste.

    Attributes:
        expression: what builds or names it.
        before: only statements in front of this one count.
        feed: the call of it in the paste, where there is one.
        guessed: the paste neither builds nor calls it where we looked: a class, or a function that would.
    """

    expression: ast.expr
    text: str
    before: int
    feed: ast.Call | None = None
    guessed: bool = False


@dataclass(frozen=True)
class Search:
    """A look through the statements from the `first` on; `building` is what is known of functions so far.

    `losses`: a layer that is a loss counts as a model, in a paste that has no other.
    """

    top: TopLevel
    layers: frozenset[str]
    building: dict[str, bool] = field(default_factory=dict)
    first: int = 0
    losses: bool = False

    def fed(self) -> Iterator[Entry]:
        """Calls of a model, in order."""
        for index, statement in enumerate(self.top.statements[self.first :], start=self.first):
            if isinstance(statement.node, ast.FunctionDef | ast.ClassDef):
                continue
            held = _held_by_lambdas(statement.node)
            for node in walk(statement.node):
                if node in held or not isinstance(node, ast.Call):
                    continue
                if node.args and self._is_model(node.func, index):
                    inside = isinstance(statement.node, ast.For | ast.While | ast.Try | ast.AsyncFunctionDef)
                    own = inside and not statement.binds.isdisjoint(names_in(node))
                    yield Entry(node.func, ast.unparse(node.func), index, None if own else node)

    def fed_inside(self) -> Iterator[Entry]:
        """Calls of a model in functions, with what the paste itself makes at the top: `out = model(features, adj)`."""
        end = len(self.top.statements)
        for function in self.top.functions.values():
            own = own_names(function)
            for node in walk(function):
                if isinstance(node, ast.Call) and node.args and isinstance(node.func, ast.Name):
                    asked = names_in(node) - {"*"}
                    at_top = all(self.top.value_of(name) is not None for name in asked)
                    if asked.isdisjoint(own) and at_top and self._is_model(node.func, end):
                        yield Entry(node.func, node.func.id, end, node)

    def built(self) -> Iterator[Entry]:
        """Names that hold a model, and models that are built in passing."""
        for index, statement in enumerate(self.top.statements[self.first :], start=self.first):
            node = statement.node
            if isinstance(node, ast.Assign) and self._is_model(node.value, index):
                for target in node.targets:
                    if isinstance(target, ast.Name):
                        name = ast.copy_location(ast.Name(target.id, ast.Load()), target)
                        yield Entry(name, target.id, len(self.top.statements))
            elif isinstance(node, ast.Expr) and not _hands_over(node.value):
                held = _held_by_lambdas(node)
                for inner in walk(node):
                    if inner in held or not isinstance(inner, ast.Call):
                        continue
                    if self._is_model(inner, index) and not _is_name(inner):
                        yield Entry(inner, ast.unparse(inner), index + 1)
                        break

    def classes(self) -> Iterator[Entry]:
        """The paste's own module classes that no other class builds; all of them where each builds another."""
        modules = [cls for cls in self.top.classes.values() if self.is_module_class(cls)]
        modules = modules or [cls for cls in self.top.classes.values() if self._looks_like_one(cls)]
        used = {n.id for cls in modules for n in walk(cls) if isinstance(n, ast.Name) and n.id != cls.name}
        for cls in [cls for cls in modules if cls.name not in used] or modules:
            name = ast.copy_location(ast.Name(cls.name, ast.Load()), cls)
            yield Entry(name, cls.name, len(self.top.statements), guessed=True)

    def _looks_like_one(self, cls: ast.ClassDef) -> bool:
        """Whether a class without any base has layers and a `forward`, and was meant to be a module."""
        forward = any(isinstance(part, ast.FunctionDef) and part.name == "forward" for part in cls.body)
        idle = all(isinstance(base, ast.Name) and base.id == "object" for base in cls.bases)
        return forward and idle and any(isinstance(n, ast.Attribute) and n.attr in self.layers for n in walk(cls))

    def factories(self) -> Iterator[Entry]:
        """Functions without arguments that build a model and return it."""
        for function in self.top.callable_functions():
            if self._returns_model(function):
                name = ast.copy_location(ast.Name(function.name, ast.Load()), function)
                call = ast.copy_location(ast.Call(name, [], []), function)
                yield Entry(call, f"{function.name}()", len(self.top.statements), guessed=True)

    def needs_arguments(self, name: str) -> bool:
        """Whether a class of the paste cannot be built without arguments."""
        cls = self.top.classes.get(name)
        inits = [n for n in (cls.body if cls else ()) if isinstance(n, ast.FunctionDef) and n.name == "__init__"]
        return any(len(init.args.args) - 1 > len(init.args.defaults) for init in inits)

    def is_own(self, expression: ast.expr, before: int | None = None) -> bool:
        """Whether a model is of a class of the paste, rather than a single layer; `net = net.eval()` names an older."""
        if isinstance(expression, ast.Name):
            found = self.top.assigned(expression.id, before)
            return found is not None and self.is_own(found[1], found[0])
        if isinstance(expression, ast.Call) and isinstance(expression.func, ast.Attribute):
            if expression.func.attr in _KEEPS:
                return self.is_own(expression.func.value, before)
            return expression.func.attr == "Sequential"
        return isinstance(expression, ast.Call) and isinstance(expression.func, ast.Name)

    def is_module_class(self, cls: ast.ClassDef, depth: int = 0) -> bool:
        """Whether a class inherits from a module, by the names of its bases."""
        for base in cls.bases:
            last = ast.unparse(base).rpartition(".")[2]
            own = self.top.classes.get(last)
            if last in _BASES or last in self.layers:
                return True
            if own is not None and own is not cls and depth < 20 and self.is_module_class(own, depth + 1):
                return True
        return False

    def _is_model(self, node: ast.expr, before: int, depth: int = 0) -> bool:
        if depth > 10:
            return False
        if isinstance(node, ast.Name):
            found = self.top.assigned(node.id, before)
            return found is not None and self._is_model(found[1], found[0], depth + 1)
        if not isinstance(node, ast.Call):
            return False
        function = node.func
        if isinstance(function, ast.Attribute) and function.attr in _KEEPS:
            return self._is_model(function.value, before, depth + 1)
        last = last_name(function)
        if last in self.layers:
            return self.losses or not last.endswith("Loss")
        if isinstance(function, ast.Subscript) and isinstance(function.value, ast.Name):
            kept = self.top.value_of(function.value.id, before)
            return kept is not None and any(self._makes_model(n, before) for n in walk(kept) if isinstance(n, ast.Name))
        return isinstance(function, ast.Name) and self._makes_model(function, before)

    def _makes_model(self, name: ast.Name, before: int) -> bool:
        """Whether a name is a module class of the paste, or a function that returns a model."""
        own = self._class_of(name, before)
        if own is not None:
            return self.is_module_class(own)
        return name.id in self.top.functions and self._returns_model(self.top.functions[name.id])

    def is_tried_part(self, entry: Entry) -> bool:
        """Whether an instance is only tried out, since another module or a function builds with its class."""
        value = self.top.value_of(entry.text, entry.before)
        built = value.func if isinstance(value, ast.Call) else None
        own = self._class_of(built, entry.before) if isinstance(built, ast.Name) else None
        functions = (function for function in self.top.functions.values() if own and not hands_out(function, own.name))
        modules = (cls for cls in self.top.classes.values() if self.is_module_class(cls))
        users: list[ast.ClassDef | ast.FunctionDef] = [*modules, *functions]
        return own is not None and any(
            _builds_with(user, own.name) for user in users if user.name not in {own.name, *_TRIES}
        )

    def _class_of(self, name: ast.Name, before: int) -> ast.ClassDef | None:
        """The class of the paste that a name stands for, also where another name was given to it."""
        other = self.top.value_of(name.id, before)
        alias = other.id if isinstance(other, ast.Name) and name.id not in self.top.classes else name.id
        return self.top.classes.get(alias)

    def builds_model(self, function: ast.FunctionDef) -> bool:
        """Whether a function of the paste builds a module, itself or by another one."""
        if function.name not in self.building:
            self.building[function.name] = False  # for functions that call each other
            calls = (node for node in walk(function) if isinstance(node, ast.Call))
            self.building[function.name] = any(self._builds(call) for call in calls)
        return self.building[function.name]

    def _returns_model(self, function: ast.FunctionDef) -> bool:
        """Whether it returns something, too."""
        returns = (node for node in walk(function) if isinstance(node, ast.Return) and node.value is not None)
        return self.builds_model(function) and next(returns, None) is not None

    def _builds(self, call: ast.Call) -> bool:
        last = last_name(call.func)
        own, function = self.top.classes.get(last), self.top.functions.get(last)
        if function is not None:
            return self.builds_model(function)
        return (own is not None and self.is_module_class(own)) or (last in self.layers and last[0].isupper())


def _held_by_lambdas(node: ast.AST) -> set[ast.AST]:
    """What stands inside functions without a name that take arguments, which nobody knows here."""
    lambdas = (inner for inner in walk(node) if isinstance(inner, ast.Lambda) and inner.args.args)
    return {part for inner in lambdas for part in walk(inner)}


def _builds_with(node: ast.AST, name: str) -> bool:
    return any(_calls(part, name) for part in walk(node))


def hands_out(function: ast.FunctionDef, name: str) -> bool:
    """Whether a function gives what it builds with a class as it is: `def net18(): return Net(18)`."""
    built = {
        target.id
        for part in walk(function)
        if isinstance(part, ast.Assign) and _calls(part.value, name)
        for target in part.targets
        if isinstance(target, ast.Name)
    }
    given = [part.value for part in walk(function) if isinstance(part, ast.Return) and part.value is not None]
    return any(_calls(value, name) or (isinstance(value, ast.Name) and value.id in built) for value in given)


def _calls(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Call) and last_name(node.func) == name


def _is_name(model: ast.expr) -> bool:
    """Whether `net.eval()` is only the model that a name holds already."""
    while isinstance(model, ast.Call) and isinstance(model.func, ast.Attribute) and model.func.attr in _KEEPS:
        model = model.func.value
    return isinstance(model, ast.Name)


def _hands_over(node: ast.expr) -> bool:
    """`model.add_module('fc', nn.Linear(8, 2))`: the layer becomes a part of what holds it."""
    function = node.func if isinstance(node, ast.Call) else None
    return isinstance(function, ast.Attribute) and function.attr in _HOLDS
