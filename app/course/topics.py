"""Reads the folder of a topic: `topic.yaml`, its snippets, its ways, its quiz and its cards."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from app.course.blocks import Blocks
from app.course.cards import read_cards
from app.course.lessons import WayDraft, read_way, values_of
from app.course.lints import lint_prose, lint_question
from app.course.marked import Marked, parse
from app.course.matrices import Matrix
from app.course.passage import Passage
from app.course.problems import Problems, read_source
from app.course.proof_file import Run
from app.course.question_draft import QuestionDraft
from app.course.quiz import read_quiz
from app.course.runbook import RunBook
from app.course.schema import SnippetEntry, TopicFile, validate
from app.course.ways import WAYS
from app.kit.words import closest


@dataclass
class TopicDraft:
    """One topic before torch has spoken."""

    slug: str
    number: int
    entry: TopicFile
    marked: Marked
    book: RunBook = field(default_factory=RunBook)
    matrices: dict[str, Matrix] = field(default_factory=dict)
    ways: list[WayDraft] = field(default_factory=list)
    questions: list[QuestionDraft] = field(default_factory=list)
    cards: list[QuestionDraft] = field(default_factory=list)

    @property
    def asked(self) -> list[QuestionDraft]:
        """The questions and the cards."""
        return [*self.questions, *self.cards]


def read_topic(folder: Path, slug: str, number: int, problems: Problems) -> TopicDraft | None:
    """Read the files of one topic; None where there is no `topic.yaml` to go by."""
    place = folder / "topics" / slug
    source = read_source(folder, place / "topic.yaml", problems)
    marked = parse(source, problems) if source else None
    entry = validate(TopicFile, marked, problems) if marked else None
    if marked is None or entry is None:
        return None
    draft = TopicDraft(slug, number, entry, marked)
    _read_matrices(draft, problems)
    for name, snippet in entry.snippets.items():
        _read_snippet(folder, draft, name, snippet, problems)
    _read_ways(folder, place, draft, problems)
    _read_questions(folder, place, draft, problems)
    for passage, own in _texts(draft):
        for named, ask in passage.asks():
            if not named and own not in draft.book:
                draft.book.add(Run(label=own, code=""))
            draft.book.ask(named or own, ask)
    return draft


def _read_matrices(draft: TopicDraft, problems: Problems) -> None:
    for name, matrix in draft.entry.matrices.items():
        width = len(matrix.classes)
        if len(matrix.cells) != width or any(len(row) != width for row in matrix.cells):
            spot = draft.marked.value("matrices", name, "cells")
            problems.add(spot, "bad-matrix", f"{width} classes need {width} rows of {width} cells")
        elif len(set(matrix.classes)) != width:
            problems.add(draft.marked.value("matrices", name, "classes"), "bad-matrix", "a class stands here twice")
        else:
            draft.matrices[name] = Matrix(matrix.classes, matrix.cells)


def _read_snippet(folder: Path, draft: TopicDraft, name: str, entry: SnippetEntry, problems: Problems) -> None:
    code = entry.code
    if bool(entry.file) == bool(entry.code):
        spot = draft.marked.value("snippets", name)
        problems.add(spot, "bad-snippet", "a snippet has either `file` or `code`")
    elif entry.file:
        source = read_source(folder, folder / "topics" / draft.slug / entry.file, problems)
        code = source.text if source else None
    if code:
        draft.book.add(Run(label=f"snippet/{name}", code=code, input=entry.input), alias=name)


def _read_ways(folder: Path, place: Path, draft: TopicDraft, problems: Problems) -> None:
    for path in sorted(place.glob("*.md")):
        if path.stem not in WAYS:
            source = read_source(folder, path, problems)
            near = closest(path.stem, WAYS)
            help_ = f"did you mean {near}.md?" if near else f"the ways are {', '.join(WAYS)}"
            if source:
                problems.add(source.at(1), "unknown-way", f"there is no way `{path.stem}`", help_)
    for kind in WAYS.values():
        path = place / f"{kind.slug}.md"
        source = read_source(folder, path, problems) if path.is_file() else None
        if source:
            draft.ways.append(read_way(source, kind, draft.book, problems))


def _read_questions(folder: Path, place: Path, draft: TopicDraft, problems: Problems) -> None:
    quiz, cards = (_marked(folder, place / name, problems) for name in ("quiz.yaml", "cards.yaml"))
    draft.questions = read_quiz(quiz, draft.book, problems) if quiz else []
    draft.cards = read_cards(cards, problems) if cards else []
    for question in draft.questions:
        lint_question(question, problems)
    for question in draft.asked:
        for number, (passage, _) in enumerate(question.passages()):
            Blocks(passage, draft.book, f"{question.label}/text-{number}", problems).collect()
            lint_prose(passage, problems)
        _check_objective(draft, question, problems)


def _marked(folder: Path, path: Path, problems: Problems) -> Marked | None:
    source = read_source(folder, path, problems) if path.is_file() else None
    return parse(source, problems) if source else None


def _check_objective(draft: TopicDraft, question: QuestionDraft, problems: Problems) -> None:
    objectives = [objective.id for objective in draft.entry.objectives]
    if question.entry.objective not in objectives:
        near = closest(question.entry.objective, objectives)
        problems.add(
            question.spot("objective"),
            "unknown-objective",
            f"topic.yaml has no objective `{question.entry.objective}`",
            f"did you mean `{near}`?" if near else f"it has {', '.join(objectives) or 'none'}",
        )


def _texts(draft: TopicDraft) -> Iterator[tuple[Passage, str]]:
    """Every text of a topic with the run that a bare `py:` asks in it."""
    yield from ((way.passage, values_of(way.kind.slug)) for way in draft.ways)
    for question in draft.asked:
        yield from question.passages()
