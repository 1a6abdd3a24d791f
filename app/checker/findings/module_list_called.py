"""A ModuleList or ModuleDict is called, which only holds layers."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass

from app.checker.blame.faults import Fault
from app.checker.blame.proposals import Proposal
from app.checker.blame.sites import Site
from app.checker.report import Edit
from app.checker.walks import walk

_GROWS = frozenset({"append", "extend", "insert"})


@dataclass(frozen=True)
class ModuleListCalled(Fault):
    """`container` is ModuleList or ModuleDict, `name` what the paste calls it."""

    slug = "module-list-called"
    exception = "NotImplementedError"
    container: str
    name: str

    def message(self) -> str:
        """What it cannot do."""
        return f"{self.name} is an nn.{self.container}: it holds layers and has no forward, so it cannot be called"

    def label(self) -> str:
        """What it is."""
        return f"an nn.{self.container} has no forward"

    def help(self) -> str:
        """Loop, or another container."""
        if self.container == "ModuleDict":
            return "call one of its layers by its key"
        return f"loop over it, for layer in {self.name}: x = layer(x); or make it an nn.Sequential"

    def cause(self, site: Site) -> ast.AST | None:
        """Where it was made; the call, where its layers come one after another: a loop over them was left out."""
        made = site.created.node if site.created is not None else None
        return made if self.container == "ModuleList" and made is not None and not _grows(site, made) else site.call

    def proposals(self, site: Site) -> Iterable[Proposal]:
        """A Sequential of the same layers."""
        node = site.created.node if site.created is not None else None
        if self.container == "ModuleList" and node is not None and len(node.args) < 2:
            function = node.func
            new = "Sequential" if isinstance(function, ast.Name) else f"{_owner(site, function)}.Sequential"
            parts = [edit for given in node.args for edit in site.surround(given, "*", "")[:1]]
            edits: tuple[Edit, ...] = (*site.replace(function, new), *parts)
            yield Proposal("make it an nn.Sequential", edits)


def _grows(site: Site, made: ast.Call) -> bool:
    """Whether layers are appended to the list, as one does before a loop."""
    targets = [t for n in walk(site.source.tree) if isinstance(n, ast.Assign) and n.value is made for t in n.targets]
    names = {site.source.text(target) for target in targets}
    called = (part for part in walk(site.source.tree) if isinstance(part, ast.Attribute) and part.attr in _GROWS)
    return not names or any(site.source.text(part.value) in names for part in called)


def _owner(site: Site, function: ast.expr) -> str:
    return site.source.text(function.value) if isinstance(function, ast.Attribute) else "nn"


FINDING = ModuleListCalled
