"""The shorter way of a block, brought to the sizes of the longer one: a projection, or the stride that it lacks."""

import ast
from collections.abc import Iterator
from math import prod

from app.checker.blame.origins import Creation, Origin
from app.checker.blame.proposals import Proposal
from app.checker.blame.sites import Passed, Site
from app.checker.edits.spelling import with_argument
from app.checker.report import Edit
from app.checker.walks import walk


def projection(site: Site, index: int) -> Iterator[Proposal]:
    """A 1x1 convolution on the side that passed nothing, with the channels and the stride of the other; or a Linear."""
    if len(site.branches) != 2 or any(passed.window for passed in site.branches[index]):
        return
    for taken, given in (("in_channels", "out_channels"), ("in_features", "out_features")):
        other = [p for p in reversed(site.branches[1 - index]) if p.created and given in p.created.arguments]
        short, made = operand(site.call, index), other[-1].created if other else None
        home = _constructor(site) if made is not None else None
        if short is None or made is None or home is None or other[0].created is None:
            continue
        before, after = _told(other[0].created, taken, home, site), _told(made, given, home, site)
        statement = _statement(home)
        if not before or not after or statement is None:
            continue
        front = _library(other[0].created, site)
        layer = f"{front}Linear({before}, {after})"
        if taken == "in_channels":
            stride = _stride(other, home, site)
            layer = f"{front}Conv{len(other[0].before) - 2}d({before}, {after}, kernel_size=1{stride})"
        line = f"self.projection = {layer}"
        end = site.source.end(statement)
        new = Edit(span=end, new=f"\n{site.source.prefix(statement.lineno)}{line}")
        edits = (new, *site.surround(short, "self.projection(", ")"))
        named = before.isidentifier() and after.isidentifier()  # a block that was made for two widths
        weak = taken == "in_features" and not named
        yield Proposal(f"bring the shorter way to the same shape: {line}", edits, blames=site.call, weak=weak)
        return


def same_stride(site: Site) -> Iterator[Proposal]:
    """A 1x1 convolution on the short way takes the stride of the long way."""
    home = _constructor(site)
    if len(site.branches) != 2 or home is None:
        return
    for short, long in (site.branches, site.branches[::-1]):
        windows = [passed.window for passed in short if passed.window]
        moving = [p for p in reversed(long) if p.kind.startswith("Conv") and p.window]
        if not windows or any(set(w[0]) | set(w[1]) != {1} for w in windows) or not moving:
            continue
        if _needed_later(site, 1 - site.branches.index(short)):
            continue  # as in a pyramid: the smaller map goes on as it is, and is enlarged for the sum
        stride = _stride(moving, home, site).rpartition("=")[2]
        made = next(passed.created for passed in reversed(short) if passed.window)
        if made is not None and stride:
            edits = with_argument(site, made, "stride", stride)
            yield Proposal(f"give the shorter way the same stride: {stride}", edits, blames=made.node)


def operand(call: ast.AST | None, index: int) -> ast.expr | None:
    """The expression of one side of a sum."""
    if isinstance(call, ast.BinOp):
        return (call.left, call.right)[index]
    if isinstance(call, ast.AugAssign):
        return call.value if index == 1 else None
    if isinstance(call, ast.Call) and len(call.args) == 2 and not isinstance(call.args[0], ast.Tuple | ast.List):
        return call.args[index]
    return None


def _constructor(site: Site) -> ast.FunctionDef | None:
    """The `__init__` of the class in whose method the call stands."""
    line = getattr(site.call, "lineno", 0)
    for node in walk(site.source.tree):
        if isinstance(node, ast.ClassDef) and node.lineno < line <= (node.end_lineno or 0):
            for part in node.body:
                if isinstance(part, ast.FunctionDef) and part.name == "__init__":
                    return part
    return None


def _statement(home: ast.FunctionDef) -> ast.stmt | None:
    """The last statement of a _constructor."""
    return home.body[-1] if home.body else None


def _told(created: Creation, name: str, home: ast.FunctionDef, site: Site) -> str:
    """An argument in the words of the _constructor: where the layer is made in a helper, what that was given."""
    origin: Origin | None = created.arguments.get(name)
    for _ in range(10):
        if origin is None:
            return ""
        if home.lineno <= origin.node.lineno <= (home.end_lineno or 0):
            return site.source.text(origin.node)
        origin = origin.names.get(origin.node.id) if isinstance(origin.node, ast.Name) else None
    return ""


def _stride(convolutions: list[Passed], home: ast.FunctionDef, site: Site) -> str:
    """`, stride=...` as the long way has it: by name where one layer has one, else the product."""
    moving = [p for p in convolutions if p.created is not None and "stride" in p.created.arguments]
    if (
        len(moving) >= 1
        and moving[0].created is not None
        and all(set(p.window[1]) == {1} for p in moving[1:] if p.window)
    ):
        told = _told(moving[0].created, "stride", home, site)
        if told:
            return f", stride={told}" if told != "1" else ""
    total = prod(p.window[1][0] for p in convolutions if p.window)
    return f", stride={total}" if total > 1 else ""


def _library(created: Creation, site: Site) -> str:
    function = created.node.func
    return f"{site.source.text(function.value)}." if isinstance(function, ast.Attribute) else ""


def _needed_later(site: Site, index: int) -> bool:
    """Whether one side of a sum is a name that is read again behind it, and not what the sum is stored under."""
    side, line = operand(site.call, index), getattr(site.call, "lineno", 0)
    if not isinstance(side, ast.Name):
        return False
    home = next((n for n in walk(site.source.tree) if isinstance(n, ast.FunctionDef) and _spans(n, line)), None)
    names = [n for n in walk(home) if isinstance(n, ast.Name) and n.id == side.id] if home is not None else []
    stored = any(isinstance(n.ctx, ast.Store) and n.lineno == line for n in names)
    return not stored and any(isinstance(n.ctx, ast.Load) and n.lineno > line for n in names)


def _spans(function: ast.FunctionDef, line: int) -> bool:
    return function.name != "__init__" and function.lineno <= line <= (function.end_lineno or 0)
