"""The format of the YAML files as JSON Schema, so that an editor can complete and check what is typed."""

import json
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from app.course.schema import CardEntry, CourseFile, MistakeEntry, QuestionEntry, TopicFile

FOLDER = "schema"
_FILES: dict[str, tuple[TypeAdapter[Any], str]] = {
    "course": (TypeAdapter(CourseFile), "course.yaml: the topics in their order"),
    "topic": (TypeAdapter(TopicFile), "topics/<slug>/topic.yaml"),
    "quiz": (TypeAdapter(tuple[QuestionEntry, ...]), "topics/<slug>/quiz.yaml: the questions of a topic"),
    "cards": (TypeAdapter(tuple[CardEntry, ...]), "topics/<slug>/cards.yaml: the cards of a topic"),
    "mistakes": (TypeAdapter(tuple[MistakeEntry, ...]), "mistakes/<family>.yaml"),
}


def schema_files() -> dict[str, str]:
    """The text of each file by its name."""
    return {f"{name}.json": _text(kind, title) for name, (kind, title) in _FILES.items()}


def write_schemas(content: Path) -> list[Path]:
    """Bring the folder of schemas up to date."""
    folder = content / FOLDER
    folder.mkdir(exist_ok=True)
    for name, text in schema_files().items():
        (folder / name).write_text(text, encoding="utf-8")
    return [folder / name for name in schema_files()]


def _text(kind: TypeAdapter[Any], title: str) -> str:
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **kind.json_schema(),
        "title": title,
    }
    return json.dumps(schema, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
