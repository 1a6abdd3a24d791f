"""What pydantic refuses, in plain words: the field as its sender wrote it, and what it must be."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from app.kit.words import closest, listing

_NOTHING = object()
_KINDS = {
    "string_type": "text",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "finite_number": "a number",
    "bool_type": "true or false",
    "list_type": "a list",
    "dict_type": "an object",
    "model_type": "an object",
    "model_attributes_type": "an object",
    "literal_error": "{expected}",
}
"""By pydantic's type of error: what the value must be."""
_SENTENCES = {
    "missing": "this is needed",
    "extra_forbidden": "there is no such field",
    "greater_than_equal": "this must be at least {ge}",
    "less_than_equal": "this must be at most {le}",
    "too_long": "this may have {max_length} or fewer items, not {actual_length}",
    "too_short": "this must have {min_length} or more items, not {actual_length}",
    "string_too_long": "this may have {max_length} or fewer characters",
    "value_error": "{error}",
    "string_unicode": "this holds half of a surrogate pair: write the whole character",
    "union_tag_not_found": "this needs the field {discriminator}",
}


@dataclass(frozen=True)
class _Complaint:
    """One error: the path of its field, which part (`branch`) of which union it belongs to, and its words.

    `kinds` are what the value might be; else there is a sentence.
    """

    path: tuple[str, ...]
    union: tuple[str, ...]
    branch: str
    kinds: tuple[str, ...]
    sentence: str


def refusals(errors: Iterable[Mapping[str, Any]], body: object) -> dict[str, str]:
    """By field (`layers.0.kernel_size`, or `body`), why it is refused; never the input itself, which may be huge.

    Args:
        errors: as `ValidationError.errors()` gives them, their places relative to `body`.
        body: what was sent, which tells pydantic's names for the parts of a union from names of fields.
    """
    complaints = [_complaint(error, body) for error in errors]
    kept = [complaint for union in _by_union(complaints) for complaint in _nearest(union)]
    fields: dict[str, list[_Complaint]] = {}
    for complaint in kept:
        fields.setdefault(".".join(complaint.path) or "body", []).append(complaint)
    return {field: _said(of_field) for field, of_field in fields.items()}


def _complaint(error: Mapping[str, Any], body: object) -> _Complaint:
    path: list[str] = []
    union: tuple[str, ...] = ()
    branch = ""
    last = len(error["loc"])
    for number, part in enumerate(error["loc"], 1):
        inside = _inside(body, part)
        if inside is not _NOTHING or (error["type"] == "missing" and number == last):
            path.append(str(part))
            body = inside
        else:
            union, branch = (*path, branch), str(part)
    context = error.get("ctx", {})
    if error["type"] == "union_tag_invalid":  # pydantic blames the object, a person looks for the field
        path.append(context["discriminator"].strip("'"))
    kind = _KINDS.get(error["type"])
    kinds = tuple(kind.format(**context).split(" or ")) if kind is not None else ()
    return _Complaint(tuple(path), union, branch, kinds, _sentence(error, context))


def _sentence(error: Mapping[str, Any], context: Mapping[str, Any]) -> str:
    if error["type"] == "union_tag_invalid":
        known = [tag.strip(" '") for tag in context["expected_tags"].split(",")]
        near = closest(context["tag"], known)
        meant = f"did you mean {near}?" if near else f"it is one of {listing(known)}"
        name = context["discriminator"].strip("'")
        return f"there is no {name} {context['tag'][:40]}: {meant}"
    known_words = _SENTENCES.get(error["type"])
    return known_words.format(**context).replace("'", "") if known_words is not None else str(error["msg"])


def _by_union(complaints: list[_Complaint]) -> list[list[list[_Complaint]]]:
    """The complaints of each union, by its parts; one outside a union stands alone."""
    unions: dict[tuple[object, ...], dict[str, list[_Complaint]]] = {}
    for number, complaint in enumerate(complaints):
        where = (complaint.union,) if complaint.branch else (complaint.union, number)
        unions.setdefault(where, {}).setdefault(complaint.branch, []).append(complaint)
    return [list(branches.values()) for branches in unions.values()]


def _nearest(branches: list[list[_Complaint]]) -> list[_Complaint]:
    """The parts of a union that the value comes nearest to; several only where they complain of one field."""
    ranked = sorted(branches, key=_distance)
    nearest = next(list(group) for _, group in groupby(ranked, _distance))
    same_field = len({complaint.path for branch in nearest for complaint in branch}) == 1
    return [complaint for branch in (nearest if same_field else nearest[:1]) for complaint in branch]


def _distance(branch: Sequence[_Complaint]) -> tuple[int, bool, int]:
    wrong_kind = any(complaint.kinds for complaint in branch)
    return len(branch), wrong_kind, -max(len(complaint.path) for complaint in branch)


def _said(complaints: list[_Complaint]) -> str:
    kinds = list(dict.fromkeys(kind for complaint in complaints for kind in complaint.kinds))
    must = [f"this must be {listing(kinds, 'or')}"] if kinds else []
    return "; ".join(dict.fromkeys([*must, *(c.sentence for c in complaints if not c.kinds)]))


def _inside(value: object, part: str | int) -> object:
    if isinstance(value, Mapping):
        return value.get(part, _NOTHING)
    if isinstance(value, list) and isinstance(part, int) and part < len(value):
        return value[part]
    return _NOTHING
