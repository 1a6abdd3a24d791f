"""`/stack`: lay out a network row by row, and see what goes into each row and what comes out."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Annotated
from urllib.parse import parse_qsl, urlencode

from fastapi import APIRouter, HTTPException, Query, Request, Response
from pydantic import BaseModel, Field

from app.checker.report import Finding, Report
from app.checker.stack import StackRequest
from app.checker.stack.link import LONGEST, compact, expand
from app.checker.stack.preset import Preset
from app.checker.stack.request import HOLDERS, KINDS
from app.course.model import Course
from app.kit.discover import discover
from app.web.deps import CourseDep, PoolDep
from app.web.pages._asked import LONGEST_LINK, Asked, clean, sizes_text
from app.web.pages._checked import changes, declared, first_linear, lead, token
from app.web.pages._draft import ROOT_LIST, Draft, drafts_of, read
from app.web.pages._listing import lines
from app.web.pages._moves import ACTIONS, Moved, add, find, written
from app.web.pages._picture import picture
from app.web.pages._stack_rows import Told, at_rows, kinds, label, views
from app.web.pages._stacked import Checked, Form, check, complete, fixed, from_code
from app.web.render import render, wants_block
from app.workers.pool import Pool

PAGE = APIRouter(prefix="/stack")
TEMPLATE = "pages/stack.html"
_FOUND = discover("app.checker.stack.presets", "PRESET", Preset)
PRESETS = {preset.slug: preset for preset in sorted(_FOUND, key=lambda preset: preset.params)}
FIRST = "lenet-5"
NEXT = "Conv2d"
"""The layer that the fields for a new row begin with."""


class Link(BaseModel):
    """The address of a stack: its rows as `compact` writes them, or the name of a published network."""

    rows: Annotated[str, Field(max_length=LONGEST)] = ""
    input: Annotated[str, Field(max_length=200)] = ""
    mode: Annotated[str, Field(max_length=20)] = ""
    preset: Annotated[str, Field(max_length=100)] = FIRST


@PAGE.get("")
async def show(request: Request, course: CourseDep, pool: PoolDep, link: Annotated[Link, Query()]) -> Response:
    """The builder with the rows that the address holds, or with a published network."""
    if link.preset not in PRESETS:
        raise HTTPException(404, "there is no network of this name; the builder lists those that there are")
    chosen, told = PRESETS[link.preset].request, ""
    try:
        chosen = _linked(link) if link.rows else chosen
    except ValueError:
        told = "This address holds no stack that can be read, so here is another one."
    form = Form(drafts_of(chosen.layers), sizes_text(chosen.input_shape), "literal", chosen.mode or "")
    return await _answer(request, course, pool, form, Moved(form.rows, told))


def _linked(link: Link) -> StackRequest:
    """The stack in an address.

    Raises:
        ValueError: there is none.
    """
    asked = Asked(input=link.input, batch="literal")
    sent = {"input_shape": asked.shapes[0] if asked.shapes else [], "layers": expand(link.rows)}
    return StackRequest.model_validate({**sent, "mode": "eval" if link.mode == "eval" else None})


@PAGE.post("")
async def change(request: Request, course: CourseDep, pool: PoolDep) -> Response:
    """Do what the button says, then check the rows."""
    pairs = parse_qsl((await request.body()).decode(errors="replace"), keep_blank_values=True)
    fields = dict(pairs)
    rows, more = read(pairs)
    mode = fields.get("mode", "")
    form = Form(
        rows, fields.get("input", "")[:2_000], fields.get("batch", "add"), mode if mode in {"train", "eval"} else "",
        clean(fields.get("code", "")), more,
    )  # fmt: skip
    form, moved = await _done(pool, form, fields)
    return await _answer(request, course, pool, await complete(pool, form), moved)


async def _done(pool: Pool, form: Form, fields: dict[str, str]) -> tuple[Form, Moved]:
    """The form behind its button."""
    if fields.get("apply"):
        return await fixed(pool, form, fields["apply"])
    word, _, path = fields.get("do", "").partition(":")
    if word == "rows":
        return await from_code(pool, form)
    if word in ACTIONS:
        moved = ACTIONS[word](form.rows, path)
    elif word == "add":
        moved = _added(form.rows, path, fields.get(f"add.{path}", ""))
    elif word == "fc":
        moved = _fitted(form.rows, await check(pool, form))
    else:
        moved = Moved(form.rows)
    return replace(form, rows=moved.rows), moved


def _added(rows: tuple[Draft, ...], holder: str, kind: str) -> Moved:
    if kind not in KINDS:
        return Moved(rows, "Choose a layer to add.", f"add.{holder}")
    held = {"body": (Draft("ReLU", {}),)} if kind in HOLDERS else {}
    return add(rows, holder, Draft(kind, {}, held))


def _fitted(rows: tuple[Draft, ...], checked: Checked) -> Moved:
    """The number that the first Linear must take, written into it; a new Linear where there is none."""
    report = checked.report
    if report is None or report.fc_in_features is None:
        return Moved(rows, "There is no size to write yet.", "input")
    needed, step = str(report.fc_in_features), first_linear(report)
    path = f"{ROOT_LIST}.{step.path}" if step else ""
    if step and find(rows, path):
        told = f"in_features of {label(path)} is now {needed}."
        return Moved(written(rows, path, "in_features", needed), told, f"{path}.in_features")
    flat = report.output_shapes and len(report.output_shapes[0]) == 2
    if not flat:
        rows = add(rows, ROOT_LIST, Draft("Flatten", {})).rows
    return add(rows, ROOT_LIST, Draft("Linear", {"in_features": needed, "out_features": "10"}))


async def _answer(request: Request, course: Course, pool: Pool, form: Form, moved: Moved) -> Response:
    checked = await check(pool, form)
    report = checked.report
    found, nowhere = at_rows(report, checked.code) if report and checked.code else ({}, ())
    code = checked.code.code if checked.code else ""
    context = {
        "form": form,
        "asked": form.asked,
        "checked": checked,
        "report": report,
        "problem": checked.problem,
        "applied": None,
        "rows": views(form.rows, Told(report, checked.refused, found)),
        "nowhere": nowhere,
        "place": _place(report, found) if checked.whole else _unread(checked),
        "paste_problem": moved.problem,
        "code": code,
        "lines": lines(code, report) if code else (),
        "kinds": kinds(NEXT),
        "told": moved.told,
        "focus": moved.focus,
        "presets": PRESETS.values(),
        "link": _link(form, checked),
        "lead": lead(report),
        "declared": declared(report),
        "fc_step": first_linear(report),
        "picture": picture(report),
        "token": token,
        "changes": changes,
        "learn": {slug: page.learn for slug, page in course.findings.items() if page.learn},
    }
    # htmx puts no 503 in the place of the rows: it gets the same page, with the same words.
    busy = checked.retry_after and not wants_block(request)
    response = render(request, TEMPLATE, context, block="bench", status=503 if busy else 200)
    if busy:
        response.headers["Retry-After"] = str(checked.retry_after)
    if moved.focus:  # a new order of rows is new elements: merging would leave what was typed at its old place
        response.headers["HX-Reswap"] = "outerHTML"
    return response


def _link(form: Form, checked: Checked) -> str | None:
    """The address that opens these rows again; None where it would be too long, or a row is no layer yet."""
    if not checked.whole or not checked.typed or checked.report is None:
        return None
    mode = {"mode": form.mode} if form.mode else {}
    sizes = sizes_text(checked.report.input_shapes[0]).replace(" ", "")
    query = urlencode({"input": sizes, **mode, "rows": compact(checked.typed)}, safe="()[],=")
    return f"/stack?{query}" if len(query) <= LONGEST_LINK else None


def _unread(checked: Checked) -> dict[str, str] | None:
    """The first row that is no layer yet; None where it is the list as a whole that is refused."""
    return {"path": checked.unread, "label": label(checked.unread)} if checked.unread else None


def _place(report: Report | None, found: Mapping[str, Sequence[Finding]]) -> dict[str, str] | None:
    """The row of the first finding, where it blames one."""
    first = report.findings[0] if report and report.findings else None
    path = next((path for path, here in found.items() if first in here), None)
    return {"path": path, "label": label(path)} if path else None
