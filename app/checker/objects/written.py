"""Classes of Python's libraries that are written out in the reader's own language.

They are parsed once and read like a learner's classes, so they can hold nothing that a paste could not.
"""

import ast
from types import MappingProxyType

from app.checker.objects.definitions import Binding, ClassValue, FunctionValue, Scope


def classes(source: str) -> dict[str, ClassValue]:
    """The classes of a source, by name; defaults are literals, and bases stand earlier in the same source.

    Methods see these classes; the one decorator is `@classmethod`.
    """
    made: dict[str, ClassValue] = {}
    scope = Scope()
    for node in ast.parse(source).body:
        if isinstance(node, ast.ClassDef):
            bases = tuple(made[base.id] for base in node.bases if isinstance(base, ast.Name))
            methods = {part.name: part for part in node.body if isinstance(part, ast.FunctionDef)}
            cls = made[node.name] = scope.names[node.name] = ClassValue(node.name, bases, {}, node)
            for name, method in methods.items():
                binding: Binding = "class" if method.decorator_list else "plain"
                cls.attributes[name] = FunctionValue(name, method, scope, _defaults(method), cls, binding)
            cls.attributes = MappingProxyType(cls.attributes)  # type: ignore[assignment]  # a paste may not change it
    return made


def _defaults(method: ast.FunctionDef) -> dict[str, object]:
    spec = method.args
    last = [parameter.arg for parameter in spec.args[len(spec.args) - len(spec.defaults) :]]
    found: dict[str, object] = {name: ast.literal_eval(value) for name, value in zip(last, spec.defaults, strict=True)}
    for parameter, value in zip(spec.kwonlyargs, spec.kw_defaults, strict=True):
        if value is not None:
            found[parameter.arg] = ast.literal_eval(value)
    return found
