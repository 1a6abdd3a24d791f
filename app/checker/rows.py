"""What one row of the tables says: a `torch.nn` layer, or a function or method on tensors.

The leaf folders `layers` and `operations` fill the tables. A row's functions see real modules and
tensors on the meta device and never run them: they check, explain and assume.
"""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Literal

import torch
from torch import nn

from app.checker.blame.faults import Fault
from app.checker.report import Formula

Tensors = tuple[torch.Tensor, ...]
Shapes = list[tuple[int, ...]]


@dataclass(frozen=True)
class Given:
    """What a layer is about to be called with.

    Attributes:
        name: what a person calls the layer.
        tensors: the real tensors.
        joined: the sizes per sample that a flatten joined into axis 1 of the first one.
        raw: the first one is the input itself, as it came.
        asked: the `output_size` of the call, where it says one.
    """

    name: str
    tensors: Tensors
    joined: tuple[int, ...] = ()
    raw: bool = False
    asked: tuple[int, ...] | None = None

    @property
    def shape(self) -> tuple[int, ...]:
        """The first tensor's sizes; empty where there is none."""
        return tuple(self.tensors[0].shape) if self.tensors else ()


@dataclass(frozen=True)
class Window:
    """How a layer slides over its input: one number per spatial axis."""

    kernel: tuple[int, ...]
    stride: tuple[int, ...]
    dilation: tuple[int, ...]


@dataclass(frozen=True)
class Sight:
    """What one output cell sees of its input, per spatial axis.

    `reach`: how many cells beyond one. `step`: by how many cells neighbouring outputs are apart, below 1 where a
    layer enlarges the map.
    """

    reach: tuple[int, ...]
    step: tuple[int | Fraction, ...]


Seen = Sight | Literal["whole input"] | None
"""None: the receptive field stays as it was."""


def _no_fault(*_: object) -> None:
    return None


def _nothing(*_: object) -> list[Formula]:
    return []


def _no_macs(*_: object) -> int:
    return 0


def _no_axes(*_: object) -> frozenset[int]:
    return frozenset()


def same_shape(_module: nn.Module, given: Given) -> torch.Tensor | None:
    """What an assumed output is where a layer keeps the shape."""
    return given.tensors[0] if given.tensors else None


@dataclass(frozen=True)
class Layer:
    """One class of `torch.nn`.

    Attributes:
        cls: the class.
        family: the file it stands in, for people: `convolution`.
        example: arguments and input sizes for a first call, which also warms the kernels.
        new: a fault of the constructor's arguments (by name), or None.
        check: why the call would be refused on CPU, or None; runs before the call.
        assume: the declared output, to go on after a fault.
        explain: the arithmetic of each output size.
        sight: what an output cell sees of the input, by its sizes before and after, for the receptive field.
        macs: multiply-adds of one call.
        shown: the arguments worth showing in a table.
        formula: the general formula, for the catalogue.
        whole: its output sees the whole input.
        takes_tuples: its first input may be a tuple or list.
        outputs: what torch's documentation calls its results, where there are several, flat.
        through: the child that a call goes to, where it only passes calls on.
        parameters: a function with the constructor's parameters, where torch writes only `*args, **kwargs`.
        macs_of_all: multiply-adds, where they depend on every input.
        shown_as: the function that its row names, where it has children and is yet one step.
        supplied: keyword arguments of a call without which torch would look into numbers.
        by_zeros: its shapes depend on no number, and yet meta cannot tell them: a small call is made with zeros.
        complete: its check says all that the CPU would refuse.
        turns: behind it nobody knows which axes are those of the map.
        by_class: as in `Operation`.
    """

    cls: type[nn.Module]
    family: str
    example: tuple[tuple[object, ...], tuple[tuple[int, ...], ...]]
    new: Callable[[Mapping[str, object]], Fault | None] = _no_fault
    check: Callable[[nn.Module, Given], Fault | None] = _no_fault
    assume: Callable[[nn.Module, Given], object] = _no_fault
    explain: Callable[[nn.Module, tuple[int, ...], tuple[int, ...]], list[Formula]] = _nothing
    sight: Callable[[nn.Module, tuple[int, ...], tuple[int, ...]], Seen] = _no_fault
    macs: Callable[[nn.Module, tuple[int, ...], tuple[int, ...]], int] = _no_macs
    shown: tuple[str, ...] = ()
    formula: str | None = None
    whole: bool = False
    takes_tuples: bool = False
    outputs: tuple[str, ...] = ()
    through: str = ""
    parameters: Callable[..., None] | None = None
    macs_of_all: Callable[[nn.Module, Shapes], int] | None = None
    shown_as: str = ""
    supplied: Mapping[str, object] = field(default_factory=dict)
    by_zeros: bool = False
    complete: bool = True
    turns: bool = False
    by_class: bool = False

    @property
    def guarded(self) -> bool:
        """Whether its own preconditions say all that the CPU would refuse; else small calls are made for real."""
        return self.check is not _no_fault and self.complete

    @property
    def name(self) -> str:
        """`Conv2d`."""
        return self.cls.__name__

    @cached_property
    def signature(self) -> inspect.Signature:
        """The constructor's parameters, without `self`."""
        if self.parameters is not None:
            return inspect.signature(self.parameters)
        parameters = list(inspect.signature(self.cls.__init__).parameters.values())
        return inspect.Signature(parameters[1:])

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The constructor's parameters that can be given by place."""
        return tuple(name for name, p in self.signature.parameters.items() if p.kind is p.POSITIONAL_OR_KEYWORD)

    @cached_property
    def plain(self) -> bool:
        """Whether it takes these alone: no `*args`, no `**kwargs`."""
        return len(self.names) == len(self.signature.parameters)

    @cached_property
    def required(self) -> frozenset[str]:
        """Parameters without a default."""
        return frozenset(name for name, p in self.signature.parameters.items() if p.default is p.empty)


