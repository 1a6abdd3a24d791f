"""The builder's form, and what a check of its rows gives."""

from dataclasses import dataclass, field, replace
from typing import Any

from pydantic import ValidationError

from app.checker.report import Report, Request, Shape
from app.checker.stack import MOST_ROWS, Layer, StackRequest, Unstacked
from app.checker.stack.code import Written, written
from app.kit.refusals import refusals
from app.kit.words import count
from app.web.pages._asked import Asked, sizes_text
from app.web.pages._checked import fix_of
from app.web.pages._draft import ROOT_LIST, Draft, as_json, drafts_of
from app.web.pages._moves import Moved, counted, filled, leading, wanting
from app.workers.keeper import Busy
from app.workers.pool import Pool

Rows = tuple[Draft, ...]
NEW = 4
"""How many rows may be new at once: a button makes one or two."""
EMPTY = "No rows yet: add one below, or begin with a published network"


@dataclass(frozen=True)
class Form:
    """The page as it stands: everything that a person can have typed. `code` waits to be turned into rows."""

    rows: Rows = ()
    input: str = ""
    batch: str = "add"
    mode: str = ""
    code: str = ""
    more: bool = False

    @property
    def asked(self) -> Asked:
        """Its field of sizes, read as the checker's page reads its own."""
        return Asked(input=self.input[:2_000], batch="literal" if self.batch == "literal" else "add")

    @property
    def shape(self) -> Shape:
        """The input.

        Raises:
            ValueError: the field is no list of sizes; the message is for the person who wrote it.
        """
        shapes = self.asked.shapes
        if len(shapes) != 1:
            raise ValueError("A stack has one input: write its size like 3, 32, 32")
        return shapes[0]


@dataclass(frozen=True)
class Checked:
    """What a check gave: of all rows, or of those in front of the first that is no layer yet (`whole` is false).

    `typed` are the rows that were checked. `retry_after`: no worker had time, and may have in so many seconds.
    """

    report: Report | None = None
    code: Written | None = None
    refused: dict[str, str] = field(default_factory=dict)
    problem: str = ""
    whole: bool = True
    typed: tuple[Layer, ...] = ()
    retry_after: int = 0

    @property
    def unread(self) -> str:
        """The path of the first row that is no layer yet, or holds one; empty where all of them are."""
        rows = any(path.startswith(f"{ROOT_LIST}.") for path in self.refused)
        return f"{ROOT_LIST}.{_first(self.refused)}" if rows else ""


async def check(pool: Pool, form: Form) -> Checked:
    """Checks the rows as far as they are layers."""
    if not form.rows:
        return Checked(problem=EMPTY)
    try:
        request, refused = _typed(form, as_json(form.rows))
    except ValueError as error:
        return Checked(problem=str(error), refused=_typed(replace(form, input="1"), as_json(form.rows))[1])
    whole = not refused
    if request is None:
        request, _ = _typed(form, as_json(form.rows[: _first(refused)]))
    try:
        report = await pool.stack(request) if request else None
    except Busy as busy:
        return Checked(refused=refused, problem=busy_words(busy), retry_after=busy.retry_after)
    problem = refused.get(ROOT_LIST, "")
    if form.more:
        problem = f"A stack may have {MOST_ROWS} or fewer rows: those behind are not shown."
    typed = tuple(request.layers) if request else ()
    return Checked(report, written(typed) if typed else None, refused, problem, whole, typed)


async def complete(pool: Pool, form: Form) -> Form:
    """The form with new rows filled in: what they take is what arrives at their place."""
    for _ in range(NEW):
        found = wanting(form.rows)
        if found is None:
            break
        before = await _arriving(pool, replace(form, rows=leading(form.rows, found[0])))
        form = replace(form, rows=filled(form.rows, found[0], before))
    return form


async def from_code(pool: Pool, form: Form) -> tuple[Form, Moved]:
    """The form with the rows of the code that was pasted; as it was where that is no plain stack."""
    if not form.code.strip():
        return form, Moved(form.rows, "", "code", "Paste the code first.")
    try:
        found = await _unstacked(pool, form)
    except Busy as busy:
        return form, Moved(form.rows, "", "code", busy_words(busy))
    if found.layers is None:
        where = f"line {found.line}: " if found.line else ""
        return form, Moved(form.rows, "", "code", f"{where}{found.problem}")
    rows = drafts_of(found.layers)
    sizes = sizes_text(found.input_shape)
    form = replace(form, rows=rows, input=sizes, batch="literal", code="")
    return form, Moved(rows, f"The code is now {count(counted(rows), 'row')}.", "layers.0.type")


async def _unstacked(pool: Pool, form: Form) -> Unstacked:
    """The rows with the input on the page where the code runs with that, else with the one it is written for."""
    try:
        asked = Request(code=form.code, input_shape=form.shape)
    except ValueError:
        return await pool.unstack(Request(code=form.code))
    if (await pool.check(asked)).verdict != "runs":
        own = await pool.unstack(Request(code=form.code))
        if own.layers is not None:
            return own
    return await pool.unstack(asked)


async def fixed(pool: Pool, form: Form, wanted: str) -> tuple[Form, Moved]:
    """The form with a fix applied: the fix changes the code of the rows, and its rows are read back."""
    checked = await check(pool, form)
    fix = fix_of(checked.report, wanted) if checked.report else None
    if fix is None:
        return form, Moved(form.rows, "The rows have changed since that fix was offered, so nothing was applied.")
    sizes = fix.input_shape[0] if fix.input_shape else form.shape
    try:
        found = await pool.unstack(Request(code=fix.code, input_shape=sizes, entry="net"))
    except Busy as busy:
        return form, Moved(form.rows, busy_words(busy))
    if found.layers is None:
        return form, Moved(form.rows, "That fix is no row of a stack: open the code in the checker to apply it.")
    cut = len(checked.typed)
    rows = (*drafts_of(found.layers), *form.rows[cut:])
    form = replace(form, rows=rows)
    if fix.input_shape:
        form = replace(form, input=sizes_text(sizes), batch="literal")
    return form, Moved(rows, f"Applied: {fix.title}.", "stack")


def busy_words(busy: Busy) -> str:
    """What a person is told when nobody is free to check."""
    return f"Every worker is busy. Press Check again in {busy.retry_after} s."


async def _arriving(pool: Pool, form: Form) -> Shape | None:
    """The shape behind these rows; that of the input where there are none."""
    try:
        if not form.rows:
            return form.shape
    except ValueError:
        return None
    report = (await check(pool, form)).report
    return report.output_shapes[0] if report and report.output_shapes else None


def _typed(form: Form, layers: list[dict[str, Any]]) -> tuple[StackRequest | None, dict[str, str]]:
    """The request, or what is refused, by field.

    Raises:
        ValueError: as `Form.shape`.
    """
    sent = {"input_shape": form.shape, "layers": layers, "mode": form.mode or None}
    try:
        return StackRequest.model_validate(sent), {}
    except ValidationError as error:
        return None, refusals(error.errors(), sent)


def _first(refused: dict[str, str]) -> int:
    """The number of the first row that something is refused of."""
    numbers = (path.split(".")[1] for path in refused if path.startswith(f"{ROOT_LIST}."))
    return min((int(number) for number in numbers if number.isdecimal()), default=0)
