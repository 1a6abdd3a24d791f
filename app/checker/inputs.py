"""What the entry is called with: the request's sizes, the tensors of the paste, or what a summary names."""

import ast
from dataclasses import dataclass

import torch

from app.checker.blame.raised import Raised
from app.checker.devices import meta
from app.checker.findings.undefined_name import UndefinedName
from app.checker.objects.instances import ModuleValue
from app.checker.objects.tensors import TensorValue
from app.checker.objects.values import Unknown, Value
from app.checker.program.candidates import Entry
from app.checker.program.feeders import Feeder, feeders
from app.checker.program.toplevel import TopLevel
from app.checker.reader import Reader
from app.checker.report import InputSource, Request
from app.checker.signals import CannotTell

Arguments = tuple[list[Value], dict[str, Value]]


@dataclass(frozen=True)
class Kinds:
    """The kind of numbers in inputs that are known by their sizes; those in `whole`, from 1, hold whole ones."""

    usual: torch.dtype = torch.float32
    whole: frozenset[int] = frozenset()

    def of(self, number: int) -> torch.dtype:
        """That of one input."""
        return torch.int64 if number in self.whole else self.usual


def kind_of(root: ModuleValue) -> torch.dtype:
    """The kind of numbers that a model was made for: that of its first weights."""
    weights = root.module.parameters() if root.module is not None else ()
    return next((weight.dtype for weight in weights if weight.is_floating_point()), torch.float32)


def of(
    reader: Reader, request: Request, entry: Entry, top: TopLevel, kinds: Kinds
) -> tuple[list[Value], dict[str, Value], InputSource]:
    """Positional and keyword arguments, and where they come from; those of the request are of these kinds.

    Raises:
        CannotTell: `input-needed`, where neither the request nor the paste says.
    """
    if request.input_shape is not None:
        return _with_numbers(_given(reader, request.input_shape, kinds), reader, entry), {}, "given"
    if (fed := _fed(reader, entry)) is not None:
        return *fed, "paste"
    for feeder in feeders(top, entry.text):
        if tensors := _by_feeder(reader, feeder):
            return tensors, {}, "paste"
    message = f"neither the request nor the paste says what {entry.text} is called with"
    raise CannotTell("input-needed", message, entry.expression)


def _given(reader: Reader, sizes: list[int] | list[list[int]], kinds: Kinds) -> list[Value]:
    """A tensor for each list of sizes; a flat list is one."""
    shapes = [item for item in sizes if isinstance(item, list)]
    shapes = shapes or [[size for size in sizes if isinstance(size, int)]]
    for shape in shapes:
        reader.meter.shape(tuple(shape))
    numbered = enumerate(shapes, start=1)
    return [TensorValue(meta.empty(tuple(shape), kinds.of(number)), sized=number) for number, shape in numbered]


def _with_numbers(given: list[Value], reader: Reader, entry: Entry) -> list[Value]:
    """Of several inputs, those whose whole numbers the paste's own call gives at the same sizes: lengths, a mask."""
    if len(given) < 2:
        return given
    try:
        fed, named = _fed(reader, entry) or ([], {})
    except Raised:
        return given  # its own call fails, which says nothing of the sizes that were asked for
    same = not named and [_sizes(value) for value in fed] == [_sizes(value) for value in given]
    return [own if same and _counts(own) else value for own, value in zip(fed or given, given, strict=False)]


def _sizes(value: Value) -> tuple[int, ...] | None:
    return value.shape if isinstance(value, TensorValue) else None


def _counts(value: Value) -> bool:
    """Whether it holds whole numbers that the paste says."""
    return isinstance(value, TensorValue) and not value.tensor.is_meta and not value.tensor.is_floating_point()


def _fed(reader: Reader, entry: Entry) -> Arguments | None:
    """The arguments of the paste's own call; None where they come from outside the paste."""
    if entry.feed is None:
        return None
    try:
        with reader.caught():
            args, kwargs = _evaluated(reader, entry.feed)
    except Raised as raised:
        if isinstance(raised.fault, UndefinedName):
            return None  # a name that only a loop or a function of the paste would bind
        raise
    except CannotTell as unclear:
        if unclear.slug == "stopped":
            raise
        return None
    known = not any(isinstance(value, Unknown) for value in (*args, *kwargs.values()))
    return (args, kwargs) if known else None


def _evaluated(reader: Reader, call: ast.Call) -> Arguments:
    args: list[Value] = []
    for argument in call.args:
        if isinstance(argument, ast.Starred):
            args += reader.iterate(reader.evaluate(argument.value, reader.globals), argument)
        else:
            args.append(reader.evaluate(argument, reader.globals))
    return args, {k.arg: reader.evaluate(k.value, reader.globals) for k in call.keywords if k.arg}


def _by_feeder(reader: Reader, feeder: Feeder) -> list[Value]:
    """What a summary or a trace feeds: tensors as they are, sizes with the batch of that library."""
    try:
        value = reader.evaluate(feeder.argument, reader.globals)
    except (CannotTell, Raised):
        return []
    items = list(value) if isinstance(value, tuple | list) else [value]
    if items and all(isinstance(item, TensorValue) for item in items):
        return items
    if feeder.tensors:
        return []
    lead = [feeder.batch] if feeder.batch is not None else []
    several = items if all(isinstance(item, tuple | list) for item in items) else [items]
    shapes = [[*lead, *sizes] for sizes in several if isinstance(sizes, tuple | list)]
    known = all(type(size) is int and size >= 0 for shape in shapes for size in shape)
    return _given(reader, shapes, Kinds()) if known and all(several) else []
