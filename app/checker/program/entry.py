"""Which model of a paste is meant, and what the paste itself feeds it."""

import ast
from collections.abc import Sequence
from dataclasses import dataclass

from app.checker.program.candidates import Entry, Search, hands_out
from app.checker.program.toplevel import TopLevel
from app.checker.walks import walk


@dataclass(frozen=True)
class Candidates:
    """The entry that the paste offers first, and all of them for the picker."""

    chosen: Entry | None
    all: tuple[str, ...]


def find(top: TopLevel, layers: Sequence[str], *, losses: bool = False) -> tuple[TopLevel, Candidates]:
    """The models of a paste, and the statements that build them: at the top, else inside a function of the paste.

    `losses`: where there is no other, a loss that the paste calls is the model.
    """
    found = _candidates(top, layers)
    if found.chosen is not None and not found.chosen.guessed:
        return top, found
    search = Search(top, frozenset(layers))
    lacking = found.chosen is None or search.needs_arguments(found.chosen.text)
    for function in filter(search.builds_model, top.callable_functions()):
        inner = top.called(function)
        within = Search(inner, search.layers, search.building, first=len(top.statements))
        if next(within.fed(), None) is None and next(within.built(), None) is None:
            continue
        deeper = _candidates(inner, layers).chosen
        if deeper is not None and not deeper.guessed and (deeper.feed is not None or lacking):
            texts = dict.fromkeys((*_candidates(inner, layers).all, *found.all))
            return inner, Candidates(deeper, tuple(texts))
    if found.chosen is None and losses:
        fed = [loss for loss in Search(top, frozenset(layers), losses=True).fed() if loss.feed is not None]
        return top, Candidates(fed[-1] if fed else None, tuple(dict.fromkeys(loss.text for loss in fed)))
    return top, found


def _candidates(top: TopLevel, layers: Sequence[str]) -> Candidates:
    """Models that are called, then those that are built, then factories and classes; losses never first."""
    search = Search(top, frozenset(layers))
    fed, built = list(search.fed()) or list(search.fed_inside()), _roots(list(search.built()), top)
    factories, classes = list(search.factories()), list(search.classes())
    own = [entry for entry in fed if search.is_own(entry.expression)]
    own = [entry for entry in own if entry.feed is not None and entry.text == own[0].text] or own
    ready = [entry for entry in classes if not search.needs_arguments(entry.text)]
    ready.sort(key=lambda entry: any(hands_out(function, entry.text) for function in top.functions.values()))
    ordered = [*own[:1], *fed[-1:], *reversed(built), *reversed(ready), *factories[:1], *reversed(classes)]
    ordered.sort(key=lambda entry: (_is_loss(entry, top), search.is_tried_part(entry)))
    texts = dict.fromkeys(entry.text for entry in (*fed, *built, *factories, *classes))
    return Candidates(ordered[0] if ordered else None, tuple(texts))


def _is_loss(entry: Entry, top: TopLevel) -> bool:
    """Whether a model is a loss, by its name or its class's."""
    built = top.value_of(entry.text)
    names = f"{entry.text} {ast.unparse(built.func) if isinstance(built, ast.Call) else ''}".lower()
    return "loss" in names or "criterion" in names


def named(top: TopLevel, layers: Sequence[str], expression: ast.expr, text: str) -> Entry:
    """The entry that was asked for, with the paste's own call of it, where there is one."""
    search = Search(top, frozenset(layers))
    for entry in (*search.fed(), *search.fed_inside()):
        built = top.value_of(entry.text, entry.before)
        same_class = isinstance(built, ast.Call) and ast.unparse(built.func) == text
        same = text == entry.text or same_class or (built is not None and ast.unparse(built) == text)
        if same and not top.rebound(entry.text, entry.before):
            return Entry(expression, text, entry.before, entry.feed)
    return Entry(expression, text, len(top.statements))


def _roots(built: list[Entry], top: TopLevel) -> list[Entry]:
    """Models that are no part of another one."""
    parts: set[str] = set()
    for entry in built:
        value = top.value_of(entry.text)
        if value is not None:
            parts |= {node.id for node in walk(value) if isinstance(node, ast.Name) and node.id != entry.text}
    names = {entry.text for entry in built}
    for node in (statement.node for statement in top.statements):
        if (
            isinstance(node, ast.Assign)
            and isinstance(node.value, ast.Name)
            and isinstance(node.targets[0], ast.Attribute)
        ):
            parts |= {node.value.id} if ast.unparse(node.targets[0].value) in names else set()
    return [entry for entry in built if entry.text not in parts] or built
