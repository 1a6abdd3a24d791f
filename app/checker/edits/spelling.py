"""How a number that is wrong can be written right: as a literal where it comes from, or by the names around it.

A width is often handed on: `Block(64, 128)`, then `in_channels` in its constructor, then the layer. The
number can be changed at each of these places; only a trial tells which one leaves the rest as it was.
"""

import ast
from collections import ChainMap
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from math import prod
from operator import add, floordiv, mul, sub

from app.checker.blame.origins import Creation, Origin
from app.checker.blame.proposals import Proposal
from app.checker.blame.sites import Site
from app.checker.paste.namespaces import spelled
from app.checker.report import Edit, Span
from app.checker.walks import walk

_LONGEST = 20
_NAMES = 8
_FACTORS = range(2, 33)
_GIVEN = ("out_channels", "out_features", "num_features", "hidden_size", "embedding_dim")
_TAKEN = frozenset({"in_channels", "in_features", "num_features", "input_size"})
_SIGNS = {ast.Add: add, ast.Sub: sub, ast.Mult: mul, ast.FloorDiv: floordiv}


@dataclass(frozen=True)
class Spelling:
    """One place where a number can be changed, and what to write there."""

    node: ast.expr
    text: str


def rewrites(origin: Origin | None, wanted: int, product: tuple[int, ...] = ()) -> Iterator[Spelling]:
    """Every place where the number of an argument can be set to `wanted`, from its literal to the layer.

    `product` are factors to show where the learner wrote a product, such as (20, 13, 13).
    """
    if origin is None:
        return
    levels = _levels(origin)
    last = levels[-1]
    for text in _spelled(last, wanted, within=last.node):
        yield Spelling(last.node, text)
    factors = " * ".join(map(str, product))
    plain = factors if isinstance(last.node, ast.BinOp) and prod(product) == wanted and product else str(wanted)
    yield Spelling(last.node, plain)
    for level in reversed(levels[:-1]):
        for text in _spelled(level, wanted, within=None):
            yield Spelling(level.node, text)
    if len(levels) > 1:
        yield Spelling(levels[0].node, str(wanted))


def set_number(site: Site, names: tuple[str, ...], wanted: int, product: tuple[int, ...] = ()) -> Iterator[Proposal]:
    """Changes of an argument of the layer at fault to `wanted`, at each place where it is written."""
    origin = next((site.created.arguments[n] for n in names if site.created and n in site.created.arguments), None)
    here: list[Spelling] = []
    right = origin is not None and _right_elsewhere(site, origin)
    if origin is not None and (right or site.is_default(origin.innermost().node)):
        here += _named_here(site, origin, wanted)
    if origin is not None and right:
        here += [Spelling(origin.node, str(wanted))] if _right_elsewhere(site, origin, _TAKEN) else []
    if origin is not None and _twice_in_one_call(site, origin):
        here.append(Spelling(origin.node, str(wanted)))
    for found in (*here, *rewrites(origin, wanted, product), *_growing(site, origin, wanted)):
        edits = site.replace(found.node, found.text)
        yield Proposal(f"set {names[0]} to {found.text}", edits, blames=found.node)


def _right_elsewhere(
    site: Site, origin: Origin, names: Collection[str] | None = None, own: Creation | None = None
) -> bool:
    """Whether the number, where it was first written, is also what makes another layer fit; then it is right there.

    `names`: as one of these arguments, such as what a layer takes: what a layer gives fits anything.
    `own`: the layer that it was written for, where another one is at fault.
    """
    first = origin.innermost().node
    if first is origin.node:
        return False
    return any(
        other.find(lambda part: part is first) is not None
        for made in site.working if made is not own
        for name, other in made.arguments.items() if names is None or name in names
    )  # fmt: skip


def _twice_in_one_call(site: Site, origin: Origin) -> bool:
    """`nn.Linear(num_classes, num_classes)`: the name is right as the one argument and wrong as the other."""
    others = site.created.arguments.values() if site.created is not None else ()
    same = [other for other in others if isinstance(other.node, ast.Name) and isinstance(origin.node, ast.Name)
            and other.node is not origin.node and other.node.id == origin.node.id]  # fmt: skip
    return bool(same)


def _named_here(site: Site, origin: Origin, wanted: int) -> Iterator[Spelling]:
    """The right number by its name at the layer itself: as the layer in front says it, or as the function knows it."""
    before = (passed.created for passed in (site.branches[0] if site.branches else ()) if passed.created is not None)
    given = next((made.arguments[name].node for made in before for name in _GIVEN if name in made.arguments), None)
    names = {part.id for part in walk(given) if isinstance(part, ast.Name)} if given is not None else set()
    own = site.source.text(origin.node)
    if given is not None and names and names <= set(origin.names) and site.source.text(given) != own:
        yield Spelling(origin.node, site.source.text(given))
    for level in _levels(origin)[:-1]:
        for name, value in _numbers(level, None).items():
            if value == wanted and name != site.source.text(level.node):
                yield Spelling(level.node, name)


def _growing(site: Site, origin: Origin | None, wanted: int) -> Iterator[Spelling]:
    """`width + i * growth`, for a layer that is made in a loop while the maps grow, as in a dense block."""
    for level in _levels(origin) if origin is not None else ():
        yield from _growing_at(site, level, wanted)


def _growing_at(site: Site, origin: Origin, wanted: int) -> Iterator[Spelling]:
    now = value_of(origin)
    if now is None or wanted <= now:
        return
    for level in _levels(origin):
        text = site.source.text(level.node)
        for counter in _counters(site, level.node)[-1:]:
            for name, step in _numbers(level, None, scopes=2).items():
                if name != text and step > 1 and (wanted - now) % step == 0:
                    yield Spelling(level.node, f"{text} + {counter} * {name}")


