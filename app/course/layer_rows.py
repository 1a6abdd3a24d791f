"""What a question's code does, layer by layer, as a check report tells it: the facts that mistakes are about."""

import math
import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Literal

from pydantic import BaseModel, ConfigDict

from app.checker.report import Report, Step

_FAMILIES: tuple[tuple[str, "Family"], ...] = (
    (r"(?:Lazy)?ConvTranspose\dd|F\.conv_transpose\dd", "transposed"),
    (r"(?:Lazy)?Conv\dd|F\.conv\dd", "conv"),
    (r"Adaptive(?:Max|Avg)Pool\dd|F\.adaptive_(?:max|avg)_pool\dd", "adaptive"),
    (r"(?:Max|Avg|LP)Pool\dd|F\.(?:max|avg|lp)_pool\dd", "pool"),
    (r"(?:Lazy)?Linear|F\.linear", "linear"),
    (r"(?:Lazy)?BatchNorm\dd", "norm"),
    (r"Flatten|torch\.flatten|Tensor\.(?:flatten|view|reshape)", "flatten"),
)
Family = Literal["transposed", "conv", "adaptive", "pool", "linear", "norm", "flatten"]
LAYER_FACTS = frozenset(
    {"N", "n", "k", "kk", "s", "p", "d", "q", "g", "f", "m", "a", "Ci", "Co", "C", "H", "W", "P", "F"}
)
"""The names that `LayerRow.facts` may give; which of them there are depends on the layer."""
_DIMENSIONS = re.compile(r"(\d)d$")
IMAGE_BATCH = 4
"""How many axes a batch of images has."""
SLIDING = frozenset({"conv", "pool"})
HEAD_FACTS = frozenset({"N", "C", "H", "W"})
"""What `stack_facts` gives of a stack whose map is flattened."""
_INTEGER = re.compile(r"-?\d{1,9}")
_FLAGS = {"False": 0, "True": 1}
Facts = Mapping[str, int | Fraction]


