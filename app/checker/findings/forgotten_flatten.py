"""A feature map meets a linear layer without being flattened."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass

from app.checker.blame.faults import Fault
from app.checker.blame.proposals import Proposal
from app.checker.blame.sites import Site
from app.checker.blame.sizes import product_text, shape_text
from app.checker.report import Edit
from app.checker.walks import last_name, walk


@dataclass(frozen=True)
class ForgottenFlatten(Fault):
    """`sizes` are the map's axes per sample; their product is what flattening gives."""

    slug = "forgotten-flatten"
    layer: str
    declared: int
    shape: tuple[int, ...]
    sizes: tuple[int, ...]
    features: int
    thrown_away: str = ""

    def message(self) -> str:
        """What torch multiplies, and what was meant."""
        if self.thrown_away:
            return (
                f"the map is flattened here, but the result is thrown away, so {self.layer} still gets it with shape "
                f"{shape_text(self.shape)}: {self.thrown_away} keeps its shape until it is assigned"
            )
        return (
            f"{self.layer} is given a map of shape {shape_text(self.shape)} that was not flattened: it takes the last "
            f"axis, {self.shape[-1]:,}, for its {self.declared:,} features; flattened there are "
            f"{' · '.join(map(str, self.sizes))} = {self.features:,}"
        )

    def label(self) -> str:
        """What is missing."""
        if self.thrown_away:
            return "the result is thrown away"
        return "flatten the map first"

    def help(self) -> str:
        """Where to flatten."""
        if self.thrown_away:
            return f"assign it: {self.thrown_away} = ..."
        more = "" if self.features == self.declared else f", and set in_features to {self.features:,}"
        return f"flatten all but the batch before it: x = torch.flatten(x, 1), or nn.Flatten() in a Sequential{more}"

    def cause(self, site: Site) -> ast.AST | None:
        """The call that hands over the map."""
        named = site.created is not None and (_added(site) or _named(site))
        return site.blamed or (site.created.node if named and site.created is not None else site.call)

    def proposals(self, site: Site) -> Iterable[Proposal]:
        """Flatten at the call, or in front of the layer in its Sequential."""
        number = self._number(site)
        if site.blamed is not None:
            edits = (*site.surround(site.blamed, f"{self.thrown_away} = ", "")[:1], *number)
            yield Proposal(f"assign it to {self.thrown_away}", edits)
        if isinstance(site.call, ast.Call) and site.call.args:
            title = (
                "flatten the map: .flatten(1)"
                if not number
                else f"flatten the map, and set in_features to {self.features}"
            )
            yield Proposal(title, (*self._flatten(site, site.call.args[0]), *number))
        if site.created is not None and isinstance(site.created.node.func, ast.Attribute):
            nn = site.source.text(site.created.node.func.value)
            if (statement := _added(site)) is not None:
                yield from self._one_more(site, statement, nn, number)
            pair = _named(site)
            named = f"('flatten', {nn}.Flatten()), " if pair is not None else f"{nn}.Flatten(), "
            front = site.surround(pair or site.created.node, named, "")[:1]
            yield Proposal("put nn.Flatten() in front of it", (*front, *number), blames=site.created.node)

        yield from self._between(site, number)

    def _one_more(self, site: Site, statement: ast.Expr, nn: str, number: tuple[Edit, ...]) -> Iterable[Proposal]:
        """`net.add_module('flatten', nn.Flatten())` in front of the line that adds the layer; append likewise."""
        call = statement.value
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute):
            given = f"'flatten', {nn}.Flatten()" if call.func.attr == "add_module" else f"{nn}.Flatten()"
            line = f"{site.source.text(call.func)}({given})\n{site.source.prefix(statement.lineno)}"
            front = site.surround(statement, line, "")[:1]
            yield Proposal("add nn.Flatten() in front of it", (*front, *number), blames=statement.value)

    def _between(self, site: Site, number: tuple[Edit, ...]) -> Iterable[Proposal]:
        """A flatten between the parts of the Sequential that calls the layer."""
        holder = site.holder.node if site.holder is not None else None
        if holder is None or not isinstance(holder.func, ast.Attribute) or holder.func.attr != "Sequential":
            return
        nn = site.source.text(holder.func.value)
        for part in holder.args[1:]:
            front = site.surround(part, f"{nn}.Flatten(), ", "")[:1]
            yield Proposal("put nn.Flatten() between the parts", (*front, *number), blames=part)

    def _flatten(self, site: Site, node: ast.expr) -> tuple[Edit, ...]:
        simple = isinstance(node, ast.Name | ast.Call | ast.Attribute | ast.Subscript)
        return site.surround(node, "" if simple else "(", ".flatten(1)" if simple else ").flatten(1)")

    def _number(self, site: Site) -> tuple[Edit, ...]:
        node = site.argument("in_features")
        if node is None or self.features == self.declared:
            return ()
        return site.replace(node, product_text(self.sizes) if isinstance(node, ast.BinOp) else str(self.features))


def _named(site: Site) -> ast.Tuple | None:
    """The pair of a name and the layer, as an OrderedDict of layers has them."""
    made = site.created.node if site.created is not None else None
    for node in walk(site.source.tree):
        if isinstance(node, ast.Tuple) and node.elts[-1:] == [made] and isinstance(node.elts[0], ast.Constant):
            return node
    return None


def _added(site: Site) -> ast.Expr | None:
    """The statement that adds the layer to a container by a method, `net.add_module('fc', nn.Linear(8, 2))`."""
    made = site.created.node if site.created is not None else None
    for node in walk(site.source.tree):
        call = node.value if isinstance(node, ast.Expr) else None
        adds = isinstance(call, ast.Call) and last_name(call.func) in {"add_module", "append"}
        if isinstance(node, ast.Expr) and adds and any(part is made for part in walk(node)):
            return node
    return None


FINDING = ForgottenFlatten
