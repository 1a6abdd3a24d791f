"""The builder's rows as the page shows them: fields, the shapes before and after, what is wrong there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, get_args, get_origin

from markupsafe import Markup

from app.checker.report import Finding, Report, Shape, Step
from app.checker.stack.code import Written
from app.checker.stack.request import FAMILIES, HOLDERS, HOLDING
from app.web.pages._draft import ROOT_LIST, Draft, text_of

COMMON = {"stride", "padding", "p", "dim", "scale_factor", "start_dim", "negative_slope"}
"""Arguments that are shown at once, beside those that are needed; the others open on demand."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One field of a row; `choices` where there are only so many."""

    name: str
    path: str
    text: str
    choices: tuple[str, ...]
    needed: bool
    common: bool
    changed: bool
    error: str


@dataclass(frozen=True, slots=True)
class RowView:
    """One row: `number` is its place in its list, from 0 as in a Sequential, `last` whether none follows."""

    path: str
    number: int
    kind: str
    options: Markup
    entries: tuple[Entry, ...]
    errors: tuple[str, ...]
    before: Shape
    after: Shape
    assumed: bool
    params: int
    findings: tuple[Finding, ...]
    last: bool
    parts: "tuple[tuple[str, tuple[RowView, ...]], ...]"

    @property
    def label(self) -> str:
        """What a person calls it: `row 4`, or `row 4, body row 2` for a row inside one."""
        return label(self.path)

    @property
    def more_open(self) -> bool:
        """Whether something among the arguments that usually stay as they are is wrong."""
        return any(not entry.common and entry.error for entry in self.entries)


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of the rows: the report on those that could be checked, and what is refused, by field."""

    report: Report | None
    refused: Mapping[str, str]
    findings: Mapping[str, tuple[Finding, ...]]


def label(path: str) -> str:
    """`row 3, body row 1` for `layers.3.body.1`."""
    parts = path.split(".")
    return ", ".join(
        f"row {int(number)}" if name == ROOT_LIST else f"{name} row {int(number)}"
        for name, number in zip(parts[::2], parts[1::2], strict=False)
    )


def views(rows: Sequence[Draft], told: Told, holder: str = ROOT_LIST) -> tuple[RowView, ...]:
    """The rows of one list."""
    steps = {step.path: step for step in told.report.steps} if told.report else {}
    return _views(rows, told, steps, holder)


def at_rows(report: Report, code: Written) -> tuple[dict[str, tuple[Finding, ...]], tuple[Finding, ...]]:
    """The findings by the path of the row whose line they blame, and those that blame none."""
    rows = {line: f"{ROOT_LIST}.{path}" for path, line in code.lines.items()}
    failed = {step.line: f"{ROOT_LIST}.{step.path}" for step in reversed(report.steps) if step.status == "failed"}
    found: dict[str, tuple[Finding, ...]] = {}
    for finding in report.findings:
        lines = [span.line for span in (finding.span, finding.call_span) if span]
        path = next((place[line] for line in lines for place in (rows, failed) if line in place), "")
        found[path] = (*found.get(path, ()), finding)
    nowhere = found.pop("", ())
    return found, nowhere


@cache
def kinds(chosen: str) -> Markup:
    """The options of a select of layers, by family; a stack of 200 rows has 200 of them, so they are made once."""
    groups = []
    for family, names in FAMILIES.items():
        options = Markup("").join(
            Markup("<option{}>{}</option>").format(Markup(" selected") if name == chosen else "", name)
            for name in names
        )
        groups.append(Markup('<optgroup label="{}">{}</optgroup>').format(family, options))
    if chosen and not any(chosen in names for names in FAMILIES.values()):
        groups.insert(0, Markup("<option selected>{}</option>").format(chosen))
    return Markup("").join(groups)


def _views(rows: Sequence[Draft], told: Told, steps: Mapping[str, Step], holder: str) -> tuple[RowView, ...]:
    return tuple(
        _view(row, told, steps, f"{holder}.{number}", last=number == len(rows) - 1) for number, row in enumerate(rows)
    )


def _view(row: Draft, told: Told, steps: Mapping[str, Step], path: str, *, last: bool) -> RowView:
    names = HOLDING if row.kind in HOLDERS else ()
    parts = tuple((name, _views(row.held.get(name, ()), told, steps, f"{path}.{name}")) for name in names)
    step = steps.get(path.removeprefix(f"{ROOT_LIST}."))
    inner = next((part[0] for _, part in parts if part), None)
    before = inner.before if inner else step.input_shapes[0] if step and step.input_shapes else []
    refused = tuple(told.refused[place] for place in (path, f"{path}.type", f"{path}.body") if place in told.refused)
    return RowView(
        path=path,
        number=int(path.rpartition(".")[2]),
        kind=row.kind,
        options=_kinds(row.kind),
        entries=tuple(_entries(row, path, told.refused)),
        errors=refused,
        before=before,
        after=step.output_shapes[0] if step and step.output_shapes and step.status != "failed" else [],
        assumed=step is not None and step.status == "assumed",
        params=step.params if step else 0,
        findings=told.findings.get(path, ()),
        last=last,
        parts=parts,
    )


def _kinds(chosen: str) -> Markup:
    """The options, kept only for names that exist: a form may hold any other."""
    known = any(chosen in names for names in FAMILIES.values())
    return kinds(chosen) if known else kinds.__wrapped__(chosen)


def _entries(row: Draft, path: str, refused: Mapping[str, str]) -> list[Entry]:
    found = []
    for name, field in (row.known.model_fields if row.known else {}).items():
        if name == "type" or name in HOLDING:
            continue
        default = "" if field.is_required() else text_of(field.default, field)
        text = row.texts.get(name, default)
        found.append(
            Entry(
                name=name,
                path=f"{path}.{name}",
                text=text,
                choices=_choices(field.annotation, text),
                needed=field.is_required(),
                common=field.is_required() or name in COMMON,
                changed=text != default,
                error=refused.get(f"{path}.{name}", ""),
            )
        )
    return found


def _choices(kind: Any, text: str) -> tuple[str, ...]:  # noqa: ANN401 (a type, or a union of them)
    """The words that a field takes, where it takes no others; with what somebody else's form held."""
    if kind is bool:
        known: tuple[str, ...] = ("True", "False")
    elif get_origin(kind) is Literal:
        known = get_args(kind)
    elif set(get_args(kind)) == {bool, type(None)}:
        known = ("", "True", "False")
    else:
        return ()
    return known if text in known else (text, *known)
