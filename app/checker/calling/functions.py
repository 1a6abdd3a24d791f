"""How a learner's function is run."""

import ast
from dataclasses import replace

from app.checker.blame.raised import Raised
from app.checker.calling.endless import refuse_endless
from app.checker.calling.parameters import bind
from app.checker.convert import used_unknown
from app.checker.objects.definitions import ClassValue, FunctionValue, Scope
from app.checker.objects.values import Unknown, Value
from app.checker.reader import Call, Running
from app.checker.signals import CannotTell
from app.checker.walks import walk


def call_function(function: FunctionValue, call: Call, receiver: Value = None) -> Value:
    """Runs a learner's function in a scope of its own.

    Raises:
        Raised: TypeError where the arguments do not fit the parameters, RecursionError where it is called without end.
    """
    reader = call.reader
    if function.owner is not None and function.owner.imported:  # its code stands nowhere: its rows stand at the call
        for part in walk(function.node):
            ast.copy_location(part, call.node)
    call = _blaming_definition(function, call)
    names, origins = bind(function, call, bound=receiver is not None)
    first = call.args[0] if call.args else None
    scope = Scope(names, function.scope, origins, function.owner, first, local=function.local)
    if reader.meter.deepest and not reader.catching:  # where it is caught, each turn may begin another one
        refuse_endless(reader.running, reader.trace)
    reader.meter.enter(call.node)
    reader.running.append(Running(function, call, len(reader.trace.rows)))
    try:
        if isinstance(function.node, ast.Lambda):
            return reader.evaluate(function.node.body, scope)
        scope.given = [] if function.generator else None
        flow = reader.block(function.node.body, scope)
    except (Raised, CannotTell) as stopped:
        if function.owner is not None and function.owner.imported:  # its code stands nowhere in the paste
            stopped.node = call.node
        raise
    finally:
        reader.running.pop()
        reader.meter.leave()
    if scope.given is not None:  # worked out at once: what it would make later is the same
        return scope.given
    return flow.value if flow is not None else None


def _blaming_definition(function: FunctionValue, call: Call) -> Call:
    """A call that stands nowhere in the paste (the entry's) is shown at the function that does not take it."""
    if call.node is call.reader.entry and isinstance(function.node, ast.FunctionDef):
        place = ast.copy_location(ast.Name(function.name, ast.Load()), function.node)
        return replace(call, node=place)
    return call


def method(cls: ClassValue, name: str, call: Call) -> FunctionValue | None:
    """A method that the call itself needs; one that a decorator from outside made is not known."""
    found = cls.find(name)
    if found is not None and isinstance(found[1], Unknown):
        written = (part for part in found[0].node.body if isinstance(part, ast.FunctionDef) and part.name == name)
        decorators = [decorator for part in written for decorator in part.decorator_list]
        raise used_unknown(found[1], decorators[0] if decorators else call.node)
    return found[1] if found is not None and isinstance(found[1], FunctionValue) else None