class LayerRow(BaseModel):
    """One call; `lines` are where it stands and where its layer was made.

    `arguments` are those that are whole numbers, one per spatial axis where they are pairs; `formula` is
    the arithmetic of each axis with this row's numbers.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: str
    lines: tuple[int, ...]
    input: tuple[int, ...]
    output: tuple[int, ...]
    params: int = 0
    arguments: dict[str, tuple[int, ...]] = {}
    formula: dict[str, str] = {}

    @property
    def family(self) -> Family | None:
        """`conv`, `pool`, `linear`, ...; None for what has no family here."""
        return next((name for pattern, name in _FAMILIES if re.fullmatch(pattern, self.kind)), None)

    @property
    def spatial(self) -> int:
        """How many spatial axes it slides over."""
        found = _DIMENSIONS.search(self.kind)
        return int(found[1]) if found else 0

    @property
    def weight(self) -> tuple[int, ...] | None:
        """The shape of a convolution's weight, `(Co, Ci/g, k, k)`; None for any other layer."""
        kernel = self.arguments.get("kernel_size")
        if self.family != "conv" or not kernel:
            return None
        channel, groups = -self.spatial - 1, self.argument("groups", 0, 1) or 1
        return (self.output[channel], self.input[channel] // groups, *self.kernel)

    @property
    def kernel(self) -> tuple[int, ...]:
        """The size of the kernel along each spatial axis."""
        return tuple(self.argument("kernel_size", axis) or 1 for axis in range(self.spatial))

    def argument(self, name: str, axis: int, default: int | None = None) -> int | None:
        """An argument for one spatial axis."""
        said = self.arguments.get(name)
        if not said:
            return default
        return said[axis] if len(said) > axis else said[0]

    def facts(self, shape: tuple[int, ...], axis: int = 0) -> dict[str, int | Fraction]:
        """The names that a formula may use of this row, were `shape` what comes in.

        `n` is the size along the spatial axis, `k p s d` are kernel, padding, stride and dilation there,
        `Ci Co g` channels and groups, `N` the batch, `f m` in_features and out_features, `H W` the map. As
        PyTorch made it, `P` counts the places of the map that comes out and `F` is its last size. A linear
        layer is a convolution of one cell: `Ci Co kk` are its features and 1.
        """
        spatial, features = self.spatial, self.argument("in_features", 0)
        channel = -spatial - 1
        found: dict[str, int | Fraction | None] = {
            "N": shape[0],
            "k": self.argument("kernel_size", axis),
            "s": self.argument("stride", axis),
            "p": self.argument("padding", axis),
            "d": self.argument("dilation", axis, 1),
            "q": self.argument("output_padding", axis),
            "g": self.argument("groups", 0, 1),
            "f": features,
            "m": self.argument("out_features", 0),
            "a": self.argument("output_size", axis),
            "F": self.output[-1],
        }
        if features is not None:
            found |= {"Ci": features, "Co": found["m"], "kk": 1}
        if spatial and len(shape) > spatial:
            found |= {"n": shape[len(shape) - spatial + axis], "Ci": shape[channel], "Co": self.output[channel]}
            found |= {"kk": math.prod(self.kernel), "P": math.prod(self.output[-spatial:])}
        if len(shape) > 2:
            found |= {"C": shape[-3] if len(shape) > 3 else shape[-2], "H": shape[-2], "W": shape[-1]}
        return {name: value for name, value in found.items() if value is not None}


def layer_rows(report: Report) -> tuple[LayerRow, ...]:
    """The rows of a report that ran, each with its one input and its first output."""
    return tuple(
        _row(step) for step in report.steps if step.status == "ok" and step.input_shapes and step.output_shapes
    )


def stack_facts(rows: Sequence[LayerRow]) -> dict[str, int | Fraction]:
    """What a formula may name of a whole stack: its input, the map that reaches the head, all its kernels.

    `N Ci Hi Wi` are the input; `C H W` what is flattened, or else what comes out, `Hp Wp` the map in front of
    the last pooling; `sum_k prod_k max_k layers` go over the kernels that slide, and `field` is their
    receptive field.
    """
    found: dict[str, int | Fraction] = {}
    if rows and len(rows[0].input) == IMAGE_BATCH:
        found |= dict(zip(("N", "Ci", "Hi", "Wi"), rows[0].input, strict=True))
    found |= _head_facts(rows)
    sliding = [row for row in rows if row.family in SLIDING and row.arguments.get("kernel_size")]
    kernels = [row.kernel[0] for row in sliding]
    if kernels:
        found |= {"sum_k": sum(kernels), "prod_k": math.prod(kernels), "max_k": max(kernels), "layers": len(kernels)}
        found |= {"field": _field(sliding)}
    return found


def _head_facts(rows: Sequence[LayerRow]) -> dict[str, int | Fraction]:
    flat = next((at for at, row in enumerate(rows) if row.family == "flatten" and len(row.input) == IMAGE_BATCH), None)
    last = rows[flat].input if flat is not None else rows[-1].output if rows else ()
    if len(last) != IMAGE_BATCH:
        return {}
    found: dict[str, int | Fraction] = dict(zip(("C", "H", "W"), last[1:], strict=True))
    pools = [row for row in rows[:flat] if row.family == "pool"]
    return found | (dict(zip(("Hp", "Wp"), pools[-1].input[-2:], strict=True)) if pools else {})


def _field(sliding: Sequence[LayerRow]) -> int:
    """How many cells of the input one cell behind these layers sees, along the first axis: 1 + Σ d(k-1)·Πs."""
    seen, apart = 1, 1
    for row in sliding:
        seen += (row.argument("dilation", 0, 1) or 1) * (row.kernel[0] - 1) * apart
        apart *= row.argument("stride", 0, 1) or 1
    return seen


def _row(step: Step) -> LayerRow:
    said = {name: _whole_numbers(text) for name, text in step.arguments.items()}
    return LayerRow(
        kind=step.kind,
        lines=tuple(sorted({step.line, step.created_line or step.line})),
        input=tuple(step.input_shapes[0]),
        output=tuple(step.output_shapes[0]),
        params=step.params,
        arguments={name: sizes for name, sizes in said.items() if sizes},
        formula={formula.axis: formula.text for formula in step.formula},
    )


def _whole_numbers(text: str) -> tuple[int, ...]:
    """`3` → (3,), `2 × 1` → (2, 1), `True` → (1,); nothing for any other text."""
    if text in _FLAGS:
        return (_FLAGS[text],)
    parts = text.split(" × ")
    return tuple(map(int, parts)) if all(_INTEGER.fullmatch(part) for part in parts) else ()
