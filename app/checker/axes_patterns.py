"""The patterns of einops, `b c (h p) w -> b (h w) (p c)`, worked out with torch's own reshape, permute and sums.

Source of the notation: Rogozhnikov, "Einops: Clear and Reliable Tensor Manipulations" (ICLR 2022).
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import prod

import torch

_WORD = re.compile(r"\(|\)|\.\.\.|\w+")


def _one_by_one(tensor: torch.Tensor, axes: list[int]) -> torch.Tensor:
    for axis in sorted(axes, reverse=True):
        tensor = tensor.prod(axis)
    return tensor


_REDUCTIONS: dict[str, Callable[[torch.Tensor, list[int]], torch.Tensor]] = {
    "mean": torch.Tensor.mean, "sum": torch.Tensor.sum, "max": torch.Tensor.amax, "min": torch.Tensor.amin,
    "prod": _one_by_one,
}  # fmt: skip
Group = tuple[str, ...]
_JOINED = "(...)"
"""The axes of `...` inside brackets: one axis in all."""


@dataclass(frozen=True)
class _Pattern:
    """Both sides, each a list of axes; an axis is the group of names that it joins, none for a `1`."""

    text: str
    left: list[Group]
    right: list[Group]

    def wrong(self, why: str, tensor: torch.Tensor) -> RuntimeError:
        """What einops raises: an EinopsError, which is a RuntimeError."""
        shape = tuple(tensor.shape)
        return RuntimeError(f'Error while processing the pattern "{self.text}". Input shape: {shape}. {why}')


def rearrange(tensor: torch.Tensor | Sequence[torch.Tensor], pattern: str, **sizes: int) -> torch.Tensor:
    """Axes in another order, taken apart or joined; a list of tensors is stacked first."""
    return _worked_out(tensor, pattern, sizes, "rearrange")


def repeat(tensor: torch.Tensor | Sequence[torch.Tensor], pattern: str, **sizes: int) -> torch.Tensor:
    """As `rearrange`, with new axes whose sizes are given."""
    return _worked_out(tensor, pattern, sizes, "repeat")


def reduce(tensor: torch.Tensor | Sequence[torch.Tensor], pattern: str, reduction: str, **sizes: int) -> torch.Tensor:
    """As `rearrange`; axes that the right side lacks are reduced."""
    return _worked_out(tensor, pattern, sizes, reduction)


def pack(tensors: Sequence[torch.Tensor], pattern: str) -> tuple[torch.Tensor, list[tuple[int, ...]]]:
    """Tensors joined along the axis that is a star, `b * c`, and what each of them had there."""
    before, after = _around_star(pattern)
    shapes = [tuple(tensor.shape[before : tensor.ndim - after]) for tensor in tensors]
    flat = [
        t.reshape(*t.shape[:before], prod(s), *t.shape[t.ndim - after :]) for t, s in zip(tensors, shapes, strict=True)
    ]
    return torch.cat(flat, before), shapes


def unpack(tensor: torch.Tensor, shapes: Sequence[Sequence[int]], pattern: str) -> list[torch.Tensor]:
    """The tensors that `pack` joined."""
    before, after = _around_star(pattern)
    parts = torch.split(tensor, [prod(shape) for shape in shapes], before)
    return [p.reshape(*p.shape[:before], *s, *p.shape[p.ndim - after :]) for p, s in zip(parts, shapes, strict=True)]


def _around_star(pattern: str) -> tuple[int, int]:
    names = pattern.split()
    if names.count("*") != 1:
        raise RuntimeError(f'No *-axis in pattern "{pattern}"')
    return names.index("*"), len(names) - names.index("*") - 1


def _worked_out(
    given: torch.Tensor | Sequence[torch.Tensor], text: str, sizes: dict[str, int], kind: str
) -> torch.Tensor:
    tensor = given if isinstance(given, torch.Tensor) else torch.stack(list(given))
    pattern = _parsed(text, tensor)
    lengths = _lengths(pattern, tensor, sizes)
    left, right = ([name for group in side for name in group] for side in (pattern.left, pattern.right))
    new, gone = [name for name in right if name not in left], [name for name in left if name not in right]
    if gone and kind in {"rearrange", "repeat"}:
        raise pattern.wrong(f"Identifiers only on one side of expression: {gone}", tensor)
    if new and (kind != "repeat" or any(name not in lengths for name in new)):
        raise pattern.wrong(f"Identifiers only on one side of expression, or without a size: {new}", tensor)
    made = tensor.reshape([lengths[name] for name in left])
    if gone:
        made = _reduced(made, [left.index(name) for name in gone], kind, pattern)
    kept = [name for name in left if name in right]
    made = made.permute([kept.index(name) for name in right if name in kept])
    for place, name in enumerate(right):
        if name in new:
            made = made.unsqueeze(place)
    made = made.expand([lengths[name] for name in right])
    return made.reshape([prod(lengths[name] for name in group) for group in pattern.right])


def _reduced(tensor: torch.Tensor, axes: list[int], kind: str, pattern: _Pattern) -> torch.Tensor:
    function = _REDUCTIONS.get(kind)
    if function is None:
        raise pattern.wrong(f"Unknown reduction {kind}. Expect one of {tuple(_REDUCTIONS)}.", tensor)
    return function(tensor, axes)


def _parsed(text: str, tensor: torch.Tensor) -> _Pattern:
    sides = text.split("->")
    blank = _Pattern(text, [], [])
    if len(sides) != 2:
        raise blank.wrong("A pattern has two sides, with -> between them.", tensor)
    left, right = (_groups(side, blank, tensor) for side in sides)
    fixed = sum(group != ("...",) for group in left)
    dots = tuple(f"...{index}" for index in range(tensor.ndim - fixed)) if ("...",) in left else ()
    if fixed + len(dots) != tensor.ndim:
        raise blank.wrong(f"Expected {fixed} dims. Received {tensor.ndim}-dim tensor.", tensor)
    return _Pattern(text, _spread(left, dots), _spread(right, dots))


def _groups(side: str, blank: _Pattern, tensor: torch.Tensor) -> list[Group]:
    """`b (h w) 1` as [("b",), ("h", "w"), ()]."""
    groups: list[Group] = []
    inside: list[str] | None = None
    for word in _WORD.findall(side):
        if word == "(" and inside is None:
            inside = []
        elif word == ")" and inside is not None:
            groups.append(tuple(inside))
            inside = None
        elif word in {"(", ")"}:
            raise blank.wrong("Brackets in expression should not be nested", tensor)
        elif inside is not None:
            inside += [_JOINED if word == "..." else word] if word != "1" else []
        else:
            groups.append((word,) if word != "1" else ())
    if inside is not None:
        raise blank.wrong("Imbalanced parentheses in expression", tensor)
    names = [name for group in groups for name in group]
    if len(set(names)) < len(names):
        raise blank.wrong("Indexing expression contains duplicate dimension", tensor)
    return groups


def _spread(groups: list[Group], dots: Group) -> list[Group]:
    """The axes that `...` stands for: each its own outside brackets, joined inside."""
    found: list[Group] = []
    for group in groups:
        if group == ("...",):
            found += [(name,) for name in dots]
        else:
            found.append(tuple(n for name in group for n in (dots if name == _JOINED else (name,))))
    return found


def _lengths(pattern: _Pattern, tensor: torch.Tensor, sizes: dict[str, int]) -> dict[str, int]:
    """The length of each name: given, or what is left of its axis."""
    lengths = dict(sizes)
    for group, size in zip(pattern.left, tensor.shape, strict=True):
        unknown = [name for name in group if name not in lengths]
        known = prod(lengths[name] for name in group if name in lengths)
        if len(unknown) > 1:
            raise pattern.wrong(f"Could not infer sizes for {set(unknown)}", tensor)
        if known == 0 or size % known or (not unknown and size != known):
            raise pattern.wrong(f"Shape mismatch, can't divide axis of length {size} in chunks of {known}", tensor)
        if unknown:
            lengths[unknown[0]] = size // known
    for group in pattern.right:
        for name in group:
            if name.isdigit():
                lengths.setdefault(name, int(name))
    return lengths
