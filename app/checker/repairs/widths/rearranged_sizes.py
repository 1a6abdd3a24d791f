"""Layers that only arrange anew, Unflatten and PixelShuffle: what comes does not fill the form that they ask for."""

import ast
from collections.abc import Iterator
from math import isqrt, prod

from app.checker.blame.origins import Creation, argument
from app.checker.blame.proposals import Proposal
from app.checker.edits.spelling import rewrites
from app.checker.evidence.lineage import last_producer, producers, rows_behind
from app.checker.findings.batch_norm_width import BatchNormWidth
from app.checker.findings.torch_error import TorchError
from app.checker.findings.wrong_in_channels import WrongInChannels
from app.checker.outcome import Repair, Trouble


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    fault, made = trouble.met.fault, trouble.site.created
    if isinstance(fault, WrongInChannels | BatchNormWidth):
        yield from _widened(trouble, fault)
    if isinstance(fault, WrongInChannels):
        yield from _channels_in_front(trouble, fault)
    if not isinstance(fault, TorchError) or made is None or not fault.shapes:
        return
    kind = ast.unparse(made.node.func).rsplit(".", 1)[-1]
    if kind == "Unflatten":
        yield from _unflattened(trouble, made, fault.shapes[0])
    elif kind == "PixelShuffle":
        yield from _shuffled(trouble, made, fault.shapes[0])


def _unflattened(trouble: Trouble, made: Creation, shape: tuple[int, ...]) -> Iterator[Proposal]:
    """One of the sizes, or as many features as all of them need."""
    written, dim = argument(made, "unflattened_size"), argument(made, "dim")
    numbers = written.elts if isinstance(written, ast.Tuple | ast.List) else []
    sizes = [n.value for n in numbers if isinstance(n, ast.Constant) and isinstance(n.value, int)]
    axis = dim.value if isinstance(dim, ast.Constant) and isinstance(dim.value, int) else 1
    if not sizes or len(sizes) != len(numbers) or not -len(shape) <= axis < len(shape) or 0 in sizes:
        return
    yield from _square(trouble, made, numbers, sizes, shape[axis])
    for number, size in zip(numbers, sizes, strict=True):
        others = prod(sizes) // size
        if shape[axis] % others == 0:
            fitting = str(shape[axis] // others)
            yield Proposal(
                f"write {fitting} in the place of {size}", trouble.site.replace(number, fitting), blames=made.node
            )
    yield from _giving(trouble, prod(sizes))


def _square(
    trouble: Trouble, made: Creation, numbers: list[ast.expr], sizes: list[int], features: int
) -> Iterator[Proposal]:
    """A square map of the same channels, where the features fill one."""
    side = isqrt(features // sizes[0])
    if len(sizes) == 3 and sizes[1] == sizes[2] and side > 1 and sizes[0] * side * side == features:
        edits = tuple(edit for number in numbers[1:] for edit in trouble.site.replace(number, str(side)))
        yield Proposal(f"lay them out as maps of {side} x {side}", edits, blames=made.node, telling=True)


def _channels_in_front(trouble: Trouble, fault: WrongInChannels) -> Iterator[Proposal]:
    """`Unflatten(1, (7, 7, 16))`, whose last size is what the convolution behind takes for its channels."""
    for row in rows_behind(trouble.outcome, trouble.met.row):
        made = row.module.created if row.module is not None and row.kind == "Unflatten" else None
        written = argument(made, "unflattened_size") if made is not None else None
        if isinstance(written, ast.Tuple | ast.List) and row.outputs and row.outputs[0][-1] == fault.declared:
            *front, last = [trouble.source.text(part) for part in written.elts]
            new = f"({', '.join([last, *front])})"
            yield Proposal(f"channels first: {new}", trouble.site.replace(written, new), blames=written, telling=True)
            return


def _widened(trouble: Trouble, fault: WrongInChannels | BatchNormWidth) -> Iterator[Proposal]:
    """A shuffle by r divides the channels by its square: the layer in front of it gives that many times more."""
    rows = list(rows_behind(trouble.outcome, trouble.met.row))
    row = next((row for row in rows if row.kind in {"PixelShuffle", "F.pixel_shuffle"}), None)
    made = producers(trouble.outcome, trouble.met.row)[:1]
    if row is None or not made or not row.outputs or 0 in row.outputs[0]:
        return
    if isinstance(fault, BatchNormWidth) and fault.declared == row.inputs[0][-3]:
        return  # it was written for what comes before the shuffle
    factor = row.inputs[0][-3] // row.outputs[0][-3]
    for found in rewrites(made[0].arguments.get("out_channels"), fault.declared * factor):
        edits = trouble.site.replace(found.node, found.text)
        yield Proposal(f"set out_channels to {found.text}", edits, blames=found.node, telling=True)


def _shuffled(trouble: Trouble, made: Creation, shape: tuple[int, ...]) -> Iterator[Proposal]:
    """A multiple of the square of the factor, the nearest first."""
    factor = argument(made, "upscale_factor")
    if not isinstance(factor, ast.Constant) or not isinstance(factor.value, int) or factor.value < 1 or len(shape) < 3:
        return
    square = factor.value**2
    whole = shape[-3] // square
    for count in sorted({max(whole, 1), whole + 1, 3, 1}, key=lambda n: abs(n * square - shape[-3])):
        yield from _giving(trouble, count * square)


def _giving(trouble: Trouble, wanted: int) -> Iterator[Proposal]:
    """The layer in front gives as many features or channels as are wanted."""
    before = last_producer(trouble.outcome, trouble.met.row)
    number = argument(before, "out_features", "out_channels") if before is not None else None
    if number is not None:
        what = "out_features" if before is not None and "out_features" in before.arguments else "out_channels"
        yield Proposal(f"set {what} to {wanted}", trouble.site.replace(number, str(wanted)), blames=number)


REPAIR = Repair(_propose)
