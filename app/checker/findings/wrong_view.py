"""A view or reshape asks for another number of elements than the tensor has."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from math import isqrt, prod

from app.checker.blame.faults import Fault
from app.checker.blame.origins import argument
from app.checker.blame.proposals import Proposal
from app.checker.blame.sites import Site
from app.checker.blame.sizes import product_text, shape_text
from app.checker.edits.layout import fitting_sizes
from app.checker.edits.map_sizes import as_maps
from app.checker.edits.matching import more_in_front
from app.checker.walks import walk

_GIVEN = "out_features"
_PARTS = 3
_PATCHES = 6
"""Axes of an image that is cut into patches."""


@dataclass(frozen=True)
class WrongView(Fault):
    """`asked` as written, -1 included; `per_sample` are the sizes behind the batch."""

    slug = "wrong-view"
    operation: str
    asked: tuple[int, ...]
    shape: tuple[int, ...]
    elements: int

    def message(self) -> str:
        """Both numbers of elements."""
        return (
            f"{self.operation} asks for shape {shape_text(self.asked)}, but the tensor of shape "
            f"{shape_text(self.shape)} has {self.elements:,} elements, which {self._why()}"
        )

    def label(self) -> str:
        """What there is per sample."""
        return f"{' · '.join(map(str, self._per_sample))} = {self._features:,} features per sample"

    def help(self) -> str:
        """Let the batch be the batch."""
        return (
            "keep the batch and let the rest follow: x.view(x.size(0), -1), or torch.flatten(x, 1); "
            "a linear layer behind it needs that many in_features"
        )

    def cause(self, site: Site) -> ast.AST | None:
        """The sizes where they were written."""
        return self._asked(site) or site.call

    def proposals(self, site: Site) -> Iterable[Proposal]:
        """The right number in the view, and in the layer behind it where it repeats the same number."""
        node = self._asked(site)
        yield from self._own_batch(site)
        yield from self._rest(site)
        if len(self.asked) > 2:
            if self._as_before(site):
                yield from more_in_front(site, _GIVEN, self._features_asked)
            if len(self.shape) == 2:
                yield from as_maps(site, self._features, self.asked[1:])
            ways = (self._of_a_map(site), self._left_open(site))
            yield from chain.from_iterable(ways[::-1] if self._in_three_parts(site) else ways)
        if node is None or len(self.asked) != 2:
            return
        new = product_text(self._per_sample) if isinstance(node, ast.BinOp) else str(self._features)
        behind = argument(site.consumer, "in_features")
        follow = (
            ()
            if behind is None
            else site.replace(
                behind,
                product_text(self._per_sample) if isinstance(behind, ast.BinOp) else str(self._features),
            )
        )
        yield Proposal(f"flatten to {new}", site.replace(node, new))
        if follow and site.replace(node, new) != follow:
            yield Proposal(f"flatten to {new}, and set in_features to the same", (*site.replace(node, new), *follow))

    def _own_batch(self, site: Site) -> Iterable[Proposal]:
        """The features of a sample fit, and the number of samples is another one."""
        call = site.call
        first = call.args[0] if isinstance(call, ast.Call) and len(call.args) == len(self.asked) else None
        if first is None or not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
            return
        rest, samples = self.asked[1:], {tuple(shape[:1]) for shape in site.inputs}
        if (
            self.asked[0] != -1
            and self.shape
            and samples == {self.shape[:1]}
            and (rest == (-1,) or (rest and -1 not in rest and prod(rest) == self._features))
        ):
            batch = f"{site.source.text(call.func.value)}.size(0)"
            yield Proposal(f"keep the batch: {batch}", site.replace(first, batch), blames=call)

    def _as_before(self, site: Site) -> bool:
        """Whether a map of the very sizes that are asked for was flattened on the way, as in an autoencoder."""
        passed = site.branches[0] if site.branches else ()
        return len(self.asked) > 2 and any(step.before[1:] == self.asked[1:] for step in passed if len(step.after) == 2)

    def _of_a_map(self, site: Site) -> Iterable[Proposal]:
        """The sides that come out; an input of the sides that are asked for; a layer in front with as many features."""
        yield from self._patches(site)
        yield from self._groups(site)
        yield from self._other_sides(site)
        if not self._literal(site):
            yield from self._counted_in_front(site)
            yield from self._other_channels(site)
        yield from fitting_sizes(site, self.asked, self._features, self.shape)
        if len(site.inputs) == 1 and len(site.inputs[0]) > 2 and min(self.asked[-2:]) > 0:
            lead = site.inputs[0][:-2]
            title = f"give it an input of {self.asked[-2]} x {self.asked[-1]}"
            yield Proposal(title, input_shape=([*lead, *self.asked[-2:]],), blames=site.call)
        yield from more_in_front(site, _GIVEN, self._features_asked)

    def _in_three_parts(self, site: Site) -> bool:
        """Whether the layer in front gives `dim * 3` already, a query, a key and a value."""
        made = (passed.created for passed in (site.branches[0] if site.branches else ()) if passed.created is not None)
        width = next((created.arguments[_GIVEN].node for created in made if _GIVEN in created.arguments), None)
        sides = (width.left, width.right) if isinstance(width, ast.BinOp) else ()
        return any(isinstance(side, ast.Constant) and side.value == _PARTS for side in sides)

    def _patches(self, site: Site) -> Iterable[Proposal]:
        """An image cut into patches, (N, C, h, p, w, p), whose sides leave a rest: an input whose sides do not."""
        if (
            len(self.asked) == len(self.shape) + 2 == _PATCHES
            and list(self.shape) in site.inputs
            and min(self.asked) > 0
        ):
            full = [*self.shape[:2], self.asked[2] * self.asked[3], self.asked[4] * self.asked[5]]
            if self.asked[3] == self.asked[5]:
                title = f"give it an input of {shape_text(full)}, which {self.asked[3]} divides"
                yield Proposal(title, input_shape=(full,), blames=site.call)

    def _groups(self, site: Site) -> Iterable[Proposal]:
        """Channels taken apart in groups that leave a rest: an input of as many as the groups divide."""
        sides, groups = self.shape[2:], self.asked[1]
        if sides and self.asked[-len(sides) :] == sides and list(self.shape) in site.inputs and groups > 1:
            full = [self.shape[0], -(-self.shape[1] // groups) * groups, *sides]
            yield Proposal(f"give it an input of {shape_text(full)}", input_shape=(full,), blames=site.call)

    def _other_channels(self, site: Site) -> Iterable[Proposal]:
        """Where the view takes the channels apart and keeps the sides: a convolution in front that gives as many."""
        sides = self.shape[2:]
        if sides and self.asked[-len(sides) :] == sides and self.asked[0] in {-1, self.shape[0]}:
            yield from more_in_front(site, "out_channels", prod(self.asked[1 : -len(sides)]))

    def _counted_in_front(self, site: Site) -> Iterable[Proposal]:
        """`na * (nc + 5)` channels taken apart as `na` and `nc`: the sum was meant, and is missing here."""
        passed, call = site.branches[0] if site.branches else (), site.call
        made = next((step.created for step in passed if step.created is not None), None)
        number = made.arguments.get("out_channels") if made is not None else None
        sums = [n.op for n in walk(number.node) if isinstance(n, ast.BinOp)] if number is not None else []
        added = any(isinstance(op, ast.Add) for op in sums)
        if not added or not isinstance(call, ast.Call) or len(call.args) != len(self.asked) or min(self.asked) < 1:
            return
        for axis in range(len(self.asked) - len(self.shape[2:]) - 1, 0, -1):
            others = prod(self.asked) // self.asked[axis]
            if self.elements % others == 0 and isinstance(call.args[axis], ast.Name | ast.Attribute):
                edits = site.replace(call.args[axis], "-1")
                yield Proposal(f"let the size of axis {axis} follow: -1", edits, blames=call)

    def _literal(self, site: Site) -> bool:
        """Whether the sizes behind the batch are numbers, which are rarely kept up to date."""
        written = site.call.args[1:] if isinstance(site.call, ast.Call) else []
        return not any(isinstance(node, ast.BinOp | ast.Attribute) for node in written)

    def _other_sides(self, site: Site) -> Iterable[Proposal]:
        """A square map of as many channels as are asked for, where the features fill one."""
        written = site.call.args[-2:] if isinstance(site.call, ast.Call) else []
        numbers = [node for node in written if isinstance(node, ast.Constant)]
        channels = prod(self.asked[1:-2])
        side = isqrt(self._features // channels) if channels > 0 and len(self.shape) == 2 else 0
        if len(numbers) == 2 and side > 1 and side * side * channels == self._features:
            edits = tuple(edit for node in numbers for edit in site.replace(node, str(side)))
            yield Proposal(f"lay them out as maps of {side} x {side}", edits, blames=site.call)

    def _left_open(self, site: Site) -> Iterable[Proposal]:
        """One of the sizes behind the batch follows from the others, the last one first: -1."""
        if not isinstance(site.call, ast.Call) or len(site.call.args) != len(self.asked) or 0 in self.asked:
            return
        if -1 in self.asked:
            yield from self._capsules(site, site.call.args[1])
            new, last = str(self.shape[-1]), site.call.args[-1]
            yield Proposal(f"keep the last axis: {new}", site.replace(last, new), blames=last)
            return
        yield from self._one_less(site, site.call)
        for axis in range(len(self.asked) - 1, 0, -1):
            if self.elements % (prod(self.asked) // self.asked[axis] or 1) == 0:
                edits = site.replace(site.call.args[axis], "-1")
                yield Proposal(f"let the size of axis {axis} follow: -1", edits, blames=site.call)

    def _rest(self, site: Site) -> Iterable[Proposal]:
        """`x.view(batch)`: an axis for all that a sample holds."""
        call, asked = site.call, prod(self.asked)
        if (
            isinstance(call, ast.Call)
            and len(call.args) == 1 == len(self.asked)
            and asked
            and not self.elements % asked
        ):
            behind = site.surround(call.args[0], "", ", -1")[1:]
            yield Proposal("add an axis for the rest: -1", behind, blames=call)

    def _capsules(self, site: Site, number: ast.expr) -> Iterable[Proposal]:
        """(N, 8, 32, 6, 6) as (N, 32·6·6, -1): as many rows as leave the first axis behind the batch for each."""
        if (
            len(self.asked) == 3
            and self.asked[2] == -1
            and len(self.shape) > 3
            and self.asked[0] == self.shape[0]
            and self.shape[1]
        ):
            rows = self._features // self.shape[1]
            yield Proposal(f"write {rows} rows", site.replace(number, str(rows)), blames=site.call)

    def _one_less(self, site: Site, call: ast.Call) -> Iterable[Proposal]:
        """`o.reshape(n, steps, heads, width)`, where the width counts the heads already."""
        for axis in range(1, len(self.asked)):
            if self.asked[axis] > 1 and prod(self.asked) == self.elements * self.asked[axis]:
                kept = ", ".join(site.source.text(part) for part in call.args if part is not call.args[axis])
                new = f"{site.source.text(call.func)}({kept})"
                told = site.source.text(call.args[axis])
                yield Proposal(f"leave {told} out", site.replace(call, new), blames=call)

    @property
    def _per_sample(self) -> tuple[int, ...]:
        return self.shape[1:] or self.shape

    @property
    def _features(self) -> int:
        features = 1
        for size in self._per_sample:
            features *= size
        return features

    @property
    def _features_asked(self) -> int:
        """What a layer in front is to give: the sizes behind the axes that the tensor has already.

        0 where the last one is its width divided among heads that leave a rest: then the number of heads is wrong.
        """
        steps = len(self.shape) - 1
        kept = all(asked in {-1, size} for asked, size in zip(self.asked[:steps], self.shape, strict=False))
        behind = self.asked[steps if kept and steps < len(self.asked) else 1 :]
        heads = prod(behind[:-1])
        return 0 if heads > 1 and self.shape[-1] // heads == behind[-1] else prod(behind)

    def _asked(self, site: Site) -> ast.expr | None:
        if not isinstance(site.call, ast.Call) or not site.call.args:
            return None
        last = site.call.args[-1]
        return last.elts[-1] if isinstance(last, ast.Tuple | ast.List) and last.elts else last

    def _why(self) -> str:
        known = 1
        for size in self.asked:
            known *= 1 if size == -1 else size
        if -1 in self.asked:
            return f"is no multiple of {known:,}"
        return f"is not {known:,}"


FINDING = WrongView
