"""What a finding is made of: the facts of one fault, the words for it, and the edits it proposes.

A leaf of `findings` subclasses `Fault`; whoever meets the fault (a layer, an operation, the reader)
makes one with its facts. Places come later, from the `Site` where it was met.
"""

import ast
from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from app.checker.blame.proposals import Proposal
from app.checker.blame.sites import Site
from app.checker.report import Severity


class Fault:
    """The facts of one fault. Subclasses are frozen dataclasses, one per finding."""

    slug: ClassVar[str]
    severity: ClassVar[Severity] = "error"
    exception: ClassVar[str] = "RuntimeError"
    family: ClassVar[str] = ""
    """Faults of one family have one cause: after the first, the others follow from it and are not said."""
    once: ClassVar[bool] = False
    """The same fault at another place is the same slip, such as an import that is missing."""

    @property
    def of_input(self) -> bool:
        """Whether the input is at fault; then what layers say behind it follows from that."""
        return False

    def message(self) -> str:
        """What is wrong, as a sentence that stands alone: both sides with their axis named."""
        raise AssertionError(f"{type(self).__name__} has no words")

    def label(self) -> str:
        """A few words that stand under the cause."""
        raise AssertionError(f"{type(self).__name__} has no words")

    def help(self) -> str:
        """What to change."""
        raise AssertionError(f"{type(self).__name__} has no words")

    def cause(self, site: Site) -> ast.AST | None:
        """The expression to blame; where torch fails is rarely the line to change."""
        return site.created.node if site.created else site.call

    def proposals(self, site: Site) -> Iterable[Proposal]:  # noqa: ARG002 (leaves use the site)
        """Changes worth trying, the smallest natural one first."""
        return ()


@dataclass(frozen=True)
class Unclear(Fault):
    """A fault that says: the checker cannot tell, and here is why. Leaves add slug, label and advice."""

    severity = "note"
    advice: ClassVar[str]
    text: str
    better: str = ""

    def message(self) -> str:
        """The construct and what it depends on."""
        return self.text

    def help(self) -> str:
        """What would let the checker answer."""
        return self.better or self.advice

    def cause(self, site: Site) -> ast.AST | None:
        """The construct."""
        return site.call
