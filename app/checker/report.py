"""The report: frozen models that are the JSON API of a check. Imports no torch.

Every name here is a promise to the people who read the JSON; `checker.exports`, the pages and the
worker's answer all speak of nothing else.
"""

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

Shape = list[int]
Verdict = Literal["runs", "fails", "cannot-tell"]
Severity = Literal["error", "warning", "note"]
Mode = Literal["train", "eval"]
InputSource = Literal["given", "paste", "assumed"]
Size = Annotated[int, Field(ge=0, le=2**40)]
Sizes = Annotated[list[Size], Field(max_length=16)]


_HALF = re.compile("[\ud800-\udfff]")


def _whole(text: str) -> str:
    """Half of a surrogate pair is no character, and JSON in UTF-8 cannot carry it: the replacement character can."""
    return _HALF.sub("\ufffd", text)


Text = Annotated[str, AfterValidator(_whole)]


class Frozen(BaseModel):
    """A model that cannot change and knows all of its fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Request(Frozen):
    """One check: the paste, and what to call it with.

    `input_shape` is literal: `[1, 3, 32, 32]` is an NCHW batch of one; three numbers are the
    3-D tensor that they say. None means: find it in the paste, else assume one.
    """

    code: Text
    input_shape: Sizes | Annotated[list[Sizes], Field(max_length=64)] | None = None
    entry: Annotated[Text, Field(max_length=2_000)] | None = None
    mode: Mode | None = None


class Span(Frozen):
    """A piece of one line of the paste as it was sent.

    `line` and `column` count from 1, columns in code points; `end_column` is exclusive.
    """

    line: int
    column: int
    end_column: int


class Edit(Frozen):
    """Put `new` in place of `span`; a span of no width inserts."""

    span: Span
    new: str


class Fix(Frozen):
    """A change that was tried: the changed code was checked and the finding was gone."""

    title: str
    edits: list[Edit]
    code: str
    input_shape: list[Shape] | None = None
    entry: str | None = None
    verified: bool = True


class Finding(Frozen):
    """One fault, at its cause (`span`) and where it showed (`call_span`)."""

    slug: str
    severity: Severity
    message: str
    label: str
    help: str
    span: Span | None
    call_span: Span | None = None
    torch_says: str | None = None
    fixes: list[Fix] = []


class Formula(Frozen):
    """The arithmetic behind one size, with the learner's own numbers."""

    axis: str
    text: str
    value: int


class Step(Frozen):
    """One row: a call of a layer, or of an operation on tensors.

    `macs` are multiply-adds of convolutions, linear layers and matrix products only;
    `activation_bytes` is the memory of the outputs; `receptive_field` is in pixels of the input
    per spatial axis, and None where it is not defined. `sources` are the rows (from 0) whose outputs
    go in, -1 for an input of the model.
    """

    name: str
    kind: str
    path: str
    line: int
    created_line: int | None
    span: Span | None = None
    input_shapes: list[Shape]
    output_shapes: list[Shape]
    output_names: list[str] | None = None
    params: int = 0
    shared: bool = False
    macs: int = 0
    status: Literal["ok", "failed", "assumed"] = "ok"
    formula: list[Formula] = []
    arguments: dict[str, str] = {}
    activation_bytes: int = 0
    sources: list[int] = []
    receptive_field: list[int] | Literal["whole input"] | None = None


class Module(Frozen):
    """A node of the tree of modules, as `named_modules` names it."""

    path: str
    kind: str
    params: int
    created_line: int | None
    children: "list[Module]" = []


class Argument(Frozen):
    """A parameter of the entry's constructor, where the entry cannot be built without more."""

    name: str
    needed: bool
    default: str | None = None
    annotation: str | None = None


class Report(Frozen):
    """All that a check found out.

    `arguments` are the parameters to choose where the verdict waits for them (`arguments-needed`).
    """

    verdict: Verdict
    entry: str | None
    entries: list[str] = []
    mode: Mode
    input_source: InputSource | None
    input_shapes: list[Shape]
    output_shapes: list[Shape]
    output_names: list[str] | None = None
    outputs_assumed: bool = False
    total_params: int = 0
    trainable_params: int = 0
    macs: int = 0
    fc_in_features: int | None = None
    fc_formula: str | None = None
    steps: list[Step] = []
    findings: list[Finding] = []
    modules: list[Module] = []
    notes: list[str] = []
    arguments: list[Argument] = []
    torch_version: str | None = None
    code: str | None = None
    """The paste that was checked, where the request was a stack of layers."""


def stopped(reason: str, help_: str) -> Report:
    """The report of a check that ended before it could answer: a deadline, a budget, a crash."""
    finding = Finding(
        slug="stopped",
        severity="note",
        message=f"the check was stopped: {reason}",
        label="stopped here",
        help=help_,
        span=None,
    )
    return Report(
        verdict="cannot-tell",
        entry=None,
        mode="train",
        input_source=None,
        input_shapes=[],
        output_shapes=[],
        findings=[finding],
    )
