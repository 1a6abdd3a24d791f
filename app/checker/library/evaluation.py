"""`eval` and `exec`: a text is read like any code of the paste, by the same closed reader, at the place of the call."""

import ast
from collections.abc import Callable
from typing import TypeVar

from app.checker.objects.definitions import Scope
from app.checker.objects.values import Value
from app.checker.provided import Library
from app.checker.reader import Builtin, Call
from app.checker.signals import CannotTell

Tree = TypeVar("Tree", bound=ast.AST)


def _read(call: Call, name: str, parse: Callable[[str], Tree]) -> Tree:
    """The code in the first argument of `eval` or `exec`, each part of it charged."""
    text = call.needed(0)
    if not isinstance(text, str) or len(call.args) > 1 or call.kwargs:
        raise CannotTell("unsupported", f"{name}() of anything but one text is not read by the checker", call.node)
    try:
        tree = parse(text)
    except (SyntaxError, ValueError) as error:
        raise call.error("SyntaxError", f"the text that {name}() is given is no Python: {text}") from error
    except (RecursionError, MemoryError) as error:
        raise CannotTell("stopped", f"the text that {name}() is given is nested too deeply", call.node) from error
    for part in ast.walk(tree):
        call.reader.meter.step(call.node)
        ast.copy_location(part, call.node)
    return tree


def _eval(call: Call) -> Value:
    """`eval("nn.ReLU")`."""
    tree = _read(call, "eval", lambda text: ast.parse(text.strip(), mode="eval"))
    return call.reader.evaluate(tree.body, call.scope)


def _exec(call: Call) -> Value:
    """`exec(f"self.conv{i} = ...")`: the names that it binds are its own, but at the top of the paste."""
    tree = _read(call, "exec", ast.parse)
    scope = call.scope if call.scope is call.reader.globals else Scope(parent=call.scope)
    for statement in tree.body:
        call.reader.execute(statement, scope)
    return None


LIBRARY = Library(builtins={"eval": Builtin("eval", _eval), "exec": Builtin("exec", _exec)})
