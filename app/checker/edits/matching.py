"""How branches that meet in a sum or a join are brought to one size: padding, stride, channels."""

import ast
from collections.abc import Iterator, Sequence

from app.checker.blame.proposals import Proposal
from app.checker.blame.sites import Passed, Site
from app.checker.edits.shorter_way import same_stride
from app.checker.edits.spelling import rewrites, with_argument, written_at
from app.checker.report import Edit, Span
from app.checker.walks import walk

_SIDES = {3: "the length", 4: "the height and the width"}
"""What a map of so many axes has, in words."""
_WIDTHS = ("out_channels", "num_features")


def same_sides(site: Site, differing: Sequence[int]) -> Iterator[Proposal]:
    """Lets the layers of one branch keep the height and the width, where the other branches do.

    `differing`: which tensors of the call have other sides than the rest, the likeliest first.
    """
    yield from same_stride(site)
    for index in differing:
        branch = site.branches[index] if index < len(site.branches) else ()
        if any(passed.after[2:] > passed.before[2:] and not _padded(passed) for passed in branch):
            continue  # a way down and up again has its strides on purpose
        yield from _kept(site, [passed for passed in branch if passed.window and passed.before[2:] != passed.after[2:]])
    for index in differing:
        yield from _rounded_up(site, site.branches[index] if index < len(site.branches) else ())
    for index in differing:
        branch = site.branches[index] if index < len(site.branches) else ()
        yield from _grown(site, [passed for passed in branch if passed.kind.startswith("ConvTranspose")])


def risen(site: Site, pair: tuple[int, int]) -> int | None:
    """Which of two tensors alone was made larger on its way: the one to resize where they meet."""
    up = [index for index in pair if index < len(site.branches) and any(map(_rises, site.branches[index]))]
    return up[0] if len(up) == 1 else None


def _rises(passed: Passed) -> bool:
    return len(passed.after) == len(passed.before) > 2 and passed.after[2:] > passed.before[2:]


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
        yield Proposal("join along axis 1, the channels", along_axis_one(site, call), blames=call)
        return


def along_axis_one(site: Site, join: ast.Call) -> tuple[Edit, ...]:
    """The edit that makes a join one along axis 1."""
    axis = join.args[1] if len(join.args) > 1 else next((k.value for k in join.keywords), None)
    return site.replace(axis, "1") if axis is not None else site.surround(join.args[-1], "", ", 1")[1:]


def more_in_front(site: Site, argument: str, number: int) -> Iterator[Proposal]:
    """The last layer in front that has such an argument, `out_features` or `out_channels`, gives another number."""
    for passed in site.branches[0] if site.branches else ():
        if passed.created is not None and argument in passed.created.arguments and number > 0:
            for found in rewrites(passed.created.arguments[argument], number):
                edits = site.replace(found.node, found.text)
                yield Proposal(f"set {argument} to {found.text}", edits, blames=found.node)
            return


def more_features(site: Site, passed: Passed, wanted: int) -> Iterator[Proposal]:
    """A linear layer gives another number of features; by the name that its own block was given for it first."""
    origin = passed.created.arguments["out_features"] if passed.created is not None else None
    found = sorted(rewrites(origin, wanted), key=lambda spelling: not spelling.text.isidentifier())
    for spelling in found:
        title = f"set out_features to {spelling.text}"
        yield Proposal(title, site.replace(spelling.node, spelling.text), blames=spelling.node)


def _kept(site: Site, changed: list[Passed]) -> Iterator[Proposal]:
    """Padding for layers that shrink a map although they move by one, and a stride of one for the others."""
    edits: tuple[Edit, ...] = ()
    told: list[str] = []
    for passed in changed:
        wanted = _keeping(passed)
        if not wanted or passed.created is None:
            return
        told.append(" and ".join(f"set {name} to {size}" for name, size in wanted.items()))
        made = [edit for name, size in wanted.items() for edit in with_argument(site, passed.created, name, size)]
        edits += tuple(edit for edit in made if edit not in edits)
    if edits and told:
        sides = _SIDES.get(len(changed[0].before), "the sides")
        blames = _given_at(site, changed[0], next(iter(_keeping(changed[0]))))
        yield Proposal(f"{told[0]}, which keeps {sides}", edits, blames=blames)


def _keeping(passed: Passed) -> dict[str, str]:
    """The arguments with which a layer keeps the sides of its map; none where it moves on purpose."""
    if passed.window is None or passed.created is None or passed.kind.startswith("ConvTranspose"):
        return {}
    kernel, stride, padding, dilation = passed.window
    reach = [d * (k - 1) for k, d in zip(kernel, dilation, strict=True)]
    wanted = tuple(size // 2 for size in reach)
    moves = set(stride) != {1}
    if any(size % 2 for size in reach) or (moves and "Pool" not in passed.kind):
        return {}
    changed = {"padding": _short(wanted)} if padding != wanted else {}
    return changed | ({"stride": "1"} if moves else {})


def _rounded_up(site: Site, branch: Sequence[Passed]) -> Iterator[Proposal]:
    """A pool that leaves the last cells out, where a padded convolution on the other way counts them."""
    for passed in branch:
        if passed.kind.startswith(("MaxPool", "AvgPool")) and passed.created is not None:
            edits = with_argument(site, passed.created, "ceil_mode", "True")
            yield Proposal("let the pool count the last cells too: ceil_mode=True", edits, blames=passed.created.node)
            return


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


def _given_at(site: Site, passed: Passed, name: str) -> ast.AST:
    """The layer; the number that its block was given, where that is what changes."""
    made = passed.created
    origin = made.arguments.get(name) if made is not None else None
    if made is None or origin is None or (place := written_at(site, made, name)) is origin.node:
        return made.node if made is not None else passed.node
    return place


def _short(sizes: tuple[int, ...]) -> str:
    return str(sizes[0]) if len(set(sizes)) == 1 else str(sizes)


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
