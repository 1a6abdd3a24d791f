"""The course as everybody else sees it: frozen values, HTML already rendered, no torch, no web.

An option has a stable key and no letter: letters are given when a question is shown, so that no
sentence can speak of "option B". Every `html` is safe `Markup` that holds classes and no styles.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType
from typing import Literal, TypeVar

from markupsafe import Markup

from app.course.arithmetic import Formula
from app.course.layer_rows import Facts, Family

Status = Literal["complete", "draft", "planned"]
Difficulty = Literal["easy", "medium", "hard"]
Provenance = Literal["proved", "cited"]
Use = Literal["practice", "test"]
K = TypeVar("K")
V = TypeVar("V")


def frozen(items: Mapping[K, V]) -> Mapping[K, V]:
    """A read-only view of a copy of `items`."""
    return MappingProxyType(dict(items))


@dataclass(frozen=True, slots=True)
class ContentProblem:
    """One fault in the content: where (counted from 1), its slug, what is wrong, what to do.

    `excerpt` is the line at fault with a second line that underlines the place.
    """

    path: str
    line: int
    column: int
    slug: str
    message: str
    help: str = ""
    excerpt: str = ""

    def __str__(self) -> str:
        """`path:line:column: slug message`, as editors and terminals link it."""
        return f"{self.path}:{self.line}:{self.column}: {self.slug} {self.message}"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a lesson, for its table of contents."""

    id: str
    text: str
    level: int


@dataclass(frozen=True, slots=True)
class Way:
    """One activity of a topic: `why`, `explain`, `metrics`, ...; `figures` names the scripts of its live figures."""

    slug: str
    title: str
    tagline: str
    html: Markup
    minutes: int
    contents: tuple[Heading, ...]
    figures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Objective:
    """What a learner can do after a topic."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class CheckerLink:
    """What "open in the checker" puts into the checker."""

    code: str
    input_shape: tuple[int, ...] | None


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to choose; `why_html` speaks to whoever chose it, right or wrong."""

    key: str
    html: Markup
    code_html: Markup | None
    correct: bool
    why_html: Markup
    mistakes: tuple[str, ...] = ()
    checker: CheckerLink | None = None


Value = tuple[int, ...] | Fraction
"""A typed answer: the sizes of a shape, the values of blanks, an order of lines; or one number."""


@dataclass(frozen=True, slots=True)
class Blank:
    """A number to fill in, from `low` to `high`."""

    name: str
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Key:
    """What a typed answer must be.

    Attributes:
        accepted: every right answer; for a wrong line its number, for lines in order their places.
        places: how many decimals of a number count; None where it must be exact.
        blanks: what is to be filled in.
        lines: what is to be pointed at, or put in order.
    """

    accepted: frozenset[Value]
    html: Markup
    places: int | None = None
    blanks: tuple[Blank, ...] = ()
    lines: tuple[Markup, ...] = ()


@dataclass(frozen=True, slots=True)
class Reply:
    """What is said to a wrong answer that was foreseen, and the mistakes behind it."""

    html: Markup
    mistakes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """A question whose key is proved by torch, or cited from a source.

    `line` is where it begins in its file. It has either options to choose from, or a `key` for what is
    typed, with `replies` to the wrong answers that were foreseen.
    """

    id: str
    version: int
    topic: str
    objective: str
    difficulty: Difficulty
    kind: str
    use: tuple[Use, ...]
    stem_html: Markup
    code: str | None
    code_html: Markup | None
    options: tuple[Option, ...]
    hints: tuple[Markup, ...]
    steps_html: Markup
    check_html: Markup
    mistakes: tuple[Markup, ...]
    checker: CheckerLink | None
    learn: str | None
    provenance: Provenance
    source: str | None
    key: Key | None = None
    line: int = 0
    replies: Mapping[Value, Reply] = field(default_factory=lambda: frozen({}))

    def option(self, key: str) -> Option | None:
        """The option with this key, or None."""
        return next((option for option in self.options if option.key == key), None)

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of the right options."""
        return tuple(option.key for option in self.options if option.correct)


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic; `number` is its place in the course, `minutes` its reading time."""

    slug: str
    number: int
    title: str
    summary: str
    status: Status
    needs: tuple[str, ...]
    objectives: tuple[Objective, ...]
    ways: tuple[Way, ...]
    questions: tuple[Question, ...]
    minutes: int
    cards: tuple[Question, ...] = ()

    def way(self, slug: str) -> Way | None:
        """The way with this slug, or None."""
        return next((way for way in self.ways if way.slug == slug), None)

    def question(self, id_: str) -> Question | None:
        """The question or card with this id, or None."""
        return next((question for question in (*self.questions, *self.cards) if question.id == id_), None)


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the glossary and its one sentence."""

    slug: str
    term: str
    html: Markup


Gives = Literal["size", "channels", "shape", "weight", "params", "number"]
"""What a mistake gets wrong: the size along an axis, the channels, a whole shape, the shape of a weight, the number of
parameters, or one number that a question asks for."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """A misconception, named once for the whole course.

    Attributes:
        gives: what it gets wrong; None for a mistake without a formula.
        at: the families of layers at which it is made (`conv`, `pool`, ...); empty for `number`.
        wrong: the formula of the wrong value.
        applies: where it is made at all; None for everywhere.
        says: the words for whoever made it, given the facts of the question.
    """

    id: str
    name: str
    says: Callable[[Facts], Markup]
    learn: str | None = None
    gives: Gives | None = None
    at: tuple[Family, ...] = ()
    wrong: Formula | None = None
    applies: Formula | None = None


@dataclass(frozen=True, slots=True)
class FindingPage:
    """The page of one checker finding, with the paste that shows it and the paste that does not.

    `learn` is the lesson that it belongs to, where there is one.
    """

    slug: str
    title: str
    severity: str
    html: Markup
    wrong: str
    right: str
    learn: str | None = None
    wrong_input: tuple[int, ...] | None = None
    right_input: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class Course:
    """Everything that is taught, and everything that is wrong with its files."""

    title: str
    summary: str
    topics: tuple[Topic, ...] = ()
    glossary: Mapping[str, Term] = field(default_factory=lambda: frozen({}))
    mistakes: Mapping[str, Mistake] = field(default_factory=lambda: frozen({}))
    findings: Mapping[str, FindingPage] = field(default_factory=lambda: frozen({}))
    problems: tuple[ContentProblem, ...] = ()

    def topic(self, slug: str) -> Topic | None:
        """The topic with this slug, or None."""
        return next((topic for topic in self.topics if topic.slug == slug), None)

    def question(self, id_: str) -> Question | None:
        """The question with this id in any topic, or None."""
        found = (topic.question(id_) for topic in self.topics)
        return next((question for question in found if question), None)
