"""Control flow: if, for, while, with, try, raise, assert, return."""

import ast
from collections import ChainMap
from collections.abc import Iterator

from app.checker.blame.origins import Origin
from app.checker.blame.raised import Raised
from app.checker.causes import meet
from app.checker.convert import used_unknown
from app.checker.findings.discarded_result import DiscardedResult
from app.checker.findings.python_error import DivisionAssertionError
from app.checker.nodes.assignments import assign
from app.checker.nodes.literals import text_of
from app.checker.objects.definitions import Scope
from app.checker.objects.effects import has_effects
from app.checker.objects.tensors import TensorValue
from app.checker.objects.values import ExceptionClass, ExceptionValue, Iterating, Unknown, Value
from app.checker.reader import Flow, NodeReader, Reader
from app.checker.signals import CannotTell
from app.checker.trace import Met
from app.checker.walks import walk

_WIDEST = 1 << 16
"""No layer is wider; so the numbers around one may be tried."""
_FAMILIES = {
    "Exception": None,
    "BaseException": None,
    "LookupError": ("KeyError", "IndexError"),
    "ArithmeticError": ("ZeroDivisionError", "OverflowError"),
    "RuntimeError": ("NotImplementedError", "RecursionError"),
    "ImportError": ("ModuleNotFoundError",),
}


_GIVE_BACK = frozenset({"pop", "popleft", "popitem", "get", "setdefault"})
"""These give what was held, which may well be thrown away."""


def _expression(reader: Reader, node: ast.Expr, scope: Scope) -> None:
    value = reader.evaluate(node.value, scope)
    if reader.trace.active and isinstance(value, TensorValue) and isinstance(node.value, ast.Call):
        _thrown_away(reader, node.value, value, scope)


def _thrown_away(reader: Reader, call: ast.Call, value: TensorValue, scope: Scope) -> None:
    """A call that stands alone and gives a new tensor; one that works in place gives the old one."""
    if any(isinstance(held, TensorValue) and held.tensor is value.tensor for held in scope.names.values()):
        return
    function = call.func
    if isinstance(function, ast.Attribute) and (function.attr.endswith("_") or function.attr in _GIVE_BACK):
        return
    if isinstance(function, ast.Name | ast.Attribute) and has_effects(reader.evaluate(function, scope)):
        return
    source = function.value if isinstance(function, ast.Attribute) else None
    if not (isinstance(source, ast.Name) and isinstance(scope.names.get(source.id), TensorValue)):
        source = call.args[0] if call.args else None
    names = {part.id for part in walk(call) if isinstance(part, ast.Name)}
    tensors = [held for held in names if isinstance(scope.names.get(held), TensorValue)]
    target = source.id if isinstance(source, ast.Name) else tensors[0] if len(tensors) == 1 else None
    name = reader.source.text(function)
    meet(reader.trace, Met(DiscardedResult(name, target), call, row=len(reader.trace.rows)))


def _return(reader: Reader, node: ast.Return, scope: Scope) -> Flow:
    return Flow("return", reader.evaluate(node.value, scope) if node.value is not None else None)


def _if(reader: Reader, node: ast.If, scope: Scope) -> Flow | None:
    try:
        chosen = node.body if reader.truth(reader.evaluate(node.test, scope), node.test) else node.orelse
    except CannotTell as unclear:
        if unclear.slug != "value-dependent" or reader.trace.active or not _changes_tensors(node, scope):
            raise
        _either_way(reader, node, scope, unclear)
        return None
    return reader.block(chosen, scope)


def _changes_tensors(node: ast.If, scope: Scope) -> bool:
    """Whether all that a branch does is to give tensors other numbers: `if det(w) < 0: w[:, 0] = -w[:, 0]`."""
    changed = [target for part in node.body if isinstance(part, ast.Assign) for target in part.targets]
    names = [target.value if isinstance(target, ast.Subscript) else target for target in changed]
    tensors = all(isinstance(name, ast.Name) and isinstance(scope.names.get(name.id), TensorValue) for name in names)
    return tensors and not node.orelse and all(isinstance(part, ast.Assign) for part in node.body)


