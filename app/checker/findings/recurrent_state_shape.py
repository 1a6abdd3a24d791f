"""The first hidden state that a recurrent layer is given has other sizes than the layer keeps."""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.checker.faults import Fault
from app.checker.proposals import Proposal
from app.checker.report import Edit
from app.checker.sites import Site
from app.checker.sizes import shape_text
from app.checker.walks import walk

_AXES = ("layers · directions", "batch", "hidden_size")


@dataclass(frozen=True)
class RecurrentStateShape(Fault):
    """State number `position` (h_0, then c_0) has the `given` sizes and needs the `wanted` ones."""

    slug = "recurrent-state-shape"
    layer: str
    position: int
    given: tuple[int, ...]
    wanted: tuple[int, ...]

    def message(self) -> str:
        """Both shapes with their axes."""
        return (
            f"{self.layer} keeps a state of shape {shape_text(self.wanted)}, {self._axes()}, but the {self._name()} "
            f"that it is given has {shape_text(self.given)}"
        )

    def label(self) -> str:
        """The shape to make."""
        return f"must be {shape_text(self.wanted)}"

    def help(self) -> str:
        """Make it right, or leave it away."""
        return f"make it {shape_text(self.wanted)}, or leave the state away: then it is zeros of that shape"

    def cause(self, site: Site) -> ast.AST | None:
        """Where the state was made, else the call."""
        made = list(_made(site))
        return made[min(self.position, len(made) - 1)] if made else site.call

    def proposals(self, site: Site) -> Iterable[Proposal]:
        """The numbers that differ, in every state that is made here; or no state at all."""
        edits = [edit for call in _made(site) for edit in self._mended(site, call)]
        if edits:
            yield Proposal(f"make the state {shape_text(self.wanted)}", tuple(edits))
        call = site.call
        if isinstance(call, ast.Call) and len(call.args) > 1:
            front, last = site.source.end(call.args[0]), site.source.end(call.args[1])
            if front.line == last.line:
                span = front.model_copy(update={"end_column": last.column})
                yield Proposal("leave the state away", (Edit(span=span, new=""),))

    def _mended(self, site: Site, call: ast.Call) -> Iterator[Edit]:
        if len(call.args) == len(self.given) == len(self.wanted):
            for node, given, wanted in zip(call.args, self.given, self.wanted, strict=True):
                if given != wanted:
                    yield from site.replace(node, str(wanted))

    def _axes(self) -> str:
        return " × ".join(_AXES if len(self.wanted) == len(_AXES) else _AXES[-len(self.wanted) :])

    def _name(self) -> str:
        return "cell state" if self.position else "hidden state"


def _made(site: Site) -> Iterator[ast.Call]:
    """The calls that made the states: in the call itself, or the nearest ones above that gave them their names."""
    call = site.call
    if not isinstance(call, ast.Call) or len(call.args) < 2:
        return
    states = call.args[1].elts if isinstance(call.args[1], ast.Tuple) else [call.args[1]]
    for state in states:
        made = _assigned(site, state) if isinstance(state, ast.Name) else state
        made = _innermost(made)
        if isinstance(made, ast.Call):
            yield made


def _innermost(made: ast.expr | None) -> ast.expr | None:
    """`torch.zeros(...)` of `torch.zeros(...).to(device)`."""
    while isinstance(made, ast.Call) and isinstance(made.func, ast.Attribute) and isinstance(made.func.value, ast.Call):
        made = made.func.value
    return made


def _assigned(site: Site, name: ast.Name) -> ast.expr | None:
    above = [
        node
        for node in walk(site.source.tree)
        if isinstance(node, ast.Assign)
        and node.lineno <= name.lineno
        and any(isinstance(target, ast.Name) and target.id == name.id for target in node.targets)
    ]
    return max(above, key=lambda node: node.lineno).value if above else None


FINDING = RecurrentStateShape
