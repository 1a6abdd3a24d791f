"""What the entry is called with: the request's sizes, the tensors of the paste, or the size of a summary."""

import ast
from collections.abc import Iterator

from app.checker import meta
from app.checker.entry import Entry
from app.checker.faults import Raised
from app.checker.findings.undefined_name import UndefinedName
from app.checker.reader import Reader
from app.checker.report import InputSource, Request
from app.checker.signals import CannotTell
from app.checker.toplevel import TopLevel
from app.checker.values import TensorValue, Unknown, Value

Arguments = tuple[list[Value], dict[str, Value]]
_TORCHSUMMARY_BATCH = 2
"""torchsummary calls the model with two samples of the size that it is given; torchinfo with the size itself."""


def of(
    reader: Reader, request: Request, entry: Entry, top: TopLevel
) -> tuple[list[Value], dict[str, Value], InputSource]:
    """Positional and keyword arguments, and where they come from.

    Raises:
        CannotTell: `input-needed`, where neither the request nor the paste says.
    """
    if request.input_shape is not None:
        return _given(reader, request.input_shape), {}, "given"
    if (fed := _fed(reader, entry)) is not None:
        return *fed, "paste"
    for sizes in _summaries(reader, top):
        return _given(reader, sizes), {}, "paste"
    message = f"neither the request nor the paste says what {entry.text} is called with"
    raise CannotTell("input-needed", message, entry.expression)


def _given(reader: Reader, sizes: list[int] | list[list[int]]) -> list[Value]:
    """A tensor for each list of sizes; a flat list is one."""
    shapes = [item for item in sizes if isinstance(item, list)]
    shapes = shapes or [[size for size in sizes if isinstance(size, int)]]
    for shape in shapes:
        reader.meter.shape(tuple(shape))
    return [TensorValue(meta.empty(tuple(shape)), sized=True) for shape in shapes]


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


def summary_sizes(top: TopLevel) -> Iterator[ast.expr]:
    """The size in `summary(model, (3, 32, 32))`, as it is written."""
    for statement in top.statements:
        for node in ast.walk(statement.node):
            if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] == "summary":
                yield from (keyword.value for keyword in node.keywords if keyword.arg == "input_size")
                yield from node.args[1:2]


def _summaries(reader: Reader, top: TopLevel) -> Iterator[list[int]]:
    torchinfo = "torchinfo" in ast.unparse(top.tree)
    for node in summary_sizes(top):
        try:
            value = reader.evaluate(node, reader.globals)
        except (CannotTell, Raised):
            continue
        items = list(value) if isinstance(value, tuple | list) else []
        sizes = [size for size in items if isinstance(size, int) and size >= 0]
        if sizes and len(sizes) == len(items):
            yield sizes if torchinfo else [_TORCHSUMMARY_BATCH, *sizes]
