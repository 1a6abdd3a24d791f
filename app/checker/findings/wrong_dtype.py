"""A layer computes with floats and is given whole numbers."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass

from app.checker.blame.faults import Fault
from app.checker.blame.proposals import Proposal
from app.checker.blame.sites import Site


@dataclass(frozen=True)
class WrongDtype(Fault):
    """`dtype` came, where the weights are of another kind, `wanted`."""

    slug = "wrong-dtype"
    layer: str
    dtype: str
    wanted: str = "float32"

    def message(self) -> str:
        """Both kinds of number."""
        return f"{self.layer} has {self.wanted} weights, but its input holds {self.dtype} numbers"

    def label(self) -> str:
        """What came."""
        return f"{self.dtype}, not {self.wanted}"

    def help(self) -> str:
        """Convert."""
        if "int" in self.dtype:
            return "convert the tensor first: x.float(), and divide images of 0 to 255 by 255"
        return f"bring both to one kind: convert the tensor with {self._conversion}, or the model"

    def cause(self, site: Site) -> ast.AST | None:
        """The input where the paste makes it; else the call that hands it over."""
        return self._made(site) or site.call

    def proposals(self, site: Site) -> Iterable[Proposal]:
        """As floats, at once where it is made."""
        if (made := self._made(site)) is not None:
            yield Proposal(f"convert it: {self._conversion}", site.surround(made, "", self._conversion)[1:])
        if isinstance(site.call, ast.Call) and site.call.args:
            yield Proposal(
                f"convert it: {self._conversion}", site.surround(site.call.args[0], "", self._conversion)[1:]
            )

    def _made(self, site: Site) -> ast.expr | None:
        """The call of the paste that makes its one input, where the layer is given just that."""
        maker = site.makers[0] if len(site.makers) == 1 else None
        return maker if isinstance(maker, ast.Call) and maker is site.maker else None

    @property
    def _conversion(self) -> str:
        return {"float32": ".float()", "float64": ".double()", "float16": ".half()"}.get(self.wanted, ".float()")


FINDING = WrongDtype
