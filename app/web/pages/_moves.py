"""What the buttons of the builder do: `add:layers`, `up:layers.3`, `remove:layers.3.body.0`."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import prod

from app.checker.report import Shape
from app.checker.stack import MOST_ROWS
from app.checker.stack.request import DEEPEST, HOLDERS, HOLDING, KINDS
from app.kit.words import count
from app.web.pages._draft import ROOT_LIST, Draft

Rows = tuple[Draft, ...]
FULL = f"A stack may have {MOST_ROWS} or fewer rows, so nothing was added."


@dataclass(frozen=True, slots=True)
class Moved:
    """The rows behind an action, what is said of it, and the id of what has the focus next.

    `problem`: why pasted code is no stack.
    """

    rows: Rows
    told: str = ""
    focus: str = ""
    problem: str = ""


def remove(rows: Rows, path: str) -> Moved:
    """Takes a row out; the focus goes to the button of the one that follows."""
    holder, number = _split(path)
    row = find(rows, path)
    if row is None:
        return Moved(rows)
    changed = _edited(rows, holder, lambda some: (*some[:number], *some[number + 1 :]))
    left = len(_list(changed, holder))
    focus = f"remove:{holder}.{min(number, left - 1)}" if left else f"add:{holder}"
    return Moved(changed, f"{row.kind} was removed; {count(left, 'row')} left here.", focus)


def copy(rows: Rows, path: str) -> Moved:
    """Puts the same row below."""
    holder, number = _split(path)
    row = find(rows, path)
    if row is None:
        return Moved(rows)
    if counted(rows) + row.size > MOST_ROWS:
        return Moved(rows, FULL, f"copy:{path}")
    changed = _edited(rows, holder, lambda some: (*some[: number + 1], row, *some[number + 1 :]))
    return Moved(changed, f"{row.kind} was copied: now also row {number + 1}.", f"{holder}.{number + 1}.type")


def up(rows: Rows, path: str) -> Moved:
    """Exchanges a row with the one above."""
    return _exchange(rows, path, -1)


def down(rows: Rows, path: str) -> Moved:
    """Exchanges a row with the one below."""
    return _exchange(rows, path, 1)


ACTIONS: Mapping[str, Callable[[Rows, str], Moved]] = {"remove": remove, "copy": copy, "up": up, "down": down}
"""By the word in front of the colon; what follows is the path of a row."""


def add(rows: Rows, holder: str, row: Draft) -> Moved:
    """Puts a row at the end of a list."""
    here = _list(rows, holder)
    if counted(rows) + row.size > MOST_ROWS:
        return Moved(rows, FULL, f"add:{holder}")
    if row.kind in HOLDERS and holder.count(".") // 2 >= DEEPEST:
        return Moved(rows, f"Rows may stand {DEEPEST} or fewer deep in others, so nothing was added.", f"add:{holder}")
    changed = _edited(rows, holder, lambda some: (*some, row))
    return Moved(changed, f"{row.kind} was added as row {len(here)}.", f"{holder}.{len(here)}.type")


def written(rows: Rows, path: str, name: str, text: str) -> Rows:
    """The rows with one field of one row changed."""
    holder, number = _split(path)

    def change(some: Rows) -> Rows:
        texts = {**some[number].texts, name: text}
        return (*some[:number], replace(some[number], texts=texts), *some[number + 1 :])

    return _edited(rows, holder, change)


def counted(rows: Sequence[Draft]) -> int:
    """How many rows there are, with those inside others."""
    return sum(row.size for row in rows)


def leading(rows: Rows, path: str) -> Rows:
    """The rows that lie on the way to one, in a chain: those inside others as if they stood alone."""
    holder, number = _split(path)
    above = holder.rpartition(".")[0]
    return (*(leading(rows, above) if above else ()), *_list(rows, holder)[: max(number, 0)])


def wanting(rows: Rows) -> tuple[str, Draft] | None:
    """The first row whose form never asked for what it needs: it is new, or was another layer before."""
    for path, row in walk(rows):
        fields = row.known.model_fields if row.known else {}
        needed = {name for name, field in fields.items() if field.is_required()} - {"type", *HOLDING}
        if needed - row.texts.keys():
            return path, row
    return None


def walk(rows: Rows, holder: str = ROOT_LIST) -> Iterator[tuple[str, Draft]]:
    """Every row with its path."""
    for number, row in enumerate(rows):
        path = f"{holder}.{number}"
        yield path, row
        for name in HOLDING if row.kind in HOLDERS else ():
            yield from walk(row.held.get(name, ()), f"{path}.{name}")


def filled(rows: Rows, path: str, before: Shape | None) -> Rows:
    """The rows with what this one needs filled in; what was typed stays."""
    row = find(rows, path)
    for name, text in fresh(row.kind, before).texts.items() if row is not None else ():
        rows = rows if row is not None and name in row.texts else written(rows, path, name, text)
    return rows


def find(rows: Rows, path: str) -> Draft | None:
    """The row at a path."""
    holder, number = _split(path)
    here = _list(rows, holder)
    return here[number] if 0 <= number < len(here) else None


def fresh(kind: str, before: Shape | None) -> Draft:
    """A new row of a kind, its needed arguments filled in: those of its input from what arrives there."""
    needed = [name for name, field in KINDS[kind].model_fields.items() if field.is_required()]
    own = _STARTERS.get(kind, {})
    texts = {name: own.get(name) or _started(name, before) for name in needed if name not in {"type", *HOLDING}}
    return Draft(kind, {**own, **texts})


_STARTERS: Mapping[str, Mapping[str, str]] = {
    **{f"Conv{rank}d": {"kernel_size": "3", "padding": "1"} for rank in (1, 2, 3)},
    **{f"ConvTranspose{rank}d": {"stride": "2"} for rank in (1, 2, 3)},
    **{kind: {"dim": "1"} for kind in ("Softmax", "LogSoftmax", "Softmin", "Unflatten")},
    "Upsample": {"scale_factor": "2"},
    "UpsamplingNearest2d": {"scale_factor": "2"},
    "UpsamplingBilinear2d": {"scale_factor": "2"},
    "LocalResponseNorm": {"size": "5"},
    "Threshold": {"threshold": "0", "value": "0"},
}
_USUAL = {
    "kernel_size": "2", "out_channels": "16", "out_features": "10", "output_size": "1", "num_groups": "1",
    "upscale_factor": "2", "downscale_factor": "2", "groups": "2", "padding": "1", "norm_type": "2", "value": "0",
    "unflattened_size": "1, 1",
}  # fmt: skip
_CHANNELS = {"in_channels", "num_features", "num_channels"}


def _started(name: str, before: Shape | None) -> str:
    if before and name in _CHANNELS and len(before) > 1:
        return str(before[1])
    if before and name == "in_features":
        return str(prod(before[1:]) if len(before) == 4 else before[-1])
    if before and name == "normalized_shape":
        return ", ".join(map(str, before[1:]))
    return _USUAL.get(name, "1")


def _exchange(rows: Rows, path: str, step: int) -> Moved:
    holder, number = _split(path)
    here = _list(rows, holder)
    other = number + step
    if not (0 <= number < len(here) and 0 <= other < len(here)):
        return Moved(rows)
    swapped = list(here)
    swapped[number], swapped[other] = here[other], here[number]
    word = "up" if step < 0 else "down"
    end = other == (0 if step < 0 else len(here) - 1)
    button = {"up": "down", "down": "up"}[word] if end else word
    told = f"{here[number].kind} moved {word}: now row {other}."
    return Moved(_edited(rows, holder, lambda _: tuple(swapped)), told, f"{button}:{holder}.{other}")


def _split(path: str) -> tuple[str, int]:
    """The list that a row is in, and its number there; -1 where it is none."""
    holder, _, number = path.rpartition(".")
    return holder, int(number) if number.isdecimal() and len(number) < 7 else -1


def _list(rows: Rows, holder: str) -> Rows:
    """The rows of a list: `layers`, `layers.3.body`; none where there is no such list."""
    if holder == ROOT_LIST:
        return rows
    path, _, name = holder.rpartition(".")
    row = find(rows, path) if path and path != ROOT_LIST else None
    return row.held.get(name, ()) if row is not None else ()


def _edited(rows: Rows, holder: str, change: Callable[[Rows], Rows]) -> Rows:
    """The rows with one list changed; unchanged where there is no such list or row."""
    if holder == ROOT_LIST:
        return change(rows)
    path, _, name = holder.rpartition(".")
    row = find(rows, path) if path and name in HOLDING else None
    if row is None:
        return rows
    changed = replace(row, held={**row.held, name: change(row.held.get(name, ()))})
    above, number = _split(path)
    return _edited(rows, above, lambda some: (*some[:number], changed, *some[number + 1 :]))
