"""A convolution's groups do not divide its channels."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass

from app.checker.blame.faults import Fault
from app.checker.blame.proposals import Proposal
from app.checker.blame.sites import Site
from app.checker.walks import walk


@dataclass(frozen=True)
class GroupDivisibility(Fault):
    """`side` is in_channels or out_channels (num_channels for a group norm), `channels` its value."""

    slug = "group-divisibility"
    exception = "ValueError"
    layer: str
    groups: int
    side: str
    channels: int
    other: int

    def message(self) -> str:
        """The division."""
        return (
            f"{self.layer} splits {self.side}={self.channels} into {self.groups} groups, "
            f"and {self.channels} is not divisible by {self.groups}"
        )

    def label(self) -> str:
        """The remainder."""
        return f"{self.channels} / {self.groups} leaves {self.channels % self.groups if self.groups else self.channels}"

    def help(self) -> str:
        """A number that works."""
        return (
            f"take a number of groups that divides both {self.channels} and {self.other}; "
            f"for a depthwise convolution groups=in_channels"
        )

    def cause(self, site: Site) -> ast.AST | None:
        """The argument."""
        return site.argument("groups", "num_groups") or super().cause(site)

    def proposals(self, site: Site) -> Iterable[Proposal]:
        """Depthwise, else one group."""
        yield from self._own_channels(site)
        yield from self._as_wide(site)
        node, channels = site.argument("groups", "num_groups"), site.argument("in_channels")
        if node is not None and channels is not None:
            yield Proposal("one group per input channel", site.replace(node, site.source.text(channels)))
        if node is not None:
            yield Proposal("one group", site.replace(node, "1"))
        written = site.created.arguments.get("groups") if site.created is not None else None
        if written is not None:
            yield Proposal("one group", site.replace(written.node, "1"), blames=written.node)

    def _own_channels(self, site: Site) -> Iterable[Proposal]:
        """`Conv2d(wide, wide, 3, groups=out)`: as wide behind as in front, and the groups are another layer's width."""
        written = site.created.arguments if site.created is not None else {}
        groups, channels = written.get("groups"), written.get("in_channels")
        if groups is None or channels is None or self.channels != self.other or not isinstance(groups.node, ast.Name):
            return
        text = site.source.text
        calls = [node for node in walk(site.source.tree) if isinstance(node, ast.Call)]
        if any(text(given) == groups.node.id for call in calls for given in call.args[:2]):
            new = text(channels.node)
            yield Proposal(f"one group per channel: groups={new}", site.replace(groups.node, new), blames=groups.node)

    def _as_wide(self, site: Site) -> Iterable[Proposal]:
        """`Conv2d(wide, out, 3, groups=wide)`: a filter for each channel gives as many channels as it takes."""
        written = site.created.arguments if site.created is not None else {}
        groups, gives, channels = written.get("groups"), written.get("out_channels"), written.get("in_channels")
        if groups is None or gives is None or channels is None or self.side != "out_channels":
            return
        text = site.source.text(channels.node)
        if text == site.source.text(groups.node) and not isinstance(groups.node, ast.Constant):
            edits = site.replace(gives.node, text)
            yield Proposal(f"as many channels as it takes: out_channels={text}", edits, blames=gives.node)


FINDING = GroupDivisibility
