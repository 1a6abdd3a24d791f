"""A class of `torch.nn` stands where one of its instances was meant."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass

from app.checker.blame.faults import Fault
from app.checker.blame.proposals import Proposal
from app.checker.blame.sites import Site
from app.checker.report import Edit
from app.checker.walks import walk

_USUAL = {
    "MaxPool": "2", "AvgPool": "2", "AdaptiveAvgPool": "1", "AdaptiveMaxPool": "1", "ZeroPad": "1",
    "Upsample": "scale_factor=2",
}  # fmt: skip
"""What a layer that needs an argument is mostly given."""


@dataclass(frozen=True)
class LayerNotCalled(Fault):
    """`nn.ReLU(x)` makes a layer with x as its first argument; `nn.ReLU` without brackets is a class."""

    slug = "layer-not-called"
    exception = "TypeError"
    layer: str
    bare: bool = False

    def message(self) -> str:
        """What Python does instead."""
        if self.bare:
            return f"nn.{self.layer} without brackets is the class: calling it, nn.{self.layer}(), makes the layer"
        return (
            f"nn.{self.layer}(x) makes a new layer and takes the tensor for its first argument; "
            f"it does not apply the layer to the tensor"
        )

    def label(self) -> str:
        """What is missing."""
        return "make the layer first" if not self.bare else "brackets are missing"

    def help(self) -> str:
        """Two calls: one makes it, one applies it."""
        if self.bare:
            return f"write nn.{self.layer}()"
        return f"write nn.{self.layer}()(x); or make it once in __init__, and call it in forward"

    def cause(self, site: Site) -> ast.AST | None:
        """Where the class stands, or was kept under a name of self."""
        return self._kept(site) or site.call

    def proposals(self, site: Site) -> Iterable[Proposal]:
        """The missing brackets, with what else was handed over in the first of them."""
        if (kept := self._kept(site)) is not None:
            title = f"make the layer where it is stored: {site.source.text(kept)}()"
            yield Proposal(title, site.surround(kept, "", "()")[1:])
        call = site.call if isinstance(site.call, ast.Call) and not self.bare else None
        if call is None and site.call is not None:
            given = f"({_USUAL.get(self.layer.rstrip('123d'), '')})"
            yield Proposal(f"make the layer first: {self.layer}{given}", site.surround(site.call, "", given)[1:])
        elif call is not None:
            same = self._same(site, call)
            title, edits = self._applied(site, call)
            if len(same) > 1:
                every = tuple(edit for other in same for edit in self._applied(site, other)[1])
                yield Proposal(f"{title}, at {len(same)} places", every)
            yield Proposal(title, edits)

    def _applied(self, site: Site, call: ast.Call) -> tuple[str, tuple[Edit, ...]]:
        """`nn.MaxPool2d(2)(x)` for `nn.MaxPool2d(x, 2)`."""
        if not call.args or len(call.args) + len(call.keywords) < 2:
            return f"make the layer first: {self.layer}()", site.surround(call.func, "", "()")[1:]
        tensor, *own = [site.source.text(part) for part in (*call.args, *call.keywords)]
        layer = f"{site.source.text(call.func)}({', '.join(own)})"
        return f"make the layer first: {layer}", site.replace(call, f"{layer}({tensor})")

    def _same(self, site: Site, call: ast.Call) -> list[ast.Call]:
        """Every call of this kind around: whoever takes the class for a function does so more than once."""
        defined = [node for node in walk(site.source.tree) if isinstance(node, ast.FunctionDef)]
        function = next((node for node in defined if any(part is call for part in walk(node))), None)
        name = site.source.text(call.func)
        calls = [part for part in walk(function) if isinstance(part, ast.Call)] if function is not None else []
        given = [part for part in calls if part.args and not isinstance(part.args[0], ast.Constant)]
        return [part for part in given if site.source.text(part.func) == name]

    def _kept(self, site: Site) -> ast.expr | None:
        """The `nn.ReLU` of `self.act = nn.ReLU`, where `self.act(x)` is called."""
        called = site.source.text(site.call.func) if isinstance(site.call, ast.Call) else ""
        for node in walk(site.source.tree) if called.startswith("self.") else ():
            kept = isinstance(node, ast.Assign) and site.source.text(node.targets[0]) == called
            if kept and isinstance(node, ast.Assign) and isinstance(node.value, ast.Attribute | ast.Name):
                return node.value
        return None


@dataclass(frozen=True)
class LayerGivenBack(LayerNotCalled):
    """The same, where nothing raises: a layer, and no tensor, is what forward returns.

    `itself`: a layer that was rightly made (`return self.relu`).
    """

    severity = "warning"
    itself: bool = False

    def message(self) -> str:
        """What comes out, and why."""
        if self.itself:
            return f"forward gives back the layer itself, of the class {self.layer}, and no tensor: it is not applied"
        return f"forward gives back a layer and no tensor: {super().message()}"

    def label(self) -> str:
        """What it is."""
        return "a layer, not its output" if self.itself else super().label()

    def help(self) -> str:
        """The call that is missing."""
        return "apply it to the tensor and return what comes out" if self.itself else super().help()

    def proposals(self, site: Site) -> Iterable[Proposal]:
        """The missing brackets; a layer that is there already needs its input instead."""
        return () if self.itself else super().proposals(site)


FINDING = LayerNotCalled
