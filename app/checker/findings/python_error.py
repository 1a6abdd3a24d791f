"""An exception of Python's own, without a finding that explains it better."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass, field

from app.checker.faults import Fault
from app.checker.origins import Origin
from app.checker.proposals import Proposal
from app.checker.sites import Site

_ROUND = 8
"""A width that can be divided by this is hardly a slip."""


@dataclass(frozen=True)
class PythonError(Fault):
    """`kind` is the exception's class, `text` its message."""

    slug = "python-error"
    kind: str
    text: str

    def message(self) -> str:
        """As Python says it."""
        return f"Python raises {self.kind} here: {self.text}" if self.text else f"Python raises {self.kind} here"

    def label(self) -> str:
        """The exception."""
        return self.kind

    def help(self) -> str:
        """Where to look."""
        return "follow the values on this line back to where they were made"


@dataclass(frozen=True)
class DivisionAssertionError(PythonError):
    """`assert dim % heads == 0` does not hold: both sides, their numbers, and how they came to be."""

    left: str
    right: str
    dividend: int
    divisor: int
    whole: Origin = field(compare=False)
    parts: Origin = field(compare=False)

    def message(self) -> str:
        """Both numbers."""
        return (
            f"{self.left} is {self.dividend:,} and {self.right} is {self.divisor:,}, which does not divide it: "
            f"the assert on this line wants {self.left} % {self.right} == 0{self._said()}"
        )

    def label(self) -> str:
        """The remainder."""
        return f"{self.dividend} / {self.divisor} leaves {self.dividend % self.divisor}"

    def help(self) -> str:
        """Which numbers do."""
        return f"take a {self.left} that {self.divisor} divides, or a {self.right} that divides {self.dividend}"

    def cause(self, site: Site) -> ast.AST | None:
        """The number where it was written: the one that is no power of two, else what is to be divided."""
        numbers = [number for number in self._numbers() if isinstance(number[0], ast.Constant)]
        return numbers[0][0] if numbers else site.call

    def proposals(self, site: Site) -> Iterable[Proposal]:
        """The nearest number that fits, on either side."""
        for node, name, better in self._numbers():
            if isinstance(node, ast.Constant):
                yield Proposal(f"set {name} to {better}", site.replace(node, str(better)), blames=node)

    def _numbers(self) -> list[tuple[ast.expr, str, int]]:
        whole, parts = self.whole.innermost().node, self.parts.innermost().node
        multiple = max((self.dividend + self.divisor // 2) // self.divisor, 1) * self.divisor
        near = sorted(range(1, self.dividend + 1), key=lambda n: abs(n - self.divisor))
        fitting = next((n for n in near if self.dividend % n == 0), 1)
        found = [(whole, self.left, multiple), (parts, self.right, fitting)]
        odd = self.divisor & (self.divisor - 1) and not self.dividend % _ROUND
        return found[::-1] if odd else found

    def _said(self) -> str:
        return f" ({self.text})" if self.text else ""


FINDING = PythonError
