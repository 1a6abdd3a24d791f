"""What each YAML file may say: strict models without logic, and their faults at the right line.

Whatever needs more than one field (exactly one key, a known objective) is checked by the module
that reads the file, so that a fault is told in the words of the course.
"""

from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, ValidationError

from app.course.layer_rows import Family
from app.course.marked import Marked, Path
from app.course.model import Difficulty, Gives, Status, Use
from app.course.problems import Problems
from app.kit.words import closest

Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
MistakeId = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*\.[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
Text = Annotated[str, Field(min_length=1, max_length=20_000)]
Sizes = Annotated[tuple[Annotated[int, Field(ge=0, le=2**31)], ...], Field(min_length=1, max_length=8)]
ErrorName = Annotated[str, Field(pattern=r"^[A-Z]\w+$", max_length=80)]
Name = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]*$", max_length=40)]
Replacement = tuple[str, str]
T = TypeVar("T")


def _pairs(value: object) -> object:
    """`[old, new]` is one replacement; `[[old, new], ...]` are several."""
    return (value,) if isinstance(value, tuple) and value and isinstance(value[0], str) else value


class Entry(BaseModel):
    """A mapping whose fields are all known."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class CourseFile(Entry):
    """`course.yaml`."""

    title: Text
    summary: Text
    topics: tuple[Slug, ...]


class ObjectiveEntry(Entry):
    """What a learner can do after a topic."""

    id: Slug
    text: Text


class SnippetEntry(Entry):
    """Code that prose speaks of: in a file beside `topic.yaml`, or here."""

    file: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]+\.py$")] | None = None
    code: Text | None = None
    input: Sizes


class MatrixEntry(Entry):
    """A confusion matrix, rows actual."""

    classes: Annotated[tuple[Annotated[str, Field(pattern=r"^[A-Za-z_]\w*$")], ...], Field(min_length=2)]
    cells: tuple[tuple[Annotated[int, Field(ge=0)], ...], ...]


class TopicFile(Entry):
    """`topic.yaml`."""

    title: Text
    summary: Text
    status: Status
    needs: tuple[Slug, ...] = ()
    objectives: tuple[ObjectiveEntry, ...] = ()
    snippets: dict[Slug, SnippetEntry] = {}
    matrices: dict[Annotated[str, Field(pattern=r"^[a-z_]\w*$")], MatrixEntry] = {}


class MistakeEntry(Entry):
    """A misconception; `wrong` and `applies` are its formula, `gives` and `at` say what of, and where."""

    id: MistakeId
    name: Text
    says: Text
    learn: str | None = None
    gives: Gives | None = None
    at: tuple[Family, ...] = ()
    wrong: str | None = None
    applies: str | None = None


class CheckerEntry(Entry):
    """What "open in the checker" opens."""

    code: Text
    input: Sizes | None = None


class AnswerEntry(Entry):
    """The key: what torch prints, a sentence about what torch raises, a sentence with a source, a computed number."""

    run: Literal["stdout"] | None = None
    value: Text | None = None
    places: Annotated[int | None, Field(ge=0, le=6)] = None
    raises: ErrorName | None = None
    text: Text | None = None
    why: Text | None = None


class OptionEntry(Entry):
    """A distractor, or one of the `options` of a question whose options are run."""

    text: Text | None = None
    code: Text | None = None
    replace: Annotated[tuple[Replacement, ...] | None, BeforeValidator(_pairs)] = None
    runs: Literal[True] | None = None
    raises: ErrorName | None = None
    correct: bool = False
    why: Text | None = None
    mistake: MistakeId | None = None
    claims: tuple[Text, ...] = ()
    checker: CheckerEntry | None = None


class RangeEntry(Entry):
    """The whole numbers that may stand in a blank."""

    min: Annotated[int, Field(ge=-99)]
    max: Annotated[int, Field(le=9999)]


class QuestionEntry(Entry):
    """One question of `quiz.yaml`."""

    id: Slug
    version: Annotated[int, Field(ge=1)] = 1
    objective: Slug
    difficulty: Difficulty
    use: Annotated[tuple[Use, ...], Field(min_length=1)] = ("practice", "test")
    kind: Literal["choice", "choices", "shape", "number", "blanks", "property", "bug-line", "order", "card"] = "choice"
    stem: Text
    code: Text | None = None
    input: Sizes | None = None
    answer: AnswerEntry | None = None
    distractors: tuple[OptionEntry, ...] = ()
    options: tuple[OptionEntry, ...] = ()
    accept: Text | None = None
    blanks: dict[Name, RangeEntry] = {}
    lines: Annotated[tuple[Text, ...], Field(max_length=5)] = ()
    facts: dict[Name, int | Text] = {}
    hint: Text | None = None
    hints: Annotated[tuple[Text, ...], Field(max_length=3)] = ()
    steps: Text
    check: Text
    common: tuple[Text, ...] = ()
    learn: str | None = None
    checker: CheckerEntry | None = None
    source: Text | None = None


class CardEntry(Entry):
    """One card of `cards.yaml`: what is asked, and what should come to mind."""

    id: Slug
    version: Annotated[int, Field(ge=1)] = 1
    objective: Slug
    difficulty: Difficulty = "medium"
    front: Text
    back: Text
    learn: str | None = None


class WayMatter(Entry):
    """The front matter of a way."""

    tagline: Text


class FindingMatter(Entry):
    """The front matter of the page of a finding."""

    title: Text
    severity: Literal["error", "warning", "note"]
    learn: str | None = None


_FIELDS = frozenset(name for entry in Entry.__subclasses__() for name in entry.model_fields)


def validate(kind: type[T], marked: Marked, problems: Problems, at: Path = (), data: object = None) -> T | None:
    """The value of a file (or of the part `at`) as `kind`, or None with a problem for each fault."""
    try:
        return TypeAdapter(kind).validate_python(marked.data if not at else data)
    except ValidationError as error:
        for fault in error.errors(include_url=False, include_context=True):
            _report(marked, problems, at, dict(fault))
    return None


def _report(marked: Marked, problems: Problems, at: Path, fault: dict[str, object]) -> None:
    loc = fault["loc"]
    path = _known(marked, at, loc if isinstance(loc, tuple) else ())
    last = str(loc[-1]) if isinstance(loc, tuple) and loc else ""
    if fault["type"] == "missing":
        problems.add(marked.value(*path), "missing-field", f"`{last}` is missing here", f"add `{last}:`")
    elif fault["type"] == "extra_forbidden":
        near = closest(last, _FIELDS)
        problems.add(
            marked.key(*path),
            "unknown-field",
            f"there is no field `{last}` here",
            f"did you mean `{near}`?" if near else "app/course/FORMAT.md tells the fields",
        )
    else:
        message = str(fault["msg"]).removeprefix("Value error, ")
        name = f"`{last}`: " if last and not last.isdigit() else ""
        problems.add(
            marked.value(*path),
            "wrong-value",
            name + message[:1].lower() + message[1:],
            "put it in quotes" if fault["type"] == "string_type" else "",
        )


def _known(marked: Marked, at: Path, loc: Path) -> Path:
    """The part of pydantic's place that is a place in the file (it also names union branches)."""
    path = at
    for part in loc:
        if (*path, part) in marked.values:
            path = (*path, part)
    return path