class NoTensor(TypeError):  # noqa: N818 (it stands for an exception of the learner's program)
    """Something else stands where an operation takes its tensor."""


@dataclass(frozen=True)
class Arguments:
    """The arguments of an operation: plain Python and real tensors."""

    args: tuple[object, ...]
    kwargs: Mapping[str, object]

    def get(self, position: int, name: str, default: object = None) -> object:
        """One argument, by place or by name."""
        return self.args[position] if len(self.args) > position else self.kwargs.get(name, default)

    @property
    def first(self) -> torch.Tensor:
        """The first argument, which is a tensor in every check below."""
        value = self.args[0] if self.args else next(iter(self.kwargs.values()), None)
        if not isinstance(value, torch.Tensor):
            raise NoTensor("the first argument must be a Tensor")
        return value


@dataclass(frozen=True)
class Operation:
    """One function on tensors, under all the names it has.

    Attributes:
        forms: real function by dotted name, such as `torch.flatten` and `Tensor.flatten`.
        check: why the CPU would refuse it, or None.
        assume: an output to go on with after a fault.
        layer: the layer whose formula and window explain it, built from the same arguments.
        row: whether a call is a step of its own.
        folds: it may move the batch into other axes.
        by_value: the CPU may refuse it for its numbers (a singular matrix), so zeros are no test.
        any_float: it takes every tensor of 32-bit floats.
        by_zeros: as in `Layer`.
        pieces: how many tensors a call gives, charged before it is made.
        macs: multiply-adds of one call.
        explain: the arithmetic of an output size, where no layer's explains it.
        pools: which axes of its first argument it reduces to one value, for the receptive field.
        indices: which arguments hold whole numbers, each by its place and its name.
        masks: which hold yes or no.
        by_class: its target names a class for each prediction, unless it has as many axes.
    """

    forms: Mapping[str, Callable[..., object]]
    check: Callable[[Arguments], Fault | None] = _no_fault
    assume: Callable[[Arguments], object] = _no_fault
    layer: Callable[[Arguments], "tuple[Layer, Mapping[str, object]] | None"] = _no_fault
    row: bool = True
    folds: bool = False
    pieces: Callable[[Arguments], int] = _no_macs
    by_value: bool = False
    any_float: bool = False
    by_zeros: bool = False
    macs: Callable[[Arguments, torch.Tensor], int] = _no_macs
    explain: Callable[[Arguments, tuple[int, ...]], list[Formula]] = _nothing
    pools: Callable[[Arguments], frozenset[int]] = _no_axes
    indices: tuple[tuple[int, str], ...] = ()
    masks: tuple[tuple[int, str], ...] = ()
    by_class: bool = False
