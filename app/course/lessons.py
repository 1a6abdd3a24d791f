"""Reads the Markdown file of a way: first its blocks for torch, later its page."""

import math
from dataclasses import dataclass

from app.course.blocks import Blocks
from app.course.links import LinkBook, way_url
from app.course.lints import lint_prose
from app.course.matter import read_matter
from app.course.model import Way
from app.course.page import Page
from app.course.passage import Passage
from app.course.problems import Problems, Source
from app.course.render import render
from app.course.runbook import RunBook
from app.course.schema import WayMatter
from app.course.scope import Scope
from app.course.ways import WayKind, check_needs

WORDS_A_MINUTE = 200
LINES_A_MINUTE = 20
FIGURES = ("matrix-lab",)


@dataclass(frozen=True)
class WayDraft:
    """One way before torch has spoken."""

    kind: WayKind
    matter: WayMatter | None
    passage: Passage


def read_way(source: Source, kind: WayKind, book: RunBook, problems: Problems) -> WayDraft:
    """Read a way and enter its code blocks into `book`."""
    matter, passage = read_matter(source, WayMatter, problems)
    Blocks(passage, book, kind.slug, problems).collect()
    check_needs(kind, passage, problems)
    lint_prose(passage, problems)
    return WayDraft(kind, matter, passage)


def values_of(way: str) -> str:
    """The run that a bare `py:` asks in a way: no code of its own, only torch."""
    return f"{way}/values"


def make_way(topic: str, draft: WayDraft, scope: Scope, links: LinkBook, dev: bool = False) -> tuple[Way, bool]:
    """The way as a page, and whether torch stands behind all of it."""
    scope = scope.with_words(values_of(draft.kind.slug))
    page = Page(draft.passage, scope, links, draft.kind.slug, dev=dev)
    html = render(page)
    url = way_url(topic, draft.kind.slug)
    links.known.update((url, *(f"{url}#{heading.id}" for heading in page.headings)))
    way = Way(
        slug=draft.kind.slug, title=draft.kind.title, tagline=draft.matter.tagline if draft.matter else "",
        html=html, minutes=minutes(draft.passage), contents=tuple(page.headings),
        figures=FIGURES if page.lab else (),
    )  # fmt: skip
    return way, page.proved


def minutes(passage: Passage) -> int:
    """The reading time: 200 words or 20 lines of code a minute, at least one minute."""
    lines = sum(token.content.count("\n") for token in passage.tokens if token.type == "fence")
    return max(1, math.ceil(passage.words() / WORDS_A_MINUTE + lines / LINES_A_MINUTE))
