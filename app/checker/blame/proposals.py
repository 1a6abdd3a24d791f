"""Changes that may mend a fault; among them inputs of another size, where the layers are right."""

import ast
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import prod

from app.checker.blame.sites import Site
from app.checker.blame.sizes import shape_text
from app.checker.report import Edit, Shape, Span
from app.checker.walks import walk


@dataclass(frozen=True)
class Proposal:
    """A change that may mend a fault; it is tried before anybody sees it.

    Attributes:
        blames: what is at fault where this is the change that mends the paste; None: what the finding itself blames.
        telling: it makes numbers fit that can hardly fit by chance, so it goes before a change that fits anything.
        evident: what it takes back is a slip wherever it stands, so it is tried before all that only fits.
        weak: it makes anything fit, and hides a slip: only where no slip is found.
        sure: it is right wherever the fault is gone, whatever else is wrong behind it.
    """

    title: str
    edits: tuple[Edit, ...] = ()
    input_shape: tuple[Shape, ...] | None = None
    blames: ast.AST | None = None
    telling: bool = False
    evident: bool = False
    weak: bool = False
    sure: bool = False


def in_front_of_all(site: Site, statement: str, *, telling: bool = False) -> Iterable[Proposal]:
    """A statement in front of the first one, where the imports stand; those from the future come before it."""
    body = site.source.tree.body
    future = [place for place, part in enumerate(body) if getattr(part, "module", None) == "__future__"]
    for first in body[future[-1] + 1 if future else 0 :][:1]:
        line = min([first.lineno, *(d.lineno for d in getattr(first, "decorator_list", ()))])
        prefix = site.source.prefix(line)
        place = Span(line=line, column=len(prefix) + 1, end_column=len(prefix) + 1)
        yield Proposal(f"add {statement}", (Edit(span=place, new=f"{statement}\n{prefix}"),), telling=telling)


def without_activation(site: Site, name: str) -> Iterable[Proposal]:
    """The last activation goes: what it is given is returned, or its layer passes everything on."""
    if isinstance(site.call, ast.Call) and site.call.args and not within_others(site):
        yield Proposal(f"leave the {name} out", site.replace(site.call, site.source.text(site.call.args[0])))
    if site.created is not None and isinstance(site.created.node.func, ast.Attribute):
        nn = site.source.text(site.created.node.func.value)
        yield Proposal(f"leave the {name} out", site.replace(site.created.node, f"{nn}.Identity()"))


def within_others(site: Site) -> bool:
    """Whether the layer stands in a container, so that the call in the paste is one of all that it holds."""
    if site.created is None or (isinstance(site.call, ast.Call) and site.call.func is site.created.node):
        return False
    made = site.created.node
    return not any(isinstance(node, ast.Assign) and node.value is made for node in walk(site.source.tree))


_USUAL_SIDES = (28, 32, 48, 64, 84, 96, 112, 128, 160, 192, 224, 227, 256, 299, 320, 384, 448, 512)


def inputs_for(site: Site, sides: Sequence[int], wanted: int) -> Iterable[Proposal]:
    """Inputs of a usual size that may give maps of `wanted` pixels, where they give `sides` now."""
    if len(site.inputs) != 1 or len(site.inputs[0]) != 2 + len(sides) or not wanted or 0 in sides:
        return
    lead, now = site.inputs[0][:2], site.inputs[0][2:]
    meant = now[-1] * (wanted / prod(sides)) ** (1 / len(sides))
    for side in sorted(_USUAL_SIDES, key=lambda usual: abs(usual - meant))[:3]:
        full = [*lead, *(side for _ in sides)]
        if full != site.inputs[0]:
            yield Proposal(f"give it an input of {shape_text(full)}", input_shape=(full,))


def stays_as_it_is(site: Site) -> bool:
    """Whether the input is an image of a data set that everybody knows, so that the layers are what can change."""
    said = site.source.sent.lower()
    known = {_DIGIT} | ({_OBJECT} if "cifar" in said else set())
    return len(site.inputs) == 1 and tuple(site.inputs[0][1:]) in known


_DIGIT, _OBJECT = (1, 28, 28), (3, 32, 32)
"""An image of MNIST and those made like it; one of CIFAR, a size that other images are often cut to."""
_WHOLE = 224
"""The side of an image that most published networks are made for."""


def larger_inputs(site: Site, axis: str) -> Iterable[Proposal]:
    """Inputs that are larger along an axis (`the height`): the next powers of two, all equal sides together.

    Of two axes, as with the numbers of words, the second is the one that grows.
    """
    if len(site.inputs) != 1 or len(site.inputs[0]) < 2:
        return
    shape = list(site.inputs[0])
    index = {"the depth": -3, "the height": -2}.get(axis, -1) if len(shape) > 2 else -1
    first = min(2, len(shape) - 1, len(shape) + index)
    size = 1 << (shape[index] - 1).bit_length()
    for larger in sorted({size, size * 2, size * 4, size * 8, _WHOLE}):
        if larger > shape[index]:
            sides = [larger if side == shape[index] else side for side in shape[first:]]
            full = [*shape[:first], *sides]
            yield Proposal(f"give it an input of {shape_text(full)}", input_shape=(full,))
