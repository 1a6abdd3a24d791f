"""The content folder in, a `Course` out.

`read` takes the files as far as one can go without torch, `finish` judges and renders with what
torch has said; the proof does the same with a torch process between the two.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from app.course.assemble import Assembly
from app.course.catalogues import read_glossary, read_mistakes
from app.course.coverage import check_coverage, check_together
from app.course.findings import read_finding
from app.course.links import LinkBook
from app.course.marked import parse
from app.course.model import Course, FindingPage, Mistake, frozen
from app.course.problems import Problems, read_source
from app.course.proof_file import ProofFile, read_proofs
from app.course.runbook import RunBook
from app.course.schema import CourseFile, validate
from app.course.scope import Scope
from app.course.topics import TopicDraft, read_topic
from app.kit.words import closest


@dataclass
class Reading:
    """All the files of a content folder, read but not yet judged."""

    folder: Path
    problems: Problems = field(default_factory=Problems)
    file: CourseFile | None = None
    topics: list[TopicDraft] = field(default_factory=list)
    links: LinkBook = field(default_factory=LinkBook)


def load(folder: Path, dev: bool = False) -> Course:
    """Read, check and render the content in `folder`; whatever is wrong becomes a problem, nothing raises.

    Outside `dev`, what torch has not proved is withheld.
    """
    reading = read(folder)
    proofs = {topic.slug: read_proofs(folder, topic.slug, reading.problems) for topic in reading.topics}
    return finish(reading, proofs, dev)


def read(folder: Path) -> Reading:
    """Read every file of the content."""
    reading = Reading(folder)
    source = read_source(folder, folder / "course.yaml", reading.problems)
    marked = parse(source, reading.problems) if source else None
    reading.file = validate(CourseFile, marked, reading.problems) if marked else None
    if reading.file is None:
        reading.links.unread.add("/topics/")
        return reading
    listed = reading.file.topics
    for number, slug in enumerate(listed, 1):
        topic = read_topic(folder, slug, number, reading.problems)
        if topic is None:
            reading.links.unread.add(f"/topics/{slug}/")
        elif slug not in {each.slug for each in reading.topics}:
            reading.topics.append(topic)
            check_coverage(topic, reading.problems)
    check_together(reading.topics, listed, reading.problems)
    _check_listed(reading, listed)
    return reading


def finish(reading: Reading, proofs: Mapping[str, ProofFile], dev: bool) -> Course:
    """Judge and render everything with what torch has said."""
    scope = Scope(reading.problems, RunBook())
    glossary = read_glossary(reading.folder, scope, reading.links)
    scope = replace(scope, glossary=glossary)
    mistakes = read_mistakes(reading.folder, scope, reading.links)
    assembly = Assembly(scope, reading.links, mistakes, dev)
    for draft in reading.topics:
        draft.book.proofs = proofs.get(draft.slug, ProofFile())
    topics = tuple(assembly.topic(draft) for draft in reading.topics)
    written = {f"/topics/{topic.slug}/" for topic in topics if topic.ways}
    mistakes = {id_: _readable(mistake, written) for id_, mistake in mistakes.items()}
    findings = _findings(reading.folder, scope, reading.links)
    reading.links.check(reading.problems)
    return Course(
        title=reading.file.title if reading.file else "",
        summary=reading.file.summary if reading.file else "",
        topics=topics, glossary=frozen(glossary), mistakes=frozen(mistakes), findings=frozen(findings),
        problems=reading.problems.sorted(),
    )  # fmt: skip


def _readable(mistake: Mistake, written: Collection[str]) -> Mistake:
    """A mistake without its lesson, as long as nothing is written there."""
    home = "/".join((mistake.learn or "").split("/")[:3]) + "/"
    return mistake if home in written else replace(mistake, learn=None)


def _findings(folder: Path, scope: Scope, links: LinkBook) -> dict[str, FindingPage]:
    pages: dict[str, FindingPage] = {}
    for path in sorted((folder / "findings").glob("*.md")):
        source = read_source(folder, path, scope.problems)
        page = read_finding(path.stem, source, scope, links) if source else None
        if page:
            pages[page.slug] = page
    return pages


def _check_listed(reading: Reading, listed: tuple[str, ...]) -> None:
    for path in sorted((reading.folder / "topics").glob("*/topic.yaml")):
        slug = path.parent.name
        source = read_source(reading.folder, path, reading.problems) if slug not in listed else None
        if source:
            near = closest(slug, listed)
            help_ = f"it lists `{near}`" if near else "add it to `topics:`"
            reading.problems.add(source.at(1), "unlisted-topic", f"course.yaml does not list `{slug}`", help_)