def _counters(site: Site, node: ast.expr) -> list[str]:
    """The names that count the loops around an expression, `for` statements and comprehensions."""
    found: list[str] = []
    for outer in walk(site.source.tree):
        if isinstance(outer, ast.For | ast.ListComp | ast.GeneratorExp) and any(part is node for part in walk(outer)):
            loops = [outer] if isinstance(outer, ast.For) else outer.generators
            counted = [loop.target for loop in loops if counts(loop.iter)]
            found += [target.id for target in counted if isinstance(target, ast.Name)]
    return found


def functional(site: Site) -> str:
    """What the paste calls `torch.nn.functional`, by its imports; one without any is given F."""
    return spelled(site.source.tree, "torch.nn.functional") or "torch.nn.functional"


def divided_whole(site: Site, node: ast.BinOp) -> tuple[Edit, ...]:
    """`//` in place of the `/` between the two sides, where they stand on one line."""
    left, right = site.source.end(node.left), site.source.span(node.right)
    if left.line != right.line or right.column <= left.column:
        return ()
    between = Span(line=left.line, column=left.column, end_column=right.column)
    return (Edit(span=between, new=site.source.sent_text(between).replace("/", "//", 1)),)


def counts(node: ast.expr) -> bool:
    """Whether a loop runs over `range(...)`."""
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "range"


def value_of(origin: Origin, depth: int = 0) -> int | None:
    """The number that an expression of literals and names stands for, where it can be read off the paste."""
    node = origin.node
    if isinstance(node, ast.Constant):
        return node.value if type(node.value) is int else None
    if isinstance(node, ast.Name) and node.id in origin.names and depth < _LONGEST:
        return value_of(origin.names[node.id], depth + 1)
    if isinstance(node, ast.BinOp) and type(node.op) in _SIGNS and depth < _LONGEST:
        left = value_of(Origin(node.left, origin.names), depth + 1)
        right = value_of(Origin(node.right, origin.names), depth + 1)
        if left is None or right is None or (right == 0 and isinstance(node.op, ast.FloorDiv)):
            return None
        found = _SIGNS[type(node.op)](left, right)
        return found if abs(found) < 1 << 40 else None
    return None


def _levels(origin: Origin) -> list[Origin]:
    """The expression at the layer, then what each bare name stands for, down to the literal."""
    levels = [origin]
    while isinstance(levels[-1].node, ast.Name) and len(levels) < _LONGEST:
        behind = levels[-1].names.get(levels[-1].node.id)
        if behind is None:
            break
        levels.append(behind)
    return levels


def _spelled(level: Origin, wanted: int, within: ast.expr | None) -> Iterator[str]:
    """`wanted` in terms of names: one of them, a multiple, a part, a sum of two.

    `within`: only names that stand in this expression; else all of the function around.
    """
    known = _numbers(level, within)
    own = level.node.id if isinstance(level.node, ast.Name) else None
    for name, value in known.items():
        if value == wanted and name != own and (within is None or isinstance(within, ast.BinOp)):
            yield name
    if wanted < 1:
        return
    for name, value in known.items():
        if value > 1 and wanted % value == 0 and wanted // value in _FACTORS:
            yield f"{name} * {wanted // value}"
        if wanted > 1 and value % wanted == 0 and value // wanted in _FACTORS:
            yield f"{name} // {value // wanted}"
    if within is None:
        pairs = [(a, b) for i, a in enumerate(known) for b in list(known)[i + 1 :] if known[a] + known[b] == wanted]
        yield from (f"{a} + {b}" for a, b in pairs[:2])


def _numbers(level: Origin, within: ast.expr | None, scopes: int = 1) -> dict[str, int]:
    """The names that may be used here, with their numbers; a comprehension is a scope of its own in its function."""
    names: Mapping[str, Origin] = level.names
    if within is not None:
        wanted = [part.id for part in walk(within) if isinstance(part, ast.Name)]
        chosen = {name: names[name] for name in wanted if name in names}
    else:
        inner = names.maps[:scopes] if isinstance(names, ChainMap) else [names]
        chosen = {name: origin for scope in reversed(inner) for name, origin in list(scope.items())[:_NAMES]}
    values = {name: value_of(origin) for name, origin in chosen.items()}
    return {name: value for name, value in values.items() if value is not None}


def sums(origin: Origin, wanted: int) -> Iterator[str]:
    """The expression as it stands and what it lacks: `cin + hidden`, by a name where one has that number."""
    now = value_of(origin)
    if now is None or now >= wanted:
        return
    text = ast.unparse(origin.node)
    for name, value in _numbers(origin, None).items():
        if value == wanted - now:
            yield f"{text} + {name}"
    yield f"{text} + {wanted - now}"


def written_at(site: Site, created: Creation, name: str) -> ast.expr:
    """Where a number is to be changed: where its block was given it, unless that number also makes another layer."""
    origin = created.arguments[name]
    first = origin.innermost().node
    shared = not isinstance(first, ast.Constant) or _right_elsewhere(site, origin, own=created)
    return origin.node if shared else first


def with_argument(site: Site, created: Creation, name: str, value: str) -> tuple[Edit, ...]:
    """The edit that gives a layer an argument, or changes the one that it has."""
    if name in created.arguments:
        return site.replace(written_at(site, created, name), value)
    call = created.node
    last = [*call.args, *(keyword.value for keyword in call.keywords)][-1:]
    return tuple(edit for node in last for edit in site.surround(node, "", f", {name}={value}")[1:])
