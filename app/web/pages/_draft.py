"""The builder's form as it was filled in: rows of text, which need not be layers yet.

A field is called as the API calls it, `layers.3.kernel_size` or `layers.3.body.0.stride`, so what pydantic refuses
is found at its field.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic.fields import FieldInfo

from app.checker.stack import MOST_ROWS, Layer
from app.checker.stack.request import DEEPEST, HOLDERS, HOLDING, KINDS, Holder

ROOT_LIST = "layers"
LONGEST = 200  # characters of one field
_WORDS = {"True": True, "true": True, "False": False, "false": False, "None": None}
"""`none` is a word of GELU's."""
_WHOLE = re.compile(r"[+-]?\d{1,25}")
_LIST = re.compile(r"\s*[,x×;]\s*|\s+")


@dataclass(frozen=True, slots=True)
class Draft:
    """One row as it was typed; `held` are the rows inside it, by field."""

    kind: str
    texts: Mapping[str, str]
    held: Mapping[str, "tuple[Draft, ...]"] = field(default_factory=dict)

    @property
    def known(self) -> type[Layer] | None:
        """The layer that it is meant to be."""
        return KINDS.get(self.kind)

    @property
    def size(self) -> int:
        """How many rows it is, with those inside."""
        return 1 + sum(row.size for rows in self.held.values() for row in rows)


@dataclass(slots=True)
class _Node:
    """A row while the form is read."""

    texts: dict[str, str] = field(default_factory=dict)
    held: dict[str, dict[int, "_Node"]] = field(default_factory=dict)

    def drafts(self, name: str) -> tuple[Draft, ...]:
        """The rows of one list, in order of their numbers; gaps are closed."""
        return tuple(node.draft() for _, node in sorted(self.held.get(name, {}).items()))

    def draft(self) -> Draft:
        """The row with what is inside it."""
        texts = {name: text for name, text in self.texts.items() if name != "type"}
        return Draft(
            self.texts.get("type", ""), texts, {name: self.drafts(name) for name in HOLDING if name in self.held}
        )


def read(pairs: Iterable[tuple[str, str]]) -> tuple[tuple[Draft, ...], bool]:
    """The rows of a form, and whether there were more of them than a stack may have; other fields are passed by."""
    form = _Form()
    for key, text in pairs:
        *way, name = key.split(".")
        if name.isidentifier() and _is_way(way):
            form.node(way).texts[name] = text[:LONGEST]
    return form.root.drafts(ROOT_LIST), form.count > MOST_ROWS


def _is_way(way: Sequence[str]) -> bool:
    """Whether these are lists and numbers by turns: `layers`, `3`, `body`, `0`."""
    lists, numbers = way[::2], way[1::2]
    return (
        len(lists) == len(numbers) <= DEEPEST + 1
        and lists[:1] == [ROOT_LIST]
        and all(name in HOLDING for name in lists[1:])
        and all(re.fullmatch("[0-9]{1,6}", number) for number in numbers)
    )


class _Form:
    """The rows found so far; those past the most that there may be are counted and kept apart."""

    def __init__(self) -> None:
        self.root = _Node()
        self.count = 0

    def node(self, way: Sequence[str]) -> _Node:
        """The row at the end of a way, made where it is new."""
        node = self.root
        for held, number in zip(way[::2], way[1::2], strict=True):
            rows = node.held.setdefault(held, {})
            if int(number) not in rows:
                self.count += 1
                if self.count > MOST_ROWS:
                    return _Node()
                rows[int(number)] = _Node()
            node = rows[int(number)]
        return node


def drafts_of(layers: Sequence[Layer]) -> tuple[Draft, ...]:
    """Typed rows as text."""
    return tuple(_draft_of(layer) for layer in layers)


def _draft_of(layer: Layer) -> Draft:
    fields = {name: field for name, field in type(layer).model_fields.items() if name not in {"type", *HOLDING}}
    held = {name: drafts_of(getattr(layer, name)) for name in HOLDING} if isinstance(layer, Holder) else {}
    return Draft(layer.type, {name: text_of(getattr(layer, name), field) for name, field in fields.items()}, held)


def text_of(value: object, field: FieldInfo) -> str:
    """A value as one types it: `3, 5`, `(3,)`, `True`; nothing where nothing means the same."""
    if value is None and field.default is None:
        return ""
    if isinstance(value, list):
        return f"({value[0]},)" if len(value) == 1 else ", ".join(map(str, value))
    return str(value)


def as_json(rows: Sequence[Draft]) -> list[dict[str, Any]]:
    """The rows as the API takes them; what was left empty is left out, and what no such layer has is passed by."""
    return [_as_json(row) for row in rows]


def _as_json(row: Draft) -> dict[str, Any]:
    fields = row.known.model_fields if row.known else {}
    texts = {name: text for name, text in row.texts.items() if name in fields and name not in HOLDING}
    values = {name: _value(text.strip()) for name, text in texts.items() if text.strip()}
    held = {name: as_json(row.held.get(name, ())) for name in HOLDING} if row.kind in HOLDERS else {}
    return {"type": row.kind, **values, **held}


def _value(text: str) -> object:
    """What a text means: a number, several, a word; a word stays what it is and is refused where it is none."""
    parts = [part for part in _LIST.split(text.strip("()[] ")) if part]
    if len(parts) > 1 or (len(parts) == 1 and text[0] in "(["):
        return [_single(part) for part in parts]
    return _single(text)


def _single(text: str) -> object:
    if text in _WORDS:
        return _WORDS[text]
    if _WHOLE.fullmatch(text):
        return int(text)
    try:
        return float(text)
    except ValueError:
        return text.strip("\"'")
