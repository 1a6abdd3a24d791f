"""Reads what the whole course shares: the glossary and the catalogue of mistakes."""

import re
from dataclasses import replace
from pathlib import Path as Folder

from markupsafe import Markup

from app.course.links import LinkBook, learn_url
from app.course.lints import lint_prose
from app.course.marked import Marked, Path, parse
from app.course.model import Mistake, Term
from app.course.page import Page
from app.course.passage import passage
from app.course.problems import read_source
from app.course.render import render
from app.course.schema import MistakeEntry, Text, validate
from app.course.scope import Scope


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
    html = _inline(marked, entry.says, (index, "says"), scope, links)
    return Mistake(entry.id, entry.name, html, url)


def _inline(marked: Marked, text: str, path: Path, scope: Scope, links: LinkBook) -> Markup:
    said = passage(marked.source, marked.text_line(*path), text, inline=True)
    lint_prose(said, scope.problems)
    return render(Page(said, scope, links, ""))
