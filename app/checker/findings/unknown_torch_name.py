"""A name that torch does not have."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass

from app.checker.blame.faults import Fault
from app.checker.blame.proposals import Proposal, in_front_of_all
from app.checker.blame.sites import Site
from app.checker.paste.namespaces import spelled
from app.checker.walks import walk


@dataclass(frozen=True)
class UnknownTorchName(Fault):
    """`owner.name` does not exist; `near` is a known name that looks like it and that the checker does not read.

    `meant`: where it is spelt so, or almost so, as (namespace, name), the likeliest first.
    """

    slug = "unknown-torch-name"
    exception = "AttributeError"
    once = True
    owner: str
    name: str
    near: str | None
    meant: tuple[tuple[str, str], ...] = ()

    @property
    def nearest(self) -> str | None:
        """The name that was meant, with its namespace where that is another one."""
        for home, name in self.meant[:1]:
            return name if home == self.owner else f"{home}.{name}"
        return self.near

    def message(self) -> str:
        """The name, and the one that was meant."""
        meant = f"; did you mean {self.nearest}?" if self.nearest else ""
        return f"{self.owner} has no {self.name}{meant}"

    def label(self) -> str:
        """The name that was meant."""
        return f"did you mean {self.nearest}?" if self.nearest else "no such name"

    def help(self) -> str:
        """Python tells capitals apart."""
        if self.nearest and self.nearest.lower() == self.name.lower():
            return f"write {self.nearest}: Python tells capital letters from small ones"
        if self.nearest:
            return f"write {self.nearest}"
        return f"look the name up in PyTorch's documentation of {self.owner}"

    def cause(self, site: Site) -> ast.AST | None:
        """The name."""
        return site.call

    def proposals(self, site: Site) -> Iterable[Proposal]:
        """Each name that may be meant, wherever this one is written."""
        if isinstance(site.call, ast.Attribute):
            front = site.source.text(site.call.value)
            same = [
                node for node in walk(site.source.tree) if isinstance(node, ast.Attribute) and node.attr == self.name
            ]
            same = [node for node in same if site.source.text(node.value) == front]
            for home, name in self.meant or ([(self.owner, self.near)] if self.near else []):
                yield _written(site, same, front if home == self.owner else home, name)
        elif isinstance(site.call, ast.alias):
            yield from self._imported(site, site.call)
        elif self.nearest and isinstance(site.call, ast.Name):
            yield Proposal(f"write {self.nearest}", site.replace(site.call, self.nearest))

    def _imported(self, site: Site, alias: ast.alias) -> Iterable[Proposal]:
        """The right name in the import; where it is used by that name, there too."""
        if not self.nearest or "." in self.nearest:
            return
        front, dot, _ = alias.name.rpartition(".")
        known_as = f" as {alias.asname}" if alias.asname else ""
        same = [node for node in walk(site.source.tree) if isinstance(node, ast.Name) and node.id == alias.name]
        uses = same if not alias.asname else []
        edits = tuple(edit for node in uses for edit in site.replace(node, self.nearest))
        yield Proposal(f"write {self.nearest}", (*site.replace(alias, f"{front}{dot}{self.nearest}{known_as}"), *edits))


def _written(site: Site, places: list[ast.Attribute], home: str, name: str) -> Proposal:
    """The name in its namespace, as this paste calls that one; imported where it does not."""
    known = home if not home.startswith("torch") else spelled(site.source.tree, home)
    new = f"{known or home}.{name}"
    edits = tuple(edit for node in places for edit in site.replace(node, new))
    if known is None:
        edits += tuple(edit for added in in_front_of_all(site, f"import {home}") for edit in added.edits)
    return Proposal(f"write {name if places and site.source.text(places[0].value) == known else new}", edits)


FINDING = UnknownTorchName
