"""Features laid out as maps, `view(-1, 128, 8, 8)`: the channels and sides that hold one sample each."""

import ast
from collections.abc import Iterator
from math import isqrt, prod

from app.checker.blame.proposals import Proposal
from app.checker.blame.sites import Site
from app.checker.blame.sizes import shape_text


def as_maps(site: Site, features: int, asked: tuple[int, ...], channels: int = 0) -> Iterator[Proposal]:
    """Other sizes in a view of one axis of features to maps of `asked`, behind the batch.

    The likeliest first: as the layer in front spells its features, as many channels as the layer behind takes.
    """
    written = _written(site.call, len(asked))
    spelled = _spelled(site)
    for sizes in dict.fromkeys(_sizes(features, asked, channels, spelled)):
        pairs = [(node, size) for node, size, old in zip(written, sizes, asked, strict=False) if size != old]
        edits = tuple(edit for node, size in pairs for edit in site.replace(node, str(size)))
        if written and edits and prod(sizes) == features:
            yield Proposal(f"lay each sample out as {shape_text(sizes)}", edits, blames=site.call)


def _sizes(features: int, asked: tuple[int, ...], channels: int, spelled: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    if len(spelled) == len(asked) and channels in {0, spelled[0]}:
        yield spelled
    if len(spelled) == len(asked) - 1 and asked[0] == 1:
        yield (1, *spelled)
    for count in (channels,) if channels else ():
        side = isqrt(features // count)
        if len(asked) == 3 and side > 1:
            yield (count, side, side)


def _written(call: ast.AST | None, axes: int) -> list[ast.expr]:
    """The sizes behind the batch, as they are written in the call."""
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute) or call.keywords:
        return []
    sizes: list[ast.expr] = list(call.args)
    if len(sizes) == 1 and isinstance(sizes[0], ast.Tuple | ast.List):
        sizes = list(sizes[0].elts)
    return sizes[1:] if len(sizes) == axes + 1 else []


def _spelled(site: Site) -> tuple[int, ...]:
    """`(128, 8, 8)` of `out_features=128 * 8 * 8` in the linear layer in front."""
    for passed in site.branches[0] if site.branches else ():
        origin = passed.created.arguments.get("out_features") if passed.created is not None else None
        if origin is not None:
            return tuple(_factors(origin.innermost().node))
    return ()


def _factors(node: ast.expr) -> Iterator[int]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        yield from _factors(node.left)
        yield from _factors(node.right)
    elif isinstance(node, ast.Constant) and isinstance(node.value, int):
        yield node.value