def _either_way(reader: Reader, node: ast.If, scope: Scope, unclear: CannotTell) -> None:
    """Reads a branch that may be skipped while a model is built, where the sizes are the same behind it.

    Raises:
        CannotTell: they are not, so that it does matter which way it goes.
    """
    before = {name: value.shape for name, value in scope.names.items() if isinstance(value, TensorValue)}
    reader.block(node.body, scope)
    after = {name: value.shape for name, value in scope.names.items() if isinstance(value, TensorValue)}
    if any(after.get(name) != shape for name, shape in before.items()):
        raise unclear


def _for(reader: Reader, node: ast.For, scope: Scope) -> Flow | None:
    holder = reader.evaluate(node.iter, scope)
    for item in _live(reader, holder, node.iter):
        reader.meter.step(node)
        assign(reader, node.target, item, scope)
        flow = reader.block(node.body, scope)
        if flow is not None and flow.kind == "break":
            return None
        if flow is not None and flow.kind == "return":
            return flow
    return reader.block(node.orelse, scope)


def _live(reader: Reader, holder: Value, node: ast.expr) -> Iterator[Value]:
    """The items as Python sees them: a list that grows in its own loop gives the new ones too."""
    if not isinstance(holder, list):
        yield from reader.iterate(holder, node)
        return
    while isinstance(holder, Iterating) and holder:
        yield holder.pop(0)
    position = 0
    while position < len(holder):
        yield holder[position]
        position += 1


def _while(reader: Reader, node: ast.While, scope: Scope) -> Flow | None:
    while reader.truth(reader.evaluate(node.test, scope), node.test):
        reader.meter.step(node)
        flow = reader.block(node.body, scope)
        if flow is not None and flow.kind == "break":
            return None
        if flow is not None and flow.kind == "return":
            return flow
    return reader.block(node.orelse, scope)


def _with(reader: Reader, node: ast.With, scope: Scope) -> Flow | None:
    """Contexts such as `torch.no_grad()` change no shape; what they give is the value itself."""
    for item in node.items:
        value = reader.evaluate(item.context_expr, scope)
        if isinstance(value, Unknown):
            raise used_unknown(value, item.context_expr)
        if item.optional_vars is not None:
            assign(reader, item.optional_vars, value, scope)
    return reader.block(node.body, scope)


def _try(reader: Reader, node: ast.Try, scope: Scope) -> Flow | None:
    try:
        with reader.caught(imports=_has_other_way(node)):
            flow = reader.block(node.body, scope)
        if flow is None:
            flow = reader.block(node.orelse, scope)
    except Raised as raised:
        handler = _handler(reader, node, raised, scope)
        if handler is None:
            final = reader.block(node.finalbody, scope)
            if final is not None:
                return final
            raise
        if handler.name:
            scope.names[handler.name] = ExceptionValue(raised.kind, raised.message)
        with reader.handling(raised):
            flow = reader.block(handler.body, scope)
    final = reader.block(node.finalbody, scope)
    return final or flow


def _has_other_way(node: ast.Try) -> bool:
    """`try: import x` whose handler gives the model another way: another import, another value for the name."""
    makes = ast.Import | ast.ImportFrom | ast.Assign | ast.FunctionDef | ast.ClassDef
    named = {None, "ImportError", "ModuleNotFoundError", "Exception"}
    return any(
        (handler.type.id if isinstance(handler.type, ast.Name) else None if handler.type is None else "") in named
        and any(isinstance(part, makes) for part in handler.body)
        and not isinstance(handler.body[-1], ast.Raise)
        for handler in node.handlers
    )


