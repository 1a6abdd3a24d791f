"""One layer along one axis: what was left open, chosen so that the output is the wanted one.

Every way to fill in what is open is tried by the formulas, from small numbers up; what is answered is
then run in PyTorch. The customary ways come first: no dilation more than asked, an odd kernel, a padding
that is half of it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product

import torch
from torch import nn

from app.checker.devices import meta
from app.checker.solving.inverse import Grow, Interval, Slide, Step
from app.checker.solving.models import LayerAnswer, LayerQuestion, Range, Relation, Solution
from app.checker.solving.words import no_half, no_layer, underdetermined, unit

MOST = 12
LARGEST_PADDING = 200
KERNELS = (3, 5, 1, 7, 2, 4, 9, 11, 6, 8, 10)
STRIDES = (1, 2, 4, 3)
_FACTORS: dict[Relation, tuple[int, int]] = {"same": (1, 1), "half": (1, 2), "double": (2, 1)}
_SAMPLES = range(1, 130)
_CHECKED = (64, 224)


@dataclass(frozen=True)
class Choice:
    """One way to fill in what is open."""

    kernel_size: int
    stride: int
    padding: int
    dilation: int
    output_padding: int
    ceil_mode: bool
    type: str

    def step(self) -> Step:
        """What it does to the axis."""
        if self.type == "transposed convolution":
            return Grow(self.kernel_size, self.stride, self.padding, self.dilation, self.output_padding)
        return Slide(self.kernel_size, self.stride, 2 * self.padding, self.dilation, self.ceil_mode)

    @property
    def allowed(self) -> bool:
        """Whether torch takes the numbers at all."""
        if self.type == "pooling":
            return self.padding <= self.kernel_size // 2
        return self.type == "convolution" or self.output_padding < max(self.stride, self.dilation)

    @property
    def unusual(self) -> tuple[object, ...]:
        """Smaller is more customary."""
        middle = self.dilation * (self.kernel_size - 1) / 2
        pooled = self.type == "pooling" and self.kernel_size != self.stride
        even = self.type != "pooling" and self.kernel_size % 2 == 0
        strides = STRIDES.index(self.stride) if self.stride in STRIDES else len(STRIDES)
        kernels = KERNELS.index(self.kernel_size) if self.kernel_size in KERNELS else len(KERNELS)
        return (
            pooled,
            self.output_padding,
            abs(self.padding - middle) > 0.5,
            self.padding > middle,
            even,
            strides,
            kernels,
            self.padding,
        )


def answer(question: LayerQuestion) -> LayerAnswer:
    """The ways to fill in what the question leaves open."""
    if (why := underdetermined(question)) is not None:
        return LayerAnswer(verdict="cannot-tell", sentence=why)
    found = sorted((c for c in _choices(question) if c.allowed and _gives(c, question)), key=lambda c: c.unusual)
    runs = [choice for choice in found[: 2 * MOST] if _runs(choice, question)]
    solutions = [_solution(choice, question) for choice in runs[:MOST]]
    if not solutions:
        odd = question.output == "half" and question.input is not None and question.input % 2 == 1
        why_none = no_half(question.input) if odd else no_layer(question, _nearest(question))
        return LayerAnswer(verdict="none", sentence=why_none)
    more = max(0, len(found) - len(solutions))
    return LayerAnswer(verdict="found", sentence=solutions[0].sentence, solutions=solutions, more=more)


def _choices(question: LayerQuestion) -> Iterator[Choice]:
    """All ways to fill in what is open, within customary bounds."""
    kernels = (question.kernel_size,) if question.kernel_size is not None else KERNELS
    grows, rounds_up = question.type == "transposed convolution", question.ceil_mode and question.type == "pooling"
    for kernel in kernels:
        own = (kernel, *(s for s in STRIDES if s != kernel)) if question.type == "pooling" else STRIDES
        strides = (question.stride,) if question.stride is not None else own
        reach = question.dilation * (kernel - 1) + 1
        paddings = (question.padding,) if question.padding is not None else range(min(reach, LARGEST_PADDING) + 1)
        for stride, padding in product(strides, paddings):
            extra = range(stride) if grows and question.output_padding is None else (question.output_padding or 0,)
            for output_padding in extra:
                yield Choice(kernel, stride, padding, question.dilation, output_padding, rounds_up, question.type)


def _gives(choice: Choice, question: LayerQuestion) -> bool:
    """Whether the formulas say so."""
    step = choice.step()
    if question.input is not None:
        output = step.output(question.input)
        return output >= 1 and (question.output is None or output == wanted(question.output, question.input))
    if isinstance(question.output, int):
        return step.inputs(Interval(question.output, question.output)) is not None
    return any(True for _ in _samples(question, step)) and all(right for _, right in _samples(question, step))


def _samples(question: LayerQuestion, step: Step) -> Iterator[tuple[int, bool]]:
    """Sizes that the relation is about and the layer takes, and whether it holds for each."""
    for n in _SAMPLES:
        if not isinstance(question.output, str):
            return
        target, output = wanted(question.output, n), step.output(n)
        if target is not None and output >= 1:
            yield n, output == target


def wanted(output: int | Relation, n: int) -> int | None:
    """The size that is asked for; None where an odd size has no half."""
    if isinstance(output, int):
        return output
    times, over = _FACTORS[output]
    return n * times // over if n * times % over == 0 else None


def _runs(choice: Choice, question: LayerQuestion) -> bool:
    """Whether PyTorch gives what the formulas say, at the sizes that the question is about."""
    step = choice.step()
    if question.input is not None:
        sizes = [question.input]
    elif isinstance(question.output, int) and (inputs := step.inputs(Interval(question.output, question.output))):
        sizes = [inputs.low, inputs.high or inputs.low]
    else:
        sizes = [n for n in _CHECKED if step.output(n) >= 1]
    layer = meta.build(*_real(choice), {})
    return all(_output(layer, n) == step.output(n) for n in sizes)


def _real(choice: Choice) -> tuple[type[nn.Module], tuple[object, ...]]:
    """The 1-D layer of PyTorch, and its arguments by place."""
    window = (choice.kernel_size, choice.stride, choice.padding)
    if choice.type == "pooling":
        return nn.MaxPool1d, (*window, choice.dilation, False, choice.ceil_mode)
    if choice.type == "convolution":
        return nn.Conv1d, (1, 1, *window, choice.dilation)
    return nn.ConvTranspose1d, (1, 1, *window, choice.output_padding, 1, True, choice.dilation)


def _output(layer: nn.Module, n: int) -> int:
    try:
        made = meta.run(layer, (meta.empty((1, 1, n)),), {})
    except meta.Refused:
        return 0
    return int(made.shape[-1]) if isinstance(made, torch.Tensor) else 0


def _solution(choice: Choice, question: LayerQuestion) -> Solution:
    """The choice with what it gives, in words and in code."""
    step, n, output = choice.step(), question.input, question.output
    size = step.output(n) if n is not None else output if isinstance(output, int) else None
    inputs = step.inputs(Interval(size, size)) if n is None and size is not None else None
    known = Solution(
        kernel_size=choice.kernel_size, stride=choice.stride, padding=choice.padding, dilation=choice.dilation,
        output_padding=choice.output_padding if isinstance(step, Grow) else None,
        ceil_mode=choice.ceil_mode if choice.type == "pooling" else None,
        input=n, output=size, inputs=Range(low=inputs.low, high=inputs.high) if inputs is not None else None,
        sentence="", arithmetic="", code="",
    )  # fmt: skip
    return known.model_copy(update=unit(known, question))


def _nearest(question: LayerQuestion) -> list[Solution]:
    """What comes closest below and above, where no choice gives the size itself."""
    if question.input is None or question.output is None:
        return []
    target = wanted(question.output, question.input)
    made = [(c.step().output(question.input), c) for c in _choices(question) if c.allowed]
    if target is None:
        return []
    below = max(((size, c) for size, c in made if 1 <= size < target), key=lambda pair: pair[0], default=None)
    above = min(((size, c) for size, c in made if size > target), key=lambda pair: pair[0], default=None)
    open_ = question.model_copy(update={"output": None})
    return [_solution(replace(pair[1]), open_) for pair in (below, above) if pair is not None]
