"""The catalogue: every layer that the checker knows, for those who write requests."""

from app.checker.report import Frozen


class Argument(Frozen):
    """One argument of a layer; `default` is None where it must be given, else as Python writes it."""

    name: str
    default: str | None


class LayerInfo(Frozen):
    """A layer that the checker knows: its arguments, and the formula of its output size per axis."""

    name: str
    family: str
    arguments: list[Argument]
    formula: str | None


class Catalogue(Frozen):
    """Every layer that the checker knows, in alphabetical order."""

    torch_version: str
    layers: list[LayerInfo]
