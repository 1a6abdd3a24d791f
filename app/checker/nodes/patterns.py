"""`match` and its patterns: values, names, sequences, mappings and types."""

import ast
from collections.abc import Callable, Mapping
from typing import Any

from app.checker.convert import used_unknown
from app.checker.nodes.comparisons import equal
from app.checker.nodes.literals import hashable
from app.checker.objects.definitions import Scope
from app.checker.objects.values import Unknown, Value
from app.checker.provided import TypeToken
from app.checker.reader import Flow, NodeReader, Reader
from app.checker.signals import CannotTell

Bound = dict[str, Value]
Fits = Callable[[Reader, Any, Value, Scope, Bound], bool]


def _match(reader: Reader, node: ast.Match, scope: Scope) -> Flow | None:
    subject = reader.evaluate(node.subject, scope)
    for case in node.cases:
        reader.meter.step(node)
        bound: Bound = {}
        if not _fits(reader, case.pattern, subject, scope, bound):
            continue
        scope.names.update(bound)
        if case.guard is None or reader.truth(reader.evaluate(case.guard, scope), case.guard):
            return reader.block(case.body, scope)
    return None


def _fits(reader: Reader, pattern: ast.pattern, value: Value, scope: Scope, bound: Bound) -> bool:
    rule = _RULES.get(type(pattern))
    if rule is None:
        what = f"this pattern ({type(pattern).__name__}) is not read by the checker"
        raise CannotTell("unsupported", what, pattern)
    return rule(reader, pattern, value, scope, bound)


def _value(reader: Reader, pattern: ast.MatchValue, value: Value, scope: Scope, _bound: Bound) -> bool:
    if isinstance(value, Unknown):
        raise used_unknown(value, pattern)
    return equal(reader, reader.evaluate(pattern.value, scope), value, pattern)


def _singleton(_reader: Reader, pattern: ast.MatchSingleton, value: Value, _scope: Scope, _bound: Bound) -> bool:
    return value is pattern.value


def _any_of(reader: Reader, pattern: ast.MatchOr, value: Value, scope: Scope, bound: Bound) -> bool:
    return any(_fits(reader, each, value, scope, bound) for each in pattern.patterns)


def _as(reader: Reader, pattern: ast.MatchAs, value: Value, scope: Scope, bound: Bound) -> bool:
    if pattern.pattern is not None and not _fits(reader, pattern.pattern, value, scope, bound):
        return False
    if pattern.name is not None:
        bound[pattern.name] = value
    return True


def _sequence(reader: Reader, pattern: ast.MatchSequence, value: Value, scope: Scope, bound: Bound) -> bool:
    if not isinstance(value, list | tuple):
        return False
    reader.meter.items(len(value), pattern)
    parts, items = pattern.patterns, list(value)
    star = next((index for index, part in enumerate(parts) if isinstance(part, ast.MatchStar)), None)
    if star is None:
        pairs = list(zip(parts, items, strict=False)) if len(parts) == len(items) else None
    else:
        behind = len(items) - (len(parts) - star - 1)
        ends = zip([*parts[:star], *parts[star + 1 :]], [*items[:star], *items[behind:]], strict=False)
        pairs = list(ends) if len(items) >= len(parts) - 1 else None
        caught = parts[star]
        if isinstance(caught, ast.MatchStar) and caught.name is not None:
            bound[caught.name] = items[star:behind]
    return pairs is not None and all(_fits(reader, part, item, scope, bound) for part, item in pairs)


def _mapping(reader: Reader, pattern: ast.MatchMapping, value: Value, scope: Scope, bound: Bound) -> bool:
    if not isinstance(value, dict):
        return False
    keys = [hashable(reader, reader.evaluate(key, scope), key) for key in pattern.keys]
    if any(key not in value for key in keys):
        return False
    if pattern.rest is not None:
        reader.meter.items(len(value), pattern)
        bound[pattern.rest] = {key: item for key, item in value.items() if key not in keys}
    return all(_fits(reader, part, value[key], scope, bound) for key, part in zip(keys, pattern.patterns, strict=True))


def _class(reader: Reader, pattern: ast.MatchClass, value: Value, scope: Scope, bound: Bound) -> bool:
    cls = reader.evaluate(pattern.cls, scope)
    if not isinstance(cls, TypeToken) or len(pattern.patterns) > 1 or pattern.kwd_patterns:
        raise CannotTell("unsupported", "a pattern with the parts of a class is not read by the checker", pattern)
    return cls.accepts(value) and all(_fits(reader, part, value, scope, bound) for part in pattern.patterns)


_RULES: Mapping[type[ast.pattern], Fits] = {
    ast.MatchValue: _value, ast.MatchSingleton: _singleton, ast.MatchOr: _any_of, ast.MatchAs: _as,
    ast.MatchSequence: _sequence, ast.MatchMapping: _mapping, ast.MatchClass: _class,
}  # fmt: skip

NODES: dict[type, NodeReader] = {ast.Match: _match}
