"""The ten ways to work on a topic, in their order, and what each must contain."""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from markdown_it.token import Token

from app.course.fences import Fence
from app.course.passage import Passage
from app.course.problems import Problems

Counts = Counter[str]
EXPLAIN_WORDS = 900


@dataclass(frozen=True, slots=True)
class Need:
    """At least `least` of a thing, or at most `most`; `words` says it to the author."""

    thing: str
    words: str
    least: int = 1
    most: int | None = None


@dataclass(frozen=True, slots=True)
class WayKind:
    """One of the ten."""

    slug: str
    title: str
    needs: tuple[Need, ...]


def _later(thing: str, words: str, least: int = 1) -> Need:
    """A part whose directive comes with its way; until then a file of that way is an error."""
    return Need(thing, words, least)


WAYS: Mapping[str, WayKind] = {
    kind.slug: kind
    for kind in (
        WayKind("why", "Why it exists", (
            Need("before run", "a runnable block in `:::before`"),
            Need("after run", "a runnable block in `:::after`"),
            Need("predict", "a `:::predict`"),
            Need("limit", "an honest `:::limit`"),
            Need("take-aways item", "3 items in `:::take-aways`", least=3),
        )),
        WayKind("explain", "Explain it", (
            Need("words", f"at most {EXPLAIN_WORDS} words", least=0, most=EXPLAIN_WORDS),
            Need("term", "a term linked to the glossary, [[term]]"),
            Need("formula", "a formula in $$…$$"),
            Need("worked", "mathematics with a worked number"),
            Need("ask", "2 questions in `:::ask`", least=2),
            Need("key-result", "a `:::key-result`"),
        )),
        WayKind("see", "See it move", (
            _later("figure", "a live figure"), _later("task", "2 tasks", 2),
        )),
        WayKind("code", "Code it", (
            Need("run", "a complete program, `python run`"),
            _later("change", "a list of things to change"),
        )),
        WayKind("trace", "Trace it", (_later("stage", "4 stages", 4),)),
        WayKind("worked", "Worked to faded", (_later("problem", "4 problems", 4),)),
        WayKind("debug", "Break and fix", (
            Need("raises", "2 blocks that raise", least=2),
            Need("run", "a block that is silently wrong, and the fixes"),
        )),
        WayKind("metrics", "Measure it", (
            Need("matrix", "a `:::matrix`"),
            Need("self-check", "a `:::self-check`"),
            Need("key-result", "a `:::key-result`"),
        )),
        WayKind("recall", "Remember it", (_later("card", "8 cards", 8),)),
        WayKind("challenge", "Prove it", (_later("challenge", "a challenge"),)),
    )
}  # fmt: skip


def check_needs(kind: WayKind, passage: Passage, problems: Problems) -> None:
    """Each thing that a way lacks becomes a problem at its first line."""
    counts = count(passage)
    for need in kind.needs:
        amount = counts[need.thing]
        if amount < need.least or (need.most is not None and amount > need.most):
            problems.add(
                passage.source.at(1),
                "incomplete-way",
                f"`{kind.slug}` needs {need.words}; here are {amount}",
                "a way without what makes it one is not offered: add it, or take the file away",
            )


def count(passage: Passage) -> Counts:
    """How often each thing stands in a passage; `before run` is a run inside a `before`."""
    counts: Counts = Counter({"words": passage.words()})
    open_: list[str] = []
    for token in passage.walk():
        if token.type == "container_directive_open":
            open_.append(str(token.meta["name"]))
            counts[open_[-1]] += 1
        elif token.type == "container_directive_close":
            open_.pop()
        elif token.type in _THINGS:
            for thing in _THINGS[token.type](token):
                counts.update([thing, *(f"{name} {thing}" for name in set(open_))])
    return counts


def _fence(token: Token) -> list[str]:
    said: Fence | None = token.meta.get("fence")
    return [said.mode] if said else []


def _mathematics(token: Token) -> list[str]:
    worked = ["worked"] if re.search(r"\d", token.content) else []
    return [*worked, "formula"] if token.block else worked


_THINGS: Mapping[str, Callable[[Token], list[str]]] = {
    "fence": _fence,
    "term": lambda _token: ["term"],
    "math_block": _mathematics,
    "math_inline": _mathematics,
    "list_item_open": lambda _token: ["item"],
}
