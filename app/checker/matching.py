"""How branches that meet in a sum or a join are brought to one size: padding, stride, channels, a projection."""

import ast
from collections.abc import Iterator, Sequence
from math import prod

from app.checker.origins import Creation, Origin
from app.checker.proposals import Proposal
from app.checker.report import Edit, Span
from app.checker.sites import Passed, Site
from app.checker.spelling import rewrites
from app.checker.walks import walk

_WIDTHS = ("out_channels", "num_features")


def same_sides(site: Site, differing: Sequence[int]) -> Iterator[Proposal]:
    """Lets the layers of one branch keep the height and the width, where the other branches do.

    `differing`: which tensors of the call have other sides than the rest, the likeliest first.
    """
    yield from _same_stride(site)
    for index in differing:
        branch = site.branches[index] if index < len(site.branches) else ()
        if any(passed.after[2:] > passed.before[2:] and not _padded(passed) for passed in branch):
            continue  # a way down and up again has its strides on purpose
        yield from _kept(site, [passed for passed in branch if passed.window and passed.before[2:] != passed.after[2:]])
    for index in differing:
        branch = site.branches[index] if index < len(site.branches) else ()
        yield from _grown(site, [passed for passed in branch if passed.kind.startswith("ConvTranspose")])


def divisible_inputs(site: Site) -> Iterator[Proposal]:
    """An input whose sides can be halved again and again, the nearest first."""
    if len(site.inputs) != 1 or len(site.inputs[0]) < 3:
        return
    lead, sides = site.inputs[0][:2], site.inputs[0][2:]
    for step in (8, 16, 32, 64, 128, 256):
        full = [-(-side // step) * step for side in sides]
        if full != sides:
            text = " x ".join(map(str, full))
            yield Proposal(f"take an input of {text}", input_shape=([*lead, *full],), blames=site.call)


def same_channels(site: Site, index: int, wanted: int) -> Iterator[Proposal]:
    """Lets the last layer with channels of one branch give as many as the other side has."""
    branch = site.branches[index] if index < len(site.branches) else ()
    behind: list[Passed] = []
    for passed in branch:
        if passed.created is None:
            continue
        behind.append(passed)
        if "out_channels" in passed.created.arguments:
            break
    else:
        return
    yield from _widths(site, behind, wanted)


def joined_channels(site: Site) -> Iterator[Proposal]:
    """A join along another axis in front, where one along the channels gives what the layer expects."""
    for passed in site.branches[0] if site.branches else ():
        call = passed.node
        if passed.kind not in {"torch.cat", "torch.concat"} or not isinstance(call, ast.Call):
            continue
        if passed.before[1:2] != passed.after[1:2] or len(passed.after) < 2:
            return
        axis = call.args[1] if len(call.args) > 1 else next((k.value for k in call.keywords), None)
        edits = site.replace(axis, "1") if axis is not None else site.surround(call.args[-1], "", ", 1")[1:]
        yield Proposal("join along axis 1, the channels", edits, blames=call)
        return


def wider_in_front(site: Site, features: int) -> Iterator[Proposal]:
    """The last linear layer in front gives another number of features."""
    for passed in site.branches[0] if site.branches else ():
        if passed.created is not None and "out_features" in passed.created.arguments and features > 0:
            for found in rewrites(passed.created.arguments["out_features"], features):
                edits = site.replace(found.node, found.text)
                yield Proposal(f"set out_features to {found.text}", edits, blames=found.node)
            return


def channels_in_front(site: Site, channels: int) -> Iterator[Proposal]:
    """The last convolution in front gives another number of channels."""
    for passed in site.branches[0] if site.branches else ():
        if passed.created is not None and "out_channels" in passed.created.arguments and channels > 0:
            for found in rewrites(passed.created.arguments["out_channels"], channels):
                edits = site.replace(found.node, found.text)
                yield Proposal(f"set out_channels to {found.text}", edits, blames=found.node)
            return


def projection(site: Site, index: int) -> Iterator[Proposal]:
    """A 1x1 convolution on the side that passed nothing, with the channels and the stride of the other; or a Linear."""
    if len(site.branches) != 2 or any(passed.window for passed in site.branches[index]):
        return
    for taken, given in (("in_channels", "out_channels"), ("in_features", "out_features")):
        other = [p for p in reversed(site.branches[1 - index]) if p.created and given in p.created.arguments]
        short, made = _operand(site.call, index), other[-1].created if other else None
        home = constructor(site) if made is not None else None
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
        yield Proposal(f"bring the shorter way to the same shape: {line}", edits, blames=site.call)
        return


def _kept(site: Site, changed: list[Passed]) -> Iterator[Proposal]:
    """Padding for layers that shrink a map although they move by one, and a stride of one for the others."""
    edits: tuple[Edit, ...] = ()
    told: list[str] = []
    for passed in changed:
        made = _keeping(site, passed)
        if made is None:
            return
        told.append(made[0])
        edits += tuple(edit for edit in made[1] if edit not in edits)
    if edits and told:
        yield Proposal(f"{told[0]}, which keeps the height and the width", edits, blames=_place(changed[0]))


def _same_stride(site: Site) -> Iterator[Proposal]:
    """A 1x1 convolution on the short way takes the stride of the long way."""
    home = constructor(site)
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


def _needed_later(site: Site, index: int) -> bool:
    """Whether one side of a sum is a name that is read again behind it, and not what the sum is stored under."""
    side, line = _operand(site.call, index), getattr(site.call, "lineno", 0)
    if not isinstance(side, ast.Name):
        return False
    home = next((n for n in walk(site.source.tree) if isinstance(n, ast.FunctionDef) and _spans(n, line)), None)
    names = [n for n in walk(home) if isinstance(n, ast.Name) and n.id == side.id] if home is not None else []
    stored = any(isinstance(n.ctx, ast.Store) and n.lineno == line for n in names)
    return not stored and any(isinstance(n.ctx, ast.Load) and n.lineno > line for n in names)


def _spans(function: ast.FunctionDef, line: int) -> bool:
    return function.name != "__init__" and function.lineno <= line <= (function.end_lineno or 0)


def _keeping(site: Site, passed: Passed) -> tuple[str, tuple[Edit, ...]] | None:
    if passed.window is None or passed.created is None or passed.kind.startswith("ConvTranspose"):
        return None
    kernel, stride, padding, dilation = passed.window
    reach = [d * (k - 1) for k, d in zip(kernel, dilation, strict=True)]
    if any(size % 2 for size in reach):
        return None
    wanted = tuple(size // 2 for size in reach)
    edits: tuple[Edit, ...] = ()
    told: list[str] = []
    if padding != wanted:
        edits += with_argument(site, passed.created, "padding", _short(wanted))
        told.append(f"set padding to {_short(wanted)}")
    if set(stride) != {1} and "Pool" not in passed.kind:
        return None  # a convolution moves on purpose
    if set(stride) != {1}:
        edits += with_argument(site, passed.created, "stride", "1")
        told.append("set stride to 1")
    return (" and ".join(told), edits) if edits else None


def _grown(site: Site, transposed: list[Passed]) -> Iterator[Proposal]:
    """One more row and column from a transposed convolution."""
    for passed in transposed:
        if _doubles(passed):
            continue  # what is missing was dropped by a pool in front, and a larger map would make it up
        if passed.created is not None and "output_padding" not in passed.created.arguments:
            edits = with_argument(site, passed.created, "output_padding", "1")
            yield Proposal("set output_padding to 1", edits, blames=site.call)


def _padded(passed: Passed) -> bool:
    """Whether a map grows by its padding alone, as in a convolution of dilation that is padded on both sides."""
    return passed.kind in {"Conv1d", "Conv2d", "Conv3d"}


def _doubles(passed: Passed) -> bool:
    """Whether a transposed convolution gives exactly its stride times the sides, as with kernel 2 and stride 2."""
    stride = passed.window[1] if passed.window is not None else ()
    sides = zip(passed.before[2:], passed.after[2:], stride, strict=False)
    return bool(stride) and all(after == before * step for before, after, step in sides)


def _widths(site: Site, behind: list[Passed], wanted: int) -> Iterator[Proposal]:
    """The same new width for a convolution and for what normalises it."""
    made = [p.created for p in behind if p.created is not None]
    numbered = [(c, n) for c in made for n in _WIDTHS if n in c.arguments]
    choices = [list(rewrites(created.arguments[name], wanted)) for created, name in numbered]
    if not choices:
        return
    for first in choices[-1][:6]:
        edits: tuple[Edit, ...] = ()
        for options in choices:
            same = next((o for o in options if o.text == first.text), options[0])
            edits += tuple(edit for edit in site.replace(same.node, same.text) if edit not in edits)
        yield Proposal(f"set out_channels to {first.text}", edits, blames=first.node)


def with_argument(site: Site, created: Creation, name: str, value: str) -> tuple[Edit, ...]:
    """The edit that gives a layer an argument, or changes the one that it has."""
    if name in created.arguments:
        return site.replace(created.arguments[name].node, value)
    call = created.node
    last = [*call.args, *(keyword.value for keyword in call.keywords)][-1:]
    return tuple(edit for node in last for edit in site.surround(node, "", f", {name}={value}")[1:])


def _place(passed: Passed) -> ast.AST:
    return passed.created.node if passed.created is not None else passed.node


def _short(sizes: tuple[int, ...]) -> str:
    return str(sizes[0]) if len(set(sizes)) == 1 else str(sizes)


def _operand(call: ast.AST | None, index: int) -> ast.expr | None:
    """The expression of one side of a sum."""
    if isinstance(call, ast.BinOp):
        return (call.left, call.right)[index]
    if isinstance(call, ast.AugAssign):
        return call.value if index == 1 else None
    if isinstance(call, ast.Call) and len(call.args) == 2 and not isinstance(call.args[0], ast.Tuple | ast.List):
        return call.args[index]
    return None


def constructor(site: Site) -> ast.FunctionDef | None:
    """The `__init__` of the class in whose method the call stands."""
    line = getattr(site.call, "lineno", 0)
    for node in walk(site.source.tree):
        if isinstance(node, ast.ClassDef) and node.lineno < line <= (node.end_lineno or 0):
            for part in node.body:
                if isinstance(part, ast.FunctionDef) and part.name == "__init__":
                    return part
    return None


def _statement(home: ast.FunctionDef) -> ast.stmt | None:
    """The last statement of a constructor."""
    return home.body[-1] if home.body else None


def _told(created: Creation, name: str, home: ast.FunctionDef, site: Site) -> str:
    """An argument in the words of the constructor: where the layer is made in a helper, what that was given."""
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


def swapped_sign(site: Site) -> Iterator[Proposal]:
    """`x - self.fc(x)` on a line of its own, where `=` was meant."""
    call = site.call
    alone = any(isinstance(node, ast.Expr) and node.value is call for node in walk(site.source.tree))
    if not (alone and isinstance(call, ast.BinOp) and isinstance(call.op, ast.Sub) and isinstance(call.left, ast.Name)):
        return
    left, right = site.source.end(call.left), site.source.span(call.right)
    if left.line == right.line:
        between = Span(line=left.line, column=left.column, end_column=right.column)
        yield Proposal("write = in the place of -", (Edit(span=between, new=" = "),), blames=call)