def _handler(reader: Reader, node: ast.Try, raised: Raised, scope: Scope) -> ast.ExceptHandler | None:
    for handler in node.handlers:
        if handler.type is None:
            return handler
        wanted = reader.evaluate(handler.type, scope)
        if any(catches(cls, raised.kind) for cls in (wanted if isinstance(wanted, tuple) else (wanted,))):
            return handler
    return None


def catches(cls: Value, kind: str) -> bool:
    """Whether `except cls` catches an exception of this kind."""
    if not isinstance(cls, ExceptionClass):
        return False
    family = _FAMILIES.get(cls.name, ())
    return family is None or cls.name == kind or kind in family


def _raise(reader: Reader, node: ast.Raise, scope: Scope) -> None:
    if node.exc is None:
        raise reader.handled[-1] if reader.handled else Raised("RuntimeError", "No active exception to reraise", node)
    value = reader.evaluate(node.exc, scope)
    if isinstance(value, ExceptionValue | ExceptionClass):
        message = value.message if isinstance(value, ExceptionValue) else ""
        raise Raised(value.name, message, node)
    if isinstance(value, Unknown):
        raise used_unknown(value, node)
    raise Raised("TypeError", "exceptions must derive from BaseException", node)


def _assert(reader: Reader, node: ast.Assert, scope: Scope) -> None:
    test = _asserted(reader, node, scope)
    if isinstance(test, TensorValue):
        return
    if not reader.truth(test, node.test):
        message = text_of(reader, reader.evaluate(node.msg, scope), node) if node.msg is not None else ""
        raise Raised("AssertionError", message, node, _rest(reader, node, message, scope))


def _asserted(reader: Reader, node: ast.Assert, scope: Scope) -> Value:
    """The test; True where it asks for the numbers in a tensor: what stands behind is written for such as pass."""
    try:
        test = reader.evaluate(node.test, scope)
    except CannotTell as unclear:
        if unclear.slug != "value-dependent":
            raise
        return True
    return True if isinstance(test, Unknown) and test.slug == "value-dependent" else test


def _rest(reader: Reader, node: ast.Assert, message: str, scope: Scope) -> DivisionAssertionError | None:
    """Why `assert dim % heads == 0` does not hold, with both numbers and where they come from."""
    test = node.test
    of_rest = isinstance(test, ast.Compare) and isinstance(test.left, ast.BinOp) and isinstance(test.left.op, ast.Mod)
    if not of_rest or not isinstance(test, ast.Compare) or not isinstance(test.left, ast.BinOp):
        return None
    left, right = test.left.left, test.left.right
    sizes = [reader.evaluate(side, scope) for side in (left, right) if isinstance(side, ast.Name | ast.Attribute)]
    whole = [size for size in sizes if type(size) is int]
    usual = len(whole) == len((left, right)) and all(0 < size < _WIDEST for size in whole)
    if not usual or not isinstance(test.ops[0], ast.Eq):
        return None
    names = ChainMap(*scope.written())
    return DivisionAssertionError(
        "AssertionError", message, reader.source.text(left), reader.source.text(right), whole[0], whole[1],
        Origin(left, names), Origin(right, names),
    )  # fmt: skip


def _pass(_reader: Reader, _node: ast.stmt, _scope: Scope) -> None:
    return None


def _break(_reader: Reader, _node: ast.Break, _scope: Scope) -> Flow:
    return Flow("break")


def _continue(_reader: Reader, _node: ast.Continue, _scope: Scope) -> Flow:
    return Flow("continue")


def _shared(_reader: Reader, node: ast.Global | ast.Nonlocal, scope: Scope) -> None:
    scope.shared = scope.shared | frozenset(node.names)


NODES: dict[type, NodeReader] = {
    ast.Expr: _expression, ast.Return: _return, ast.If: _if, ast.For: _for, ast.While: _while, ast.With: _with,
    ast.Try: _try, ast.Raise: _raise, ast.Assert: _assert, ast.Pass: _pass, ast.Break: _break,
    ast.Continue: _continue, ast.Global: _shared, ast.Nonlocal: _shared,
}  # fmt: skip
