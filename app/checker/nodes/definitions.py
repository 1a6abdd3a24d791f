"""Functions, lambdas, classes, comprehensions and imports."""

import ast
import builtins
from collections.abc import Iterator
from dataclasses import replace

from app.checker.access.attribute_dicts import bases_of
from app.checker.blame.raised import Raised
from app.checker.findings.missing_import import MissingImport
from app.checker.findings.undefined_name import UndefinedName
from app.checker.nodes.assignments import assign
from app.checker.nodes.literals import KNOWN_IMPORTS, STRANGER, hashable
from app.checker.objects.definitions import ClassValue, FunctionValue, Scope
from app.checker.objects.values import Namespace, Unknown, Value
from app.checker.provided import TypeToken
from app.checker.reader import Builtin, NodeReader, Reader
from app.checker.signals import CannotTell
from app.checker.walks import walk

_BINDINGS = {"staticmethod": "static", "classmethod": "class", "property": "property", "cached_property": "cached"}
_HOOKS = frozenset({
    "__getattribute__", "__setattr__", "__delattr__", "__new__", "__init_subclass__",
    "__class_getitem__", "__set_name__", "__get__", "__set__", "__prepare__", "__instancecheck__",
})  # fmt: skip
"""Methods by which a class changes what an attribute or a call means."""
_INNER = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)
_COMPREHENSIONS = (ast.comprehension, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_HARMLESS = {"no_grad", "inference_mode", "torch", "jit", "script", "ignore", "abstractmethod", "lru_cache", "cache",
             "wraps", "export", "unused", "override"}  # fmt: skip


def _function(reader: Reader, node: ast.FunctionDef, scope: Scope) -> None:
    made: Value = FunctionValue(
        node.name, node, scope, _defaults(reader, node, scope),
        generator=reader.source.yields and _yields(node), local=_stored(node),
    )  # fmt: skip
    _look_at_annotations(reader, node, scope)
    for decorator in reversed(node.decorator_list):
        made = _decorated(reader, made, decorator, scope)
    scope.names[node.name] = made


def _look_at_annotations(reader: Reader, node: ast.FunctionDef, scope: Scope) -> None:
    """Annotations are not evaluated, but Python looks their names up: one that the paste never binds raises."""
    spec = node.args
    parameters = [*spec.posonlyargs, *spec.args, *spec.kwonlyargs, *filter(None, (spec.vararg, spec.kwarg))]
    written = [node.returns, *(parameter.annotation for parameter in parameters)]
    for part in (part for annotation in written if annotation is not None for part in walk(annotation)):
        if isinstance(part, ast.Name) and not _is_bound(reader, part.id, scope):
            usual = KNOWN_IMPORTS.get(part.id)
            reader.fault(MissingImport(part.id, usual) if usual else UndefinedName(part.id), part)


def _is_bound(reader: Reader, name: str, scope: Scope) -> bool:
    if name in reader.tables.builtins or hasattr(builtins, name):
        return True
    inner: Scope | None = scope
    while inner is not None:
        if name in inner.names or STRANGER in inner.names:
            return True
        inner = inner.parent
    bound = reader.source.bound
    return bound is None or name in bound


def _yields(function: ast.FunctionDef) -> bool:
    """Whether it has a `yield` of its own, and not of a function inside."""
    return any(isinstance(node, ast.Yield | ast.YieldFrom) for node in _own(function, _INNER))


def _stored(function: ast.FunctionDef) -> frozenset[str]:
    """The names that its statements give a value: they are its own, also above the first of them."""
    targets = (node for statement in function.body for node in walk(statement) if isinstance(node, ast.Name))
    if not any(isinstance(node.ctx, ast.Store) for node in targets):
        return frozenset()
    parts = list(_own(function, (*_INNER, *_COMPREHENSIONS)))
    shared = {name for node in parts if isinstance(node, ast.Global | ast.Nonlocal) for name in node.names}
    stored = {node.id for node in parts if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    return frozenset(stored - shared)


def _own(function: ast.FunctionDef, inner: tuple[type[ast.AST], ...]) -> Iterator[ast.AST]:
    """What stands in its body, and not in what has a scope of its own."""
    waiting: list[ast.AST] = [*function.body]
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, inner):
            waiting.extend(ast.iter_child_nodes(node))


def _decorated(reader: Reader, made: Value, decorator: ast.expr, scope: Scope) -> Value:
    """What a decorator makes of a function or class; one that is not read complains when its result is used."""
    name = decorator.id if isinstance(decorator, ast.Name) else ""
    if isinstance(decorator, ast.Attribute) and decorator.attr == "cached_property":
        name = decorator.attr
    if name in _BINDINGS and isinstance(made, FunctionValue):
        return replace(made, binding=_BINDINGS[name])  # type: ignore[arg-type]
    parts = {n.id for n in walk(decorator) if isinstance(n, ast.Name)}
    parts |= {n.attr for n in walk(decorator) if isinstance(n, ast.Attribute)}
    if parts and parts <= _HARMLESS:
        return made
    text = reader.source.text(decorator)
    if isinstance(decorator, ast.Attribute) and decorator.attr == "setter" and isinstance(decorator.value, ast.Name):
        held = scope.names.get(decorator.value.id)
        if isinstance(held, FunctionValue) and held.binding == "property" and isinstance(made, FunctionValue):
            return replace(held, setter=made)
    if isinstance(decorator, ast.Attribute) and decorator.attr in {"setter", "deleter", "getter"}:
        raise CannotTell("unsupported", f"the decorator @{text} is not read by the checker", decorator)
    try:
        function = reader.evaluate(decorator, scope)
        return made if function is None else reader.call(function, [made], {}, decorator, scope)
    except CannotTell as unclear:
        if unclear.slug == "stopped":
            raise
        return Unknown(text, unclear.slug, decorator.lineno, f"the decorator @{text}: {unclear.message}")


def _lambda(reader: Reader, node: ast.Lambda, scope: Scope) -> Value:
    return FunctionValue("<lambda>", node, scope, _defaults(reader, node, scope))


def _defaults(reader: Reader, node: ast.FunctionDef | ast.Lambda, scope: Scope) -> dict[str, Value]:
    spec = node.args
    positional = [*spec.posonlyargs, *spec.args]
    pairs = list(zip(positional[len(positional) - len(spec.defaults) :], spec.defaults, strict=True))
    pairs += [(a, d) for a, d in zip(spec.kwonlyargs, spec.kw_defaults, strict=True) if d is not None]
    return {parameter.arg: reader.evaluate(default, scope) for parameter, default in pairs}


def _class(reader: Reader, node: ast.ClassDef, scope: Scope) -> None:
    if any(not _changes_nothing(keyword) for keyword in node.keywords):
        raise CannotTell("unsupported", "a keyword such as metaclass= in a class is not read by the checker", node)
    bases = tuple(reader.evaluate(base, scope) for base in node.bases)
    body = Scope(parent=scope, is_class=True)
    reader.block(node.body, body)
    bases = bases_of(node, bases, body)
    for name in _HOOKS & body.names.keys():
        raise CannotTell("unsupported", f"a class with its own {name} is not read by the checker", node)
    made = ClassValue(node.name, bases, body.names, node)
    for value in body.names.values():
        for function in (value, value.setter) if isinstance(value, FunctionValue) else ():
            if function is not None and function.scope is body:
                function.owner = made
    decorated: Value = _named_fields(made) or made
    for maker in (base for base in made.bases if isinstance(base, Builtin)):  # such as `NamedTuple`
        decorated = reader.call(maker, [decorated], {}, node.bases[0], scope)
    for decorator in reversed(node.decorator_list):
        decorated = _decorated(reader, decorated, decorator, scope)
    scope.names[node.name] = decorated


def _named_fields(cls: ClassValue) -> TypeToken | None:
    """`class Block(namedtuple('Block', 'width depth'))`: the tuple itself, where the class adds no more than a text.

    Raises:
        CannotTell: it adds methods.
    """
    held = next((base for base in cls.bases if isinstance(base, TypeToken) and "_fields" in base.members), None)
    added = [value for value in cls.attributes.values() if isinstance(value, FunctionValue)]
    if held is not None and added:
        raise CannotTell("unsupported", f"the method {added[0].name} of a namedtuple is not read", added[0].node)
    return replace(held, name=cls.name) if held is not None else None


def _changes_nothing(keyword: ast.keyword) -> bool:
    """`metaclass=ABCMeta` only keeps classes with methods left open from being made; `total=` is for type checkers."""
    if keyword.arg == "total":
        return True
    return keyword.arg == "metaclass" and ast.unparse(keyword.value).rpartition(".")[2] == "ABCMeta"


def _comprehension(reader: Reader, node: ast.ListComp | ast.GeneratorExp | ast.SetComp, scope: Scope) -> Value:
    """A generator is worked out at once: what it would make later is the same."""
    made: list[Value] = []
    for inner in _turns(reader, node.generators, Scope(parent=scope)):
        made.append(reader.evaluate(node.elt, inner))
        reader.meter.items(len(made), node, new=1)
    return {hashable(reader, item, node) for item in made} if isinstance(node, ast.SetComp) else made


def _dict_comprehension(reader: Reader, node: ast.DictComp, scope: Scope) -> Value:
    made: dict[Value, Value] = {}
    for inner in _turns(reader, node.generators, Scope(parent=scope)):
        made[hashable(reader, reader.evaluate(node.key, inner), node)] = reader.evaluate(node.value, inner)
        reader.meter.items(len(made), node, new=1)
    return made


def _turns(reader: Reader, generators: list[ast.comprehension], scope: Scope) -> Iterator[Scope]:
    """The scope of each turn of nested `for ... if ...` parts."""
    if not generators:
        yield scope
        return
    first, *rest = generators
    if first.is_async:
        raise CannotTell("unsupported", "async is not read by the checker", first.target)
    for item in reader.iterate(reader.evaluate(first.iter, scope), first.iter):
        reader.meter.step(first.target)
        assign(reader, first.target, item, scope)
        if all(reader.truth(reader.evaluate(test, scope), test) for test in first.ifs):
            yield from _turns(reader, rest, scope)


def _import(reader: Reader, node: ast.Import, scope: Scope) -> None:
    for alias in node.names:
        parent, _, last = alias.name.rpartition(".")
        if last not in reader.tables.real_names.get(parent, {last}) and not reader.catching:
            scope.names[alias.asname or parent] = reader.read(imported(reader, parent, node), last, alias)
        elif alias.asname:
            scope.names[alias.asname] = imported(reader, alias.name, node)
        else:
            first = alias.name.split(".")[0]
            scope.names[first] = imported(reader, first, node)


def imported(reader: Reader, name: str, node: ast.stmt) -> Value:
    """A module of the tables, or an unknown that complains when it is used."""
    found = reader.tables.modules.get(name)
    if found is None and reader.importing:
        raise Raised("ModuleNotFoundError", f"No module named '{name}'", node)
    return found if found is not None else Unknown(name, line=node.lineno)


def _import_from(reader: Reader, node: ast.ImportFrom, scope: Scope) -> None:
    module = "." * node.level + (node.module or "")
    source = imported(reader, module, node)
    for alias in node.names:
        if alias.name == "*":
            if isinstance(source, Namespace):
                told = reader.tables.starred.get(source.name, source.members)
                scope.names.update({k: v for k, v in source.members.items() if k in told and not k.startswith("_")})
            else:
                scope.names[STRANGER] = source
            continue
        scope.names[alias.asname or alias.name] = _member(reader, source, module, alias, node)


def _member(reader: Reader, source: Value, module: str, alias: ast.alias, node: ast.ImportFrom) -> Value:
    inner = reader.tables.modules.get(f"{module}.{alias.name}")
    if inner is not None:
        return inner
    if isinstance(source, Namespace) and alias.name in source.members:
        return source.members[alias.name]
    if isinstance(source, Namespace) and module in reader.tables.real_names:
        if alias.name in reader.tables.real_names[module]:
            return Unknown(f"{module}.{alias.name} is not read by the checker yet", "unsupported", node.lineno)
        if reader.catching:
            raise Raised("ImportError", f"cannot import name '{alias.name}' from '{module}'", node)
        return reader.read(source, alias.name, alias)
    return Unknown(f"{module}.{alias.name}", line=node.lineno)


NODES: dict[type, NodeReader] = {
    ast.FunctionDef: _function, ast.Lambda: _lambda, ast.ClassDef: _class, ast.ListComp: _comprehension,
    ast.GeneratorExp: _comprehension, ast.SetComp: _comprehension, ast.DictComp: _dict_comprehension,
    ast.Import: _import, ast.ImportFrom: _import_from,
}  # fmt: skip
