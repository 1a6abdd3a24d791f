"""A number that does not fit: it is put right on the side after which everything else fits too.

A layer's width is said by several lines: by the layer that gives the channels, by its normalisation, by the
layers behind. The line at fault is the one that disagrees with all others.
"""

import ast
from collections.abc import Iterator

from app.checker.faults import Creation, Origin, Proposal
from app.checker.findings.batch_norm_width import BatchNormWidth
from app.checker.findings.shape_mismatch import ShapeMismatch
from app.checker.findings.torch_error import TorchError
from app.checker.findings.wrong_in_channels import WrongInChannels
from app.checker.findings.wrong_in_features import WrongInFeatures
from app.checker.lineage import producers
from app.checker.outcome import Repair, Trouble
from app.checker.surroundings import function_around, inside, names_in_use

_IN = ("in_channels", "in_features", "num_features", "num_channels", "normalized_shape", "input_size", "embed_dim")
_OUT = ("out_channels", "out_features", "hidden_size", "embedding_dim")
_NAMES = 6
"""Names of the function that are tried in the place of a number."""


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    fault = trouble.met.fault
    if not isinstance(fault, WrongInChannels | BatchNormWidth | WrongInFeatures | ShapeMismatch | TorchError):
        return
    consumer = _argument(trouble.met.created, _IN)
    makers = [found for made in producers(trouble.outcome, trouble.met.row)[:4] if (found := _argument(made, _OUT))]
    written = ([consumer] if consumer else []) + makers
    for origin in written:
        yield from _without_arithmetic(trouble, origin)
    yield from _texts_of_each_other(trouble, written)
    yield from _numbers(trouble, makers)
    for origin in written:
        yield from _other_names(trouble, origin)
    for origin in written:
        yield from _exchanged(trouble, origin)


def _argument(created: Creation | None, names: tuple[str, ...]) -> Origin | None:
    for name in names:
        if created is not None and name in created.arguments:
            return created.arguments[name]
    return None


def _without_arithmetic(trouble: Trouble, origin: Origin) -> Iterator[Proposal]:
    """`width` in the place of `width * 2`."""
    if isinstance(origin.node, ast.BinOp):
        for side in (origin.node.left, origin.node.right):
            if not isinstance(side, ast.Constant):
                yield _write(trouble, origin.node, trouble.source.text(side))


def _texts_of_each_other(trouble: Trouble, written: list[Origin]) -> Iterator[Proposal]:
    """What the neighbour says, where both are made in one function."""
    for origin in written[:3]:
        for other in written[:3]:
            same = function_around(trouble.source.tree, origin.node) is function_around(trouble.source.tree, other.node)
            if origin is not other and same:
                yield _write(trouble, origin.node, trouble.source.text(other.node))


def _numbers(trouble: Trouble, makers: list[Origin]) -> Iterator[Proposal]:
    """The number that is needed, where the layer in front says another one."""
    fault = trouble.met.fault
    wanted = {*fault.left, *fault.right} if isinstance(fault, ShapeMismatch) else {getattr(fault, "declared", 0)}
    for origin in makers[:2]:
        node = origin.innermost().node
        if isinstance(node, ast.Constant) and isinstance(node.value, int):
            for number in sorted(wanted - {node.value, 0, 1}, reverse=True)[:4]:
                proposal = _write(trouble, node, str(_scaled(fault, node.value, number)))
                yield Proposal(proposal.title, proposal.edits, blames=node, telling=_odd(fault, node.value, number))


def _scaled(fault: object, given: int, wanted: int) -> int:
    """The channels that are needed where a flatten stands between: the map's share of the features."""
    if isinstance(fault, WrongInFeatures) and fault.features % given == 0:
        area = fault.features // given
        return wanted // area if wanted % area == 0 else wanted
    return wanted


def _odd(fault: object, given: int, wanted: int) -> bool:
    """Whether the number in front is no width that anybody chooses, and the one that is needed is."""
    return given > 8 and given % 8 > 0 and _scaled(fault, given, wanted) % 8 == 0


def _other_names(trouble: Trouble, origin: Origin) -> Iterator[Proposal]:
    """Another name that the function knows."""
    function = function_around(trouble.source.tree, origin.node)
    if function is None or isinstance(origin.node, ast.Constant):
        return
    used = {n.id for n in ast.walk(origin.node) if isinstance(n, ast.Name)}
    names = [name for name in names_in_use(function) if name not in used]
    for name in sorted(names, key=lambda name: not _is_width(name))[:_NAMES]:
        yield _write(trouble, origin.node, name)


def _is_width(name: str) -> bool:
    return any(part in name for part in ("ch", "plane", "in", "out", "dim", "feat", "hidden", "width", "size"))


def _exchanged(trouble: Trouble, origin: Origin) -> Iterator[Proposal]:
    """The first two arguments of the call that made the block, in the other order."""
    node = origin.innermost().node
    call = inside(trouble.source.tree, node, ast.Call)
    if isinstance(call, ast.Call) and len(call.args) > 1 and node in call.args[:2]:
        first, second = call.args[:2]
        site, text = trouble.site, trouble.source.text
        edits = (*site.replace(first, text(second)), *site.replace(second, text(first)))
        yield Proposal("exchange the first two arguments", edits, blames=call)


def _write(trouble: Trouble, node: ast.expr, new: str) -> Proposal:
    return Proposal(f"write {new} here", trouble.site.replace(node, new), blames=node)


REPAIR = Repair(_propose)
