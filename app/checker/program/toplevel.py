"""The statements of a paste, and which of them a name needs: only those are run.

Scripts hold training loops, data loaders and plots around the model. What the model does not need is
never read, so it cannot fail.
"""

import ast
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from app.checker.program.statements import Statement, changed_outside, describe, kept_by, names_in, root
from app.checker.program.strangers import strangers_of
from app.checker.walks import walk

_BY_TEXT = frozenset({"eval", "exec", "globals"})
_WORD = re.compile(r"[^\W\d]\w*")
_GROUPS = frozenset({"add_argument_group", "add_mutually_exclusive_group"})


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
        """The statements of the paste itself, without those that read back what it saved."""
        return [describe(node, self._strangers) for node in _flat(self.tree.body) if not self._reads_back(node)]

    @cached_property
    def _strangers(self) -> frozenset[str]:
        """Names of cells that were not pasted: `train(net, loader)` fails, but behind what was made before it."""
        return strangers_of(self.tree)

    def comes_from_elsewhere(self, names: Iterable[str], before: int, modules: Iterable[str]) -> bool:
        """Whether what these names need comes out of data that was not pasted: `x = test_data[0]`, `for x in loader`.

        `modules` are names that a paste forgets to import.
        """
        outside = self._strangers.difference(modules)
        for index in self.needed(names, before) if outside else ():
            for part in walk(self.statements[index].node):
                takes = isinstance(part, ast.Subscript | ast.Attribute) or _iterates(part)
                if takes and root(part.args[0] if isinstance(part, ast.Call) else part) in outside:
                    return True
                if isinstance(part, ast.For) and not names_in(part.iter).isdisjoint(outside):
                    return True
        return False

    def _reads_back(self, node: ast.stmt) -> bool:
        """`net = torch.load("net.pth")` behind `torch.save(net, "net.pth")`: the same network again."""
        value = node.value if isinstance(node, ast.Assign) and len(node.targets) == 1 else None
        target = node.targets[0] if isinstance(node, ast.Assign) else None
        loads = isinstance(value, ast.Call) and _path(value.func) == "torch.load"
        return loads and isinstance(target, ast.Name) and self._saved.get(target.id, node.lineno) < node.lineno

    @cached_property
    def _saved(self) -> dict[str, int]:
        """By name, the first line that saves what it holds, whole."""
        found: dict[str, int] = {}
        for part in walk(self.tree):
            if isinstance(part, ast.Call) and _path(part.func) == "torch.save" and part.args:
                saved = part.args[0]
                if isinstance(saved, ast.Name):
                    found.setdefault(saved.id, part.lineno)
        return found

    @cached_property
    def statements(self) -> list[Statement]:
        """All of them, in order."""
        return self.outside + ([describe(node) for node in _as_called(self.inside)] if self.inside is not None else [])

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
        plain = [function for function in self.functions.values() if _asks_for_nothing(function)]
        called = {root(s.node.value) for s in self.statements if isinstance(s.node, ast.Expr)}
        return sorted(plain, key=lambda f: (f.name not in called, f.name not in {"test", "main"}))

    def needed(self, names: Iterable[str], before: int) -> list[int]:
        """The statements in front of `before` that these names need, in order.

        A name that a statement uses was bound in front of it; what changes its value may come behind.
        """
        wanted, chosen = dict.fromkeys(names, before), set[int]()
        grown = True
        while grown:
            grown = False
            for index, statement in enumerate(self.statements[:before]):
                if index in chosen or not self._serves(index, statement, wanted):
                    continue
                chosen.add(index)
                grown = True
                asked = statement.uses | self._said if statement.uses & _BY_TEXT else statement.uses  # any name
                limit = before if statement.defers or asked is not statement.uses else index
                wanted |= {name: max(limit, wanted.get(name, 0)) for name in asked}
        return sorted(chosen)

    def _serves(self, index: int, statement: Statement, wanted: Mapping[str, int]) -> bool:
        """Whether a statement binds or changes what is wanted; `wanted` says in front of which statement."""
        touched = self._changed(statement) | self._kept(statement) | self._beyond(statement)
        bound = any(index < wanted.get(name, 0) for name in statement.binds)
        return bound or not touched.isdisjoint(wanted) or "exec" in statement.uses  # that may bind any name

    @cached_property
    def _said(self) -> set[str]:
        """What may be asked for by a text: classes, functions, and whatever stands as a word in a string."""
        texts = (n.value for n in walk(self.tree) if isinstance(n, ast.Constant) and isinstance(n.value, str))
        return {*self.classes, *self.functions}.union(*(_WORD.findall(text) for text in texts))

    def _changed(self, statement: Statement) -> frozenset[str]:
        """What it changes, also by a function of the paste; one that trains what it is given leaves its sizes alone."""
        call = statement.node.value if isinstance(statement.node, ast.Expr) else None
        called = call.func.id if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) else ""
        function = self.functions.get(called)
        if function is None:
            return statement.changes
        return frozenset() if _trains(function) else statement.changes | changed_outside(function)

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
                    found[name] = root(value.func)
        return found

    def _kept(self, statement: Statement) -> frozenset[str]:
        """What may hold a function or class for what stands behind its `@`."""
        return frozenset().union(*(self._registers.get(name, ()) for name in statement.decorators))

    @cached_property
    def _registers(self) -> dict[str, frozenset[str]]:
        """The names of the paste's own behind an `@`, each with itself and with what its function stores into."""
        behind = frozenset().union(*(statement.decorators for statement in self.statements))
        own = [s for s in self.statements if not isinstance(s.node, ast.Import | ast.ImportFrom)] if behind else []
        return {name: kept_by(s.node) | {name} for s in own for name in s.binds & behind}

    def value_of(self, name: str, before: int | None = None) -> ast.expr | None:
        """The expression that a name was last assigned in front of a statement."""
        found = self.assigned(name, before)
        return found[1] if found is not None else None

    def assigned(self, name: str, before: int | None = None) -> tuple[int, ast.expr] | None:
        """The same with the number of the statement that assigns it."""
        earlier = (pair for pair in reversed(self._assigned.get(name, [])) if before is None or pair[0] < before)
        return next(earlier, None)

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


