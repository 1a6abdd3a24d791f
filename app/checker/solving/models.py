"""Questions about sizes backwards, and their answers: plain models, no torch."""

from typing import Annotated, Literal, Self

from pydantic import ConfigDict, Field, model_validator

from app.checker.report import Frozen, Mode, Shape, Sizes
from app.checker.stack.request import Rows

Side = Annotated[int, Field(ge=1, le=100_000)]
Number = Annotated[int, Field(ge=0, le=1_000)]
Positive = Annotated[int, Field(ge=1, le=1_000)]
Relation = Literal["same", "half", "double"]
LayerType = Literal["convolution", "pooling", "transposed convolution"]


Outcome = Literal["found", "none", "cannot-tell"]


class Strict(Frozen):
    """A question as a program sends it: `"3"` and `3.0` are not the size 3."""

    model_config = ConfigDict(strict=True)


class LayerQuestion(Strict):
    """One layer along one axis. What is null is looked for; the rest is given.

    `output` may be a size, or what it is to the input: `same`, `half` or `double`. Then `input` may be
    null, and what is found holds for every input.
    """

    ask: Literal["layer"]
    type: LayerType = "convolution"
    input: Side | None = None
    output: Side | Relation | None = None
    kernel_size: Positive | None = None
    stride: Positive | None = None
    padding: Number | None = None
    dilation: Positive = 1
    output_padding: Number | None = None
    ceil_mode: bool = False


class NetQuestion(Strict):
    """Which inputs a whole net takes: `code` with the fields of a check, or `layers`, the rows of a stack.

    `input_shape` says which channels, and how many axes; null lets the checker find or assume them.
    """

    ask: Literal["inputs"]
    code: str | None = None
    layers: Rows | None = None
    input_shape: Sizes | None = None
    entry: Annotated[str, Field(max_length=2_000)] | None = None
    mode: Mode | None = None

    @model_validator(mode="after")
    def _one_net(self) -> Self:
        if (self.code is None) == (self.layers is None):
            raise ValueError("send either code or layers")
        return self


Question = Annotated[LayerQuestion | NetQuestion, Field(discriminator="ask")]


class Range(Frozen):
    """Sizes from `low` to `high`, `step` apart; no `high`: none was found up to which they end."""

    low: int
    high: int | None = None
    step: int = 1


class Solution(Frozen):
    """One way to choose what was looked for; the arithmetic is that of its output size.

    `inputs` are the sizes that give the output, where the input was looked for.
    """

    kernel_size: int
    stride: int
    padding: int
    dilation: int
    output_padding: int | None = None
    ceil_mode: bool | None = None
    input: int | None
    output: int | None
    inputs: Range | None = None
    sentence: str
    arithmetic: str
    code: str


class LayerAnswer(Frozen):
    """The solutions, the customary first; `sentence` says the first one, or why there is none.

    `more` counts those that are not listed.
    """

    ask: Literal["layer"] = "layer"
    verdict: Outcome
    sentence: str
    solutions: list[Solution] = Field(default_factory=list)
    more: int = 0


class AxisRanges(Frozen):
    """Which sizes one axis may have: `side` is all spatial axes together, the others are held as `held` says."""

    axis: Literal["side", "L", "D", "H", "W"]
    ranges: list[Range]
    held: dict[str, int] = Field(default_factory=dict)


class NetAnswer(Frozen):
    """Which inputs a net takes.

    `lead` are the sizes in front of the spatial axes; `sizes_run` are the sides of the inputs that the net
    was run with to find this out, `by` whether formulas told where to look, `verified` what was run in words.
    `batches` are those of 1, 2 and 3 that work, at the least size.
    """

    ask: Literal["inputs"] = "inputs"
    verdict: Outcome
    sentence: str
    lead: Shape = Field(default_factory=list)
    axes: list[AxisRanges] = Field(default_factory=list)
    by: Literal["formulas", "search"] | None = None
    verified: str = ""
    batches: list[int] = Field(default_factory=list)
    sizes_run: list[Shape] = Field(default_factory=list)


Answer = Annotated[LayerAnswer | NetAnswer, Field(discriminator="ask")]
