"""Poolings that are of another kind than the tensor wants: for sequences, or down to one value."""

import ast
from collections.abc import Iterator

from app.checker.blame.origins import argument
from app.checker.blame.proposals import Proposal
from app.checker.blame.sites import Site
from app.checker.report import Edit
from app.checker.walks import walk

_HALVES = 2


def sequence_pools(site: Site) -> Iterator[Proposal]:
    """Poolings for maps that were given sequences: they took the channels for the height, and halved them too."""
    batch = site.inputs[0][0] if site.inputs and site.inputs[0] else None
    pools = [passed for passed in (site.branches[0] if site.branches else ()) if passed.kind.endswith("Pool2d")]
    made = [p.created for p in pools if p.created is not None and len(p.before) == 3 and p.before[0] == batch]
    if not made:
        return
    first = made[-1].node
    wide = site.source.text(first.func)
    alike = [node.func for node in walk(site.source.tree) if isinstance(node, ast.Call)]
    everywhere = [function for function in alike if site.source.text(function) == wide]
    for functions in (everywhere, [first.func]) if len(everywhere) > 1 else (everywhere,):
        edits = tuple(edit for function in functions for edit in site.replace(function, f"{wide[:-2]}1d"))
        yield Proposal(f"take {wide.rpartition('.')[2][:-2]}1d, for sequences", edits, blames=first)


def pooled_to_one(pooling: ast.Call, site: Site) -> tuple[Edit, ...]:
    """An adaptive average pooling in the place of one with a window, as a layer or as a function."""
    name = site.source.text(pooling.func)
    if name.endswith("AvgPool2d"):
        return site.replace(pooling, f"{name.removesuffix('AvgPool2d').removesuffix('Adaptive')}AdaptiveAvgPool2d(1)")
    if name.endswith("avg_pool2d") and pooling.args:
        holder = name.removesuffix("avg_pool2d").removesuffix("adaptive_")
        return site.replace(pooling, f"{holder}adaptive_avg_pool2d({site.source.text(pooling.args[0])}, 1)")
    return ()


def smaller_pools(site: Site) -> Iterator[Proposal]:
    """Poolings in front that take more than halves: a window of 2 leaves more of the map."""
    passed = site.branches[0] if site.branches else ()
    sizes = [argument(step.created, "kernel_size") for step in passed if step.kind.startswith("MaxPool")]
    for size in dict.fromkeys(sizes):
        if isinstance(size, ast.Constant) and isinstance(size.value, int) and size.value > _HALVES:
            yield Proposal(f"pool by {_HALVES}", site.replace(size, str(_HALVES)), blames=size)


def windowed(site: Site) -> bool:
    """The last average pooling slides a window; an adaptive one gives the size that it was asked for."""
    return isinstance(site.pooled, ast.Call) and "daptive" not in site.source.text(site.pooled.func)
