"""An exception of Python's own, without a finding that explains it better."""

import ast
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from app.checker.blame.faults import Fault
from app.checker.blame.origins import Origin
from app.checker.blame.proposals import Proposal
from app.checker.blame.sites import Site

_ROUND = 8
"""A width that can be divided by this is hardly a slip."""
_USUAL = "follow the values on this line back to where they were made"
_HELP = tuple((re.compile(said), words) for said, words in (
    (r"tuple indices must be", "an LSTM, a GRU or attention gives a tuple: unpack it first, out, state = layer(x)"),
    (r"indices must be integers", "a place in a list is a whole number: use // in the place of /, or int()"),
    (r"must be Tensor, not tuple|'tuple' and 'Tensor'|'Tensor' and 'tuple'",
     "an LSTM, a GRU or attention gives a tuple: unpack it first, out, state = layer(x)"),
    (r"must be Tensor, not NoneType|'NoneType'", "something that is made here gives None: look for a missing return"),
    (r"must be Tensor, not [A-Z]\w+", "the layer itself is handed over: call it with its tensor, self.layer(x)"),
    (r"'(list|dict|ModuleList|ModuleDict)' object is not callable",
     "a list of layers is no layer: call each of them in a loop, or put them into an nn.Sequential"),
    (r"'Tensor' object is not callable", "a tensor is no layer: the name was given to a result, or * is missing"),
    (r"neither true nor false",
     "a condition is one yes or no: .any() and .all() make one of many; torch.where chooses for each"),
    (r"cannot become one", "sum(), mean() or an index leaves one number of many"),
    (r"is no device", "a graphics card of NVIDIA is called 'cuda', one of Apple 'mps'"),
    (r"given a numpy array", "torch.from_numpy(x).float() makes a tensor of an array"),
    (r"object is not callable", "round brackets behind a value call it: it is no function and no layer"),
    (r"object is not subscriptable", "square brackets take a part of a list or a tensor: a call has round ones"),
    (r"object is not iterable", "a single value has no parts: for i in range(n) counts, and a list has brackets"),
    (r"index out of range", "places are counted from 0, so the last one is the length less 1"),
    (r"to unpack", "the left side must have as many names as the right side has values"),
    (r"takes \d+.*given|misses|takes no arguments", "compare the call with its def line; self counts as one"),
    (r"again and again", "call the layer that was meant, or hand over less each time, with an if that ends it"),
    (r"unexpected keyword argument", "the def line of what is called tells the names that it knows"),
    (r"unsupported operand|not supported between", "the two sides are of different kinds: convert one of them"),
))  # fmt: skip
"""What usually lies behind one of Python's sentences; the first that fits."""


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
        """What usually lies behind it, and else where to look."""
        return next((words for said, words in _HELP if said.search(self.text)), _USUAL)


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
