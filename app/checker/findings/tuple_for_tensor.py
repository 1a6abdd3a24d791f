"""A layer is given a tuple where it takes a tensor."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass

from app.checker.blame.faults import Fault
from app.checker.blame.proposals import Proposal
from app.checker.blame.sites import Site

PACKED = "PackedSequence"
"""The kind of what `pack_padded_sequence` gives, which only recurrent layers take."""


@dataclass(frozen=True)
class TupleForTensor(Fault):
    """`parts` values came, for example the output and the state of an LSTM; `stored` put them under one name."""

    slug = "tuple-for-tensor"
    exception = "TypeError"
    layer: str
    kind: str
    parts: int
    stored: ast.Assign | None = None

    def message(self) -> str:
        """What came."""
        if self.kind == PACKED:
            return f"{self.layer} takes a tensor, but is given a {PACKED}: the steps of all sequences in one row"
        return f"{self.layer} takes a tensor, but is given a {self.kind} of {self.parts}"

    def label(self) -> str:
        """What came."""
        return f"a {self.kind}, not a tensor" if self.kind == PACKED else f"a {self.kind} of {self.parts}, not a tensor"

    def help(self) -> str:
        """Take one part, or the steps side by side."""
        if self.kind == PACKED:
            return "pad it again first: out, lengths = pad_packed_sequence(out, batch_first=True)"
        return "take the part that is meant: x, state = lstm(x), or lstm(x)[0]"

    def cause(self, site: Site) -> ast.AST | None:
        """The statement that put all of them under one name, else the argument."""
        if self.stored is not None and self._measured is None and self.kind != PACKED:
            return self.stored
        return site.call.args[0] if isinstance(site.call, ast.Call) and site.call.args else site.call

    def proposals(self, site: Site) -> Iterable[Proposal]:
        """The tensor whose sizes these are; else the first part, where it is stored or where it is used.

        The first part of a packed sequence runs too, and forgets which step belongs to which sequence.
        """
        if self.kind == PACKED:
            return
        if self._measured is not None and isinstance(site.call, ast.Call) and site.call.args:
            tensor = site.source.text(self._measured)
            yield Proposal(f"hand over {tensor} itself", site.replace(site.call.args[0], tensor))
            return
        if self.stored is not None:
            name, rest = self.stored.targets[0], ", _" * (self.parts - 1)
            yield Proposal(f"unpack it: {site.source.text(name)}{rest}", site.surround(name, "", rest)[1:])
        if isinstance(site.call, ast.Call) and site.call.args:
            yield Proposal("take the first part: [0]", site.surround(site.call.args[0], "", "[0]")[1:])

    @property
    def _measured(self) -> ast.expr | None:
        """`x` of `sizes = x.size()`, where it was the sizes that came."""
        value = self.stored.value if self.stored is not None else None
        asked = value.func if isinstance(value, ast.Call) and not value.args else value
        return asked.value if isinstance(asked, ast.Attribute) and asked.attr in {"size", "shape"} else None


FINDING = TupleForTensor