def _path(node: ast.expr) -> str:
    """`torch.load` of the attribute of a name."""
    named = isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
    return ast.unparse(node) if named else ""


def _iterates(node: ast.AST) -> bool:
    """`iter(loader)`."""
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "iter" and bool(node.args)


def _flat(body: list[ast.stmt]) -> list[ast.stmt]:
    found: list[ast.stmt] = []
    for node in body:
        plain_with = isinstance(node, ast.With) and all(item.optional_vars is None for item in node.items)
        if (isinstance(node, ast.If) and _is_main(node.test)) or plain_with:
            found += _flat(node.body)  # type: ignore[attr-defined]
        else:
            found.append(node)
    return found


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


def _asks_for_nothing(function: ast.FunctionDef) -> bool:
    """Whether it can be called as `build()`: each argument has a default, and no `kwargs["depth"]` is read."""
    given = function.args
    if given.vararg or None in given.kw_defaults or len(given.posonlyargs) + len(given.args) != len(given.defaults):
        return False
    if given.kwarg is None:
        return True
    read = (node.value for node in walk(function) if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load))
    return all(not isinstance(value, ast.Name) or value.id != given.kwarg.arg for value in read)


def _is_main(test: ast.expr) -> bool:
    return isinstance(test, ast.Compare) and isinstance(test.left, ast.Name) and test.left.id == "__name__"


def _trains(function: ast.FunctionDef) -> bool:
    """Whether a function walks backwards through a model, as a training loop does."""
    calls = (node.func for node in walk(function) if isinstance(node, ast.Call))
    return any(isinstance(called, ast.Attribute) and called.attr == "backward" for called in calls)
