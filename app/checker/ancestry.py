"""What the tensors of one call went through before they met: the branches that a sum or a join brings together."""

from torch import nn

from app.checker.blame.sites import Passed
from app.checker.layers._sliding import per_axis, window
from app.checker.trace import Met, Row

_SLIDING = (nn.Conv1d, nn.Conv2d, nn.Conv3d, nn.ConvTranspose1d, nn.ConvTranspose2d, nn.ConvTranspose3d,
            nn.MaxPool1d, nn.MaxPool2d, nn.MaxPool3d, nn.AvgPool1d, nn.AvgPool2d, nn.AvgPool3d)  # fmt: skip


def row_of(met: Met, rows: list[Row]) -> Row | None:
    """The row of the call; a fold is met when its row is there already."""
    near = rows[max(met.row - 1, 0) : met.row + 1]
    found = next((row for row in reversed(near) if row.node is met.node), None)
    if found is None and rows and met.row >= len(rows) and met.node is not None:
        return Row("", "", met.node, None, None, [], [], reads=rows[-1].makes)  # behind all of them
    return found


def branches(row: Row, rows: list[Row]) -> tuple[tuple[Passed, ...], ...]:
    """For each tensor that a call reads: what it went through and the others did not, the nearest first."""
    makers = {key: index for index, other in enumerate(rows) for key in other.makes}
    seen = [_behind(key, rows, makers) for key in row.reads]
    return tuple(
        tuple(_passed(rows[index]) for index in sorted(own.difference(*_others(seen, place)), reverse=True))
        for place, own in enumerate(seen)
    )


def _others(seen: list[set[int]], place: int) -> list[set[int]]:
    return [other for index, other in enumerate(seen) if index != place]


def _behind(key: int, rows: list[Row], makers: dict[int, int]) -> set[int]:
    """The rows that a tensor comes from."""
    found: set[int] = set()
    wanted = [key]
    while wanted:
        index = makers.get(wanted.pop())
        if index is not None and index not in found:
            found.add(index)
            wanted.extend(rows[index].reads)
    return found


def _passed(row: Row) -> Passed:
    module = row.module.module if row.module is not None else None
    created = row.module.created if row.module is not None else None
    slid = None
    if isinstance(module, _SLIDING) and not isinstance(module.padding, str):
        found = window(module)
        slid = (found.kernel, found.stride, per_axis(module.padding, len(found.kernel)), found.dilation)
    before, after = row.inputs[:1], row.outputs[:1]
    return Passed(row.kind, created, row.node, before[0] if before else (), after[0] if after else (), slid)
