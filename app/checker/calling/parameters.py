"""The parameters of the learner's functions: what a call gives them, and what is still to be given."""

import ast
from collections import ChainMap

from app.checker.blame.origins import Origin
from app.checker.blame.raised import ArgumentsMissing
from app.checker.objects.definitions import ClassValue, FunctionValue
from app.checker.objects.values import Value
from app.checker.reader import Call
from app.checker.report import Argument
from app.kit.words import closest, count, listing


def bind(function: FunctionValue, call: Call, *, bound: bool) -> tuple[dict[str, Value], dict[str, Origin]]:
    """Parameters to values, and to where those were written."""
    spec = function.node.args
    parameters = [parameter.arg for parameter in (*spec.posonlyargs, *spec.args)]
    keyword_only = [parameter.arg for parameter in spec.kwonlyargs]
    names: dict[str, Value] = dict(zip(parameters, call.args, strict=False))
    extra = call.args[len(parameters) :]
    if spec.vararg is not None:
        names[spec.vararg.arg] = tuple(extra)
    elif extra:
        given = count(len(call.args), "positional argument")
        raise call.error("TypeError", f"{function.name}() takes {len(parameters)}, but is given {given}")
    rest = _bind_keywords(function, call, names, {*parameters, *keyword_only})
    if spec.kwarg is not None:
        names[spec.kwarg.arg] = rest
    missing = [p for p in (*parameters, *keyword_only) if p not in names and p not in function.defaults]
    if missing:
        quoted = listing([f"'{name}'" for name in missing])
        message = f"{function.name}() misses {count(len(missing), 'argument')}: {quoted}"
        raise ArgumentsMissing("TypeError", message, call.node)
    left = {name for name in function.defaults if name not in names}
    for name in (*parameters, *keyword_only):
        names.setdefault(name, function.defaults.get(name))
    return names, _defaults(function, left) | call.origins(parameters[1 if bound else 0 :])


def _bind_keywords(function: FunctionValue, call: Call, names: dict[str, Value], known: set[str]) -> dict[str, Value]:
    rest: dict[str, Value] = {}
    for name, value in call.kwargs.items():
        if name in names and name in known:
            raise call.error("TypeError", f"{function.name}() got multiple values for argument '{name}'")
        if name in known:
            names[name] = value
        elif function.node.args.kwarg is not None:
            rest[name] = value
        else:
            near = closest(name, known)
            meant = f"; did you mean '{near}'?" if near else ""
            raise call.error("TypeError", f"{function.name}() got an unexpected keyword argument '{name}'{meant}")
    return rest


def _defaults(function: FunctionValue, names: set[str]) -> dict[str, Origin]:
    """Where the defaults of parameters are written that the call does not give."""
    spec = function.node.args
    behind = [*spec.posonlyargs, *spec.args][-len(spec.defaults) :] if spec.defaults else []
    pairs = [*zip(behind, spec.defaults, strict=True), *zip(spec.kwonlyargs, spec.kw_defaults, strict=True)]
    outside = ChainMap(*function.scope.written())
    return {p.arg: Origin(node, outside) for p, node in pairs if node is not None and p.arg in names}


def arguments_of(value: Value) -> list[Argument]:
    """What a class or function takes, without the `self` of a method."""
    function: Value = value
    if isinstance(value, ClassValue):
        found, layer = value.find("__init__"), value.base_layer()
        if found is None and layer is not None:
            known = layer.layer.signature.parameters.values()
            return [
                Argument(
                    name=p.name, needed=p.default is p.empty, default=None if p.default is p.empty else repr(p.default)
                )
                for p in known
                if p.kind is p.POSITIONAL_OR_KEYWORD
            ]
        function = found[1] if found else None
    return _in_order(function, method=isinstance(value, ClassValue)) if isinstance(function, FunctionValue) else []


def _in_order(function: FunctionValue, *, method: bool) -> list[Argument]:
    """The parameters of a function, as they are written."""
    spec = function.node.args
    places = [*spec.posonlyargs, *spec.args]
    defaults = dict(zip([place.arg for place in reversed(places)], reversed(spec.defaults), strict=False))
    named = zip(spec.kwonlyargs, spec.kw_defaults, strict=True)
    defaults |= {place.arg: default for place, default in named if default is not None}
    return [
        Argument(
            name=place.arg,
            needed=place.arg not in function.defaults,
            default=ast.unparse(defaults[place.arg]) if place.arg in defaults else None,
            annotation=ast.unparse(place.annotation) if place.annotation is not None else None,
        )
        for place in (*places[method:], *spec.kwonlyargs)
    ]
