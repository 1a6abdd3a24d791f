"""A layer computes with floats and is given whole numbers."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass

from app.checker.faults import Fault, Proposal, Site


@dataclass(frozen=True)
class WrongDtype(Fault):
    """`dtype` came, where the weights are float32."""

    slug = "wrong-dtype"
    layer: str
    dtype: str

    def message(self) -> str:
        """Both kinds of number."""
        return f"{self.layer} has float32 weights, but its input holds {self.dtype} numbers"

    def label(self) -> str:
        """What came."""
        return f"{self.dtype}, not float32"

    def help(self) -> str:
        """Convert."""
        return "convert the tensor first: x.float(), and divide images of 0 to 255 by 255"

    def cause(self, site: Site) -> ast.AST | None:
        """The call that hands it over."""
        return site.call

    def proposals(self, site: Site) -> Iterable[Proposal]:
        """As floats."""
        if isinstance(site.call, ast.Call) and site.call.args:
            yield Proposal("convert it: .float()", site.surround(site.call.args[0], "", ".float()")[1:])


FINDING = WrongDtype
