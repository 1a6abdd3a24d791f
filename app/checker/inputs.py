"""What the entry is called with: the request's sizes, the tensors of the paste, or the size of a summary."""

import ast
from collections.abc import Iterator

from app.checker import meta
from app.checker.entry import Entry
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
    for sizes in _summaries(top):
        return _given(reader, sizes), {}, "paste"
    message = f"neither the request nor the paste says what {entry.text} is called with"
    raise CannotTell("input-needed", message, entry.expression)


def _given(reader: Reader, sizes: list[int] | list[list[int]]) -> list[Value]:
    """A tensor for each list of sizes; a flat list is one."""
    shapes = [item for item in sizes if isinstance(item, list)]
    shapes = shapes or [[size for size in sizes if isinstance(size, int)]]
    for shape in shapes:
        reader.meter.shape(tuple(shape))
    return [TensorValue(meta.empty(tuple(shape))) for shape in shapes]


def _fed(reader: Reader, entry: Entry) -> Arguments | None:
    """The arguments of the paste's own call; None where they come from outside the paste."""
    if entry.feed is None:
        return None
    try:
        args, kwargs = _evaluated(reader, entry.feed)
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


def _summaries(top: TopLevel) -> Iterator[list[int]]:
    """The sizes of `summary(model, (3, 32, 32))`."""
    torchinfo = "torchinfo" in ast.unparse(top.tree)
    for statement in top.statements:
        for node in ast.walk(statement.node):
            if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] == "summary":
                named = [keyword.value for keyword in node.keywords if keyword.arg == "input_size"]
                for size in filter(None, map(_sizes, (*named, *node.args[1:2]))):
                    yield size if torchinfo else [_TORCHSUMMARY_BATCH, *size]


def _sizes(node: ast.expr) -> list[int] | None:
    try:
        value = ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return None
    whole = isinstance(value, tuple | list) and all(isinstance(size, int) and size >= 0 for size in value)
    return list(value) if whole else None
