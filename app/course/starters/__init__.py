"""Files to begin with: a topic, a question of each kind, a finding. `$name` is filled in."""

import re
from pathlib import Path
from string import Template

from app.course.load import load
from app.kit.words import closest, listing

HERE = Path(__file__).parent
KINDS = tuple(sorted(path.stem for path in HERE.glob("*.yaml") if path.stem != "topic"))


class StarterError(Exception):
    """Why nothing was begun; the message says what to do."""


def new_topic(content: Path, slug: str) -> list[Path]:
    """Begin a topic, and list it last in `course.yaml`.

    Raises:
        StarterError: there is one of this name.
    """
    path = content / "topics" / slug / "topic.yaml"
    _named(slug)
    _write(path, "topic.yaml", title=_title(slug))
    course = content / "course.yaml"
    text = course.read_text(encoding="utf-8").rstrip("\n")
    listed, inline = re.subn(r"^(topics: *\[.*)\]", rf"\1, {slug}]", text, flags=re.MULTILINE)
    course.write_text(f"{listed}\n" if inline else f"{text}\n  - {slug}\n", encoding="utf-8")
    return [path, course]


def new_question(content: Path, topic: str, id_: str, kind: str) -> list[Path]:
    """Add a question to the quiz of a topic, for its first objective.

    Raises:
        StarterError: there is no such topic or kind, or the id is taken.
    """
    course = load(content, dev=True)
    found = course.topic(topic)
    if found is None or not found.objectives:
        raise StarterError(f"there is no topic {topic} with objectives{_near(topic, [t.slug for t in course.topics])}")
    if kind not in KINDS:
        raise StarterError(f"there is no kind {kind}: it is one of {listing(KINDS, 'or')}")
    _named(id_)
    if course.question(id_):
        raise StarterError(f"there is a question {id_} already: ids are for ever, choose another")
    path = content / "topics" / topic / "quiz.yaml"
    before = path.read_text(encoding="utf-8").rstrip("\n") + "\n\n" if path.is_file() else ""
    path.write_text(before + _filled(f"{kind}.yaml", id=id_, objective=found.objectives[0].id), encoding="utf-8")
    return [path]


def new_finding(content: Path, findings: Path, slug: str) -> list[Path]:
    """Begin a finding of the checker: its leaf, and its page.

    Raises:
        StarterError: there is one of this name.
    """
    _named(slug)
    page, leaf = content / "findings" / f"{slug}.md", findings / f"{slug.replace('-', '_')}.py"
    if page.exists() or leaf.exists():
        raise StarterError(f"there is a finding {slug} already")
    _write(page, "finding.md", title=_title(slug))
    _write(leaf, "finding.txt", title=_title(slug), slug=slug, name="".join(map(str.capitalize, slug.split("-"))))
    return [leaf, page]


def _named(slug: str) -> None:
    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", slug):
        raise StarterError(f"{slug} is no name: small letters and digits, with - between words")


def _write(path: Path, starter: str, **names: str) -> None:
    if path.exists():
        raise StarterError(f"{path.name} of {path.parent.name} exists: nothing was changed")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(_filled(starter, **names), encoding="utf-8")


def _filled(starter: str, **names: str) -> str:
    return Template((HERE / starter).read_text(encoding="utf-8")).substitute(names)


def _title(slug: str) -> str:
    return slug.replace("-", " ").capitalize()


def _near(name: str, known: list[str]) -> str:
    near = closest(name, known)
    return f": did you mean {near}?" if near else ""
