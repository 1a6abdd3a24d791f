"""The first hidden state that a recurrent layer is given has other sizes than the layer keeps."""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.checker.blame.faults import Fault
from app.checker.blame.proposals import Proposal
from app.checker.blame.sites import Site
from app.checker.blame.sizes import shape_text
from app.checker.report import Edit
from app.checker.walks import walk

_AXES = ("layers · directions", "batch", "hidden_size")

_MAKERS = frozenset({"empty", "ones", "rand", "randn", "zeros"})


@dataclass(frozen=True)
class RecurrentStateShape(Fault):
    """State number `position` (h_0, then c_0) has the `given` sizes and needs the `wanted` ones.

    `steps`: the size of the axis that the layer reads as its steps; None where the input has no batch.
    `rows`: the size of its first axis.
    """

    slug = "recurrent-state-shape"
    layer: str
    position: int
    given: tuple[int, ...]
    wanted: tuple[int, ...]
    steps: int | None = None
    batch_first: bool = False
    rows: int = 0

    def message(self) -> str:
        """Both shapes with their axes."""
        return (
            f"{self.layer} keeps a state of shape {shape_text(self.wanted)}, {self._axes()}, but the {self._name()} "
            f"that it is given has {shape_text(self.given)}{self._hint()}"
        )

    def label(self) -> str:
        """The shape to make."""
        return f"must be {shape_text(self.wanted)}"

    def help(self) -> str:
        """Make it right, or leave it away."""
        if self._axes_meant_otherwise:
            return "where the input is (batch, steps, features), make the layer with batch_first=True"
        return f"make it {shape_text(self.wanted)}, or leave the state away: then it is zeros of that shape"

    def cause(self, site: Site) -> ast.AST | None:
        """Where the state was made, else the call."""
        if self._axes_meant_otherwise and site.created is not None:
            return site.created.node
        made = list(_made(site))
        return made[min(self.position, len(made) - 1)] if made else site.call

    def proposals(self, site: Site) -> Iterable[Proposal]:
        """The axes as they were meant; the numbers that differ, in every state that is made here; or no state."""
        call = site.call if isinstance(site.call, ast.Call) and site.call.args else None
        if self._axes_meant_otherwise and site.created is not None:
            last = [*site.created.node.args, *(k.value for k in site.created.node.keywords)][-1:]
            edits = tuple(edit for node in last for edit in site.surround(node, "", ", batch_first=True")[1:])
            title = "read the input as (batch, steps, features): batch_first=True"
            yield Proposal(title, edits, blames=site.created.node)
        changed = [edit for made in _made(site) for edit in self._mended(site, made)]
        if changed:
            yield Proposal(f"make the state {shape_text(self.wanted)}", tuple(changed))
        if call is not None and self.steps is None and len(self.given) == len(self.wanted) + 1:
            if len(site.inputs) == 1 and len(site.inputs[0]) == len(self.wanted):
                full = [1, *site.inputs[0]] if self.batch_first else [site.inputs[0][0], 1, site.inputs[0][1]]
                yield Proposal("give the input its batch axis", input_shape=(full,), blames=call)
            samples = self.rows == self.given[1] != 1
            method = f".unsqueeze({0 if self.batch_first != samples else 1})"
            edits = site.surround(call.args[0], "", method)[1:]
            what = "an axis for its one step" if samples else "its batch axis"
            yield Proposal(f"give the input {what}: {method}", edits, blames=call)
        if call is not None and len(call.args) > 1:
            front, end = site.source.end(call.args[0]), site.source.end(call.args[1])
            if front.line == end.line:
                span = front.model_copy(update={"end_column": end.column})
                yield Proposal("leave the state away", (Edit(span=span, new=""),), weak=True)

    def _mended(self, site: Site, call: ast.Call) -> Iterator[Edit]:
        if len(call.args) != len(self.given):
            return
        if len(self.given) == len(self.wanted):
            for node, given, wanted in zip(call.args, self.given, self.wanted, strict=True):
                if given != wanted:
                    yield from site.replace(node, str(wanted))
        for axis in (1, 0) if len(self.wanted) == len(self.given) + 1 else ():
            if self.wanted[:axis] + self.wanted[axis + 1 :] == self.given:
                yield from site.surround(call.args[axis], f"{self.wanted[axis]}, ", "")[:1]
                return

    @property
    def declared(self) -> int:
        """The size of a state, which the layer that made it is to give."""
        return self.wanted[-1]

    @property
    def _axes_meant_otherwise(self) -> bool:
        """The state has the batch that the input would have with its first two axes exchanged."""
        if self.batch_first or self.steps is None or len(self.given) != len(_AXES):
            return False
        return (self.given[0], self.given[2]) == (self.wanted[0], self.wanted[2]) and self.given[1] == self.steps

    def _hint(self) -> str:
        if not self._axes_meant_otherwise:
            return ""
        return f"; axis 0 of the input has {self.steps:,}, and without batch_first=True that is the steps"

    def _axes(self) -> str:
        return " × ".join(_AXES if len(self.wanted) == len(_AXES) else _AXES[-len(self.wanted) :])

    def _name(self) -> str:
        return "cell state" if self.position else "hidden state"


def _made(site: Site) -> Iterator[ast.Call]:
    """The calls that made the states: where the tensors come from, else what the nearest names above were given."""
    sources = [_innermost(source) for source in site.sources[1:]]
    made_new = [made for made in sources if isinstance(made, ast.Call) and _is_maker(made.func)]
    if made_new:
        yield from made_new
        return
    call = site.call
    if not isinstance(call, ast.Call) or len(call.args) < 2:
        return
    states = call.args[1].elts if isinstance(call.args[1], ast.Tuple) else [call.args[1]]
    for state in states:
        made = _assigned(site, state) if isinstance(state, ast.Name) else state
        made = _innermost(made)
        if isinstance(made, ast.Call):
            yield made


def _is_maker(function: ast.expr) -> bool:
    """`torch.zeros`, `x.new_zeros`: what makes a tensor of sizes."""
    return isinstance(function, ast.Attribute) and function.attr.removeprefix("new_") in _MAKERS


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
