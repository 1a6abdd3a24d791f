"""`F.dropout(x)` in a `forward`: the function does not know of `eval()`."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass

from app.checker.blame.faults import Fault
from app.checker.blame.proposals import Proposal
from app.checker.blame.sites import Site


@dataclass(frozen=True)
class DropoutAlwaysOn(Fault):
    """`function` is called as `F.dropout`, and nobody tells it whether the model is training."""

    slug = "dropout-always-on"
    severity = "warning"
    function: str

    def message(self) -> str:
        """What goes on."""
        return (
            f"{self.function} is called without training=, which is True by default: "
            f"it goes on dropping values after model.eval()"
        )

    def label(self) -> str:
        """What is missing."""
        return "drops values in eval mode too"

    def help(self) -> str:
        """Tell it."""
        return "write training=self.training, or make an nn.Dropout in __init__ and call that"

    def cause(self, site: Site) -> ast.AST | None:
        """The call."""
        return site.call

    def proposals(self, site: Site) -> Iterable[Proposal]:
        """The argument."""
        if isinstance(site.call, ast.Call) and site.call.args:
            last = max(
                (*site.call.args, *(keyword.value for keyword in site.call.keywords)),
                key=lambda node: (node.end_lineno or 0, node.end_col_offset or 0),
            )
            yield Proposal("add training=self.training", site.surround(last, "", ", training=self.training")[1:])


FINDING = DropoutAlwaysOn
