"""Reads what the whole course shares: the glossary and the catalogue of mistakes."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path as Folder

from markupsafe import Markup

from app.course.arithmetic import Formula, ValueFaultError
from app.course.layer_rows import HEAD_FACTS, LAYER_FACTS, Facts
from app.course.links import LinkBook, learn_url
from app.course.lints import lint_prose
from app.course.marked import Marked, Path, parse
from app.course.model import Mistake, Term
from app.course.page import Page
from app.course.passage import Passage, passage
from app.course.problems import Problems, read_source
from app.course.render import render
from app.course.runbook import RunBook
from app.course.schema import MistakeEntry, Text, validate
from app.course.scope import Scope
from app.course.values import split_filter

_SEVERAL = frozenset({"shape", "weight"})
"""What is more than one number, so that `wrong` and `truth` have no place in a sentence."""


def read_glossary(folder: Folder, scope: Scope, links: LinkBook) -> dict[str, Term]:
    """The terms of `glossary.yaml` by slug; a sentence may link to another term."""
    path = folder / "glossary.yaml"
    source = read_source(folder, path, scope.problems) if path.is_file() else None
    marked = parse(source, scope.problems) if source else None
    said = validate(dict[str, Text], marked, scope.problems) if marked and marked.data is not None else None
    if marked is None or not said:
        return {}
    terms: dict[str, Term] = {}
    for term in said:
        slug = re.sub(r"[^a-z0-9]+", "-", term.lower()).strip("-")
        if slug in terms or not slug:
            scope.problems.add(marked.key(term), "repeated-id", f"`{term}` has no anchor of its own")
            continue
        terms[slug] = Term(slug, term, Markup())
        links.known.add(f"/glossary#{slug}")
    scope = replace(scope, glossary=terms)
    return {
        slug: replace(term, html=_inline(marked, said[term.term], (term.term,), scope, links))
        for slug, term in terms.items()
    }


def read_mistakes(folder: Folder, scope: Scope, links: LinkBook) -> dict[str, Mistake]:
    """Every mistake of `mistakes/*.yaml` by id."""
    found: dict[str, Mistake] = {}
    for path in sorted((folder / "mistakes").glob("*.yaml")):
        source = read_source(folder, path, scope.problems)
        marked = parse(source, scope.problems) if source else None
        if marked is None or marked.data is None:
            continue
        if not isinstance(marked.data, tuple):
            scope.problems.add(marked.value(), "wrong-value", "this is a list of mistakes", "begin each with `- id:`")
            continue
        for index, data in enumerate(marked.data):
            entry = validate(MistakeEntry, marked, scope.problems, (index,), data)
            if entry and entry.id in found:
                spot = marked.value(index, "id")
                scope.problems.add(spot, "repeated-id", f"`{entry.id}` is another mistake already")
            elif entry:
                found[entry.id] = _mistake(marked, index, entry, scope, links)
    return found


def _mistake(marked: Marked, index: int, entry: MistakeEntry, scope: Scope, links: LinkBook) -> Mistake:
    url = learn_url(entry.learn) if entry.learn else None
    if entry.learn:
        links.want(marked.value(index, "learn"), url or entry.learn)
    wrong, applies = (_formula(marked, index, entry, name, scope) for name in ("wrong", "applies"))
    if bool(entry.wrong) != bool(entry.gives):
        scope.problems.add(marked.value(index), "bad-mistake", "`wrong` and `gives` belong together")
    names = frozenset().union(*(formula.names for formula in (wrong, applies) if formula))
    if entry.gives != "number":
        names |= LAYER_FACTS
    elif names & HEAD_FACTS:  # whoever knows one of them knows them all
        names |= HEAD_FACTS
    says = passage(marked.source, marked.text_line(index, "says"), entry.says, inline=True)
    lint_prose(says, scope.problems)
    if entry.gives not in _SEVERAL:
        names |= {"wrong", "truth"}
    _check_says(says, names if wrong else frozenset(), scope)
    return Mistake(entry.id, entry.name, _sayer(says, scope), url, entry.gives, entry.at, wrong, applies)


def _formula(marked: Marked, index: int, entry: MistakeEntry, name: str, scope: Scope) -> Formula | None:
    text = getattr(entry, name)
    try:
        return Formula.read(text) if text else None
    except ValueFaultError as fault:
        scope.problems.add(marked.value(index, name), "bad-formula", str(fault), "numbers, names and + - * / // % **")
    return None


def _check_says(says: Passage, known: frozenset[str], scope: Scope) -> None:
    """The words may speak of the facts that its formula can know, and of nothing else."""
    for token, text in says.values():
        try:
            unknown = Formula.read(split_filter(text)[0]).names - known
            message = f"nothing here is called `{min(unknown)}`" if unknown else ""
        except ValueFaultError as fault:
            message = str(fault)
        if message:
            help_ = f"it knows {', '.join(sorted(known))}" if known else "a mistake without `wrong` has no numbers"
            spot = says.spot(token, "{{ " + text.split("\n", 1)[0])
            scope.problems.add(spot, "no-value", message, help_)


def _sayer(says: Passage, scope: Scope) -> Callable[[Facts], Markup]:
    """The words, for any facts; whoever reads them has checked the names."""

    def say(facts: Facts) -> Markup:
        told = Scope(Problems(), RunBook(), glossary=scope.glossary, facts=facts)
        return render(Page(says, told, LinkBook(), ""))

    return say


def _inline(marked: Marked, text: str, path: Path, scope: Scope, links: LinkBook) -> Markup:
    said = passage(marked.source, marked.text_line(*path), text, inline=True)
    lint_prose(said, scope.problems)
    return render(Page(said, scope, links, ""))
