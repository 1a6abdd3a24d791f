"""The result of an operation is thrown away: tensors are not changed by `x.view(...)`."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass

from app.checker.blame.faults import Fault
from app.checker.blame.proposals import Proposal
from app.checker.blame.sites import Site


@dataclass(frozen=True)
class DiscardedResult(Fault):
    """`operation` gave a tensor that nothing holds; `target` is the name that should have got it."""

    slug = "discarded-result"
    severity = "warning"
    operation: str
    target: str | None

    def message(self) -> str:
        """What was not changed."""
        kept = f"{self.target} keeps its shape" if self.target else "nothing changes"
        return f"the result of {self.operation} is thrown away: it gives a new tensor, and {kept}"

    def label(self) -> str:
        """What happens to it."""
        return "the result is thrown away"

    def help(self) -> str:
        """Keep it."""
        return f"assign it: {self.target or 'x'} = ..."

    def cause(self, site: Site) -> ast.AST | None:
        """The statement."""
        return site.call

    def proposals(self, site: Site) -> Iterable[Proposal]:
        """Assign it to the tensor that it was made from."""
        if self.target and site.call is not None:
            yield Proposal(f"assign it to {self.target}", site.surround(site.call, f"{self.target} = ", "")[:1])


FINDING = DiscardedResult
