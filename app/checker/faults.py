"""What a finding is made of: the facts of one fault, the words for it, and the edits it proposes.

A leaf of `findings` subclasses `Fault`; whoever meets the fault (a layer, an operation, the reader)
makes one with its facts. Places come later, from the `Site` where it was met.
"""

import ast
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import prod
from typing import ClassVar

from app.checker.report import Edit, Severity, Shape, Span
from app.checker.source import Source
from app.kit.shapes import tuple_text

shape_text = tuple_text
"""`(1, 8, 16, 16)`, as every message writes a shape."""


@dataclass(frozen=True)
class Origin:
    """How an expression's value came to be: where it is written, and where its names got theirs.

    `names` maps the names around it to their origins: a parameter to the argument of the call, a
    variable to the expression that it was assigned.
    """

    node: ast.expr
    names: Mapping[str, "Origin"] = field(default_factory=dict)

    def innermost(self) -> "Origin":
        """Follows a bare name to the expression that gave it its value."""
        origin = self
        for _ in range(20):
            if not (isinstance(origin.node, ast.Name) and origin.node.id in origin.names):
                break
            origin = origin.names[origin.node.id]
        return origin

    def find(self, wanted: Callable[[ast.AST], bool], depth: int = 0) -> ast.AST | None:
        """The first part of the expression, or of what its names were assigned, that is wanted."""
        for part in ast.walk(self.node):
            if wanted(part):
                return part
        for part in ast.walk(self.node):
            if isinstance(part, ast.Name) and part.id in self.names and depth < 10:
                found = self.names[part.id].find(wanted, depth + 1)
                if found is not None:
                    return found
        return None


@dataclass(frozen=True)
class Creation:
    """Where a layer was made: the call, and the origin of each of its arguments by name."""

    node: ast.Call
    arguments: Mapping[str, Origin]


@dataclass(frozen=True)
class Proposal:
    """A change that may mend a fault; it is tried before anybody sees it.

    Attributes:
        blames: what is at fault where this is the change that mends the paste; None: what the finding itself blames.
        telling: it makes numbers fit that can hardly fit by chance, so it goes before a change that fits anything.
        sure: it is right wherever the fault is gone, whatever else is wrong behind it.
    """

    title: str
    edits: tuple[Edit, ...] = ()
    input_shape: tuple[Shape, ...] | None = None
    blames: ast.AST | None = None
    telling: bool = False
    sure: bool = False


@dataclass(frozen=True)
class Passed:
    """A layer or function that a tensor went through on its way to a fault: who made it, and what it did to the sizes.

    `window` is (kernel, stride, padding, dilation), for layers that slide one.
    """

    kind: str
    created: Creation | None
    node: ast.AST
    before: tuple[int, ...]
    after: tuple[int, ...]
    window: tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...], tuple[int, ...]] | None = None


@dataclass(frozen=True)
class Site:
    """Where a fault was met.

    Attributes:
        call: the expression or statement where it showed.
        created: where the layer at fault was made.
        consumer: where the next linear layer was made, for faults that another layer must follow.
        inputs: the input sizes of the whole check.
        pooled: the last average pooling in front: where it was made, else where it was called.
        blamed: what is at the bottom of it, where that is another place than all of these.
        maker: the expression that made the first tensor of the call.
        makers: the expressions of the paste that made the inputs of the whole check.
        fitting: layers that the same line made, and that were called without a fault.
        holder: where the container was made that calls the layer.
        branches: for each tensor of the call, what it passed and the others did not, the nearest first.
    """

    source: Source
    call: ast.AST | None = None
    created: Creation | None = None
    consumer: Creation | None = None
    inputs: tuple[Shape, ...] = ()
    pooled: ast.expr | None = None
    blamed: ast.AST | None = None
    maker: ast.expr | None = None
    makers: tuple[ast.expr | None, ...] = ()
    branches: tuple[tuple[Passed, ...], ...] = ()
    holder: Creation | None = None
    fitting: tuple[Creation, ...] = ()

    def argument(self, *names: str) -> ast.expr | None:
        """The learner's expression for an argument of the layer at fault, where it was first written."""
        return argument(self.created, *names)

    def number(self, name: str) -> ast.expr | None:
        """Where a number of the layer at fault is to be changed.

        That is where it was first written, unless it fits another layer that the same line made from it, as in a loop.
        """
        first = self.argument(name)
        others = (argument(made, name) for made in self.fitting)
        if self.created is not None and first is not None and any(other is first for other in others):
            return self.created.arguments[name].node
        return first

    def replace(self, node: ast.AST, new: str) -> tuple[Edit, ...]:
        """The edit that puts `new` in place of a node, which must stand on one line."""
        if getattr(node, "end_lineno", None) != getattr(node, "lineno", None):
            return ()
        return (Edit(span=self.source.span(node), new=new),)

    def surround(self, node: ast.AST, before: str, after: str) -> tuple[Edit, ...]:
        """The edits that put text in front of a node and behind it."""
        start = self.source.span(node)
        front = Span(line=start.line, column=start.column, end_column=start.column)
        return (Edit(span=front, new=before), Edit(span=self.source.end(node), new=after))

    def span(self, node: ast.AST | None) -> Span | None:
        """The place of a node, where there is one."""
        return self.source.span(node) if node is not None else None


def argument(created: Creation | None, *names: str) -> ast.expr | None:
    """The expression for the first of these arguments that was given, followed to where it was written."""
    for name in names:
        if created is not None and name in created.arguments:
            return created.arguments[name].innermost().node
    return None


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


class Raised(Exception):  # noqa: N818 (it stands for an exception of the learner's program, it is none of ours)
    """Python or PyTorch would raise here; the learner's own `try` may catch it.

    Attributes:
        kind: the exception's class, such as `TypeError`.
        node: the expression or statement that raises.
        fault: the finding that explains it; None while nobody knows more than the message.
        created: where the layer at fault was made.
        torch_says: PyTorch's own words.
    """

    def __init__(
        self,
        kind: str,
        message: str,
        node: ast.AST | None = None,
        fault: Fault | None = None,
        created: Creation | None = None,
        torch_says: str | None = None,
    ) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message
        self.node = node
        self.fault = fault
        self.created = created
        self.torch_says = torch_says


class ArgumentsMissing(Raised):
    """A call of the learner's own function lacks arguments."""

    @property
    def passed_on(self) -> bool:
        """Whether the call hands on what its caller was given, as in `Net(**kwargs)`."""
        call = self.node
        return isinstance(call, ast.Call) and (
            any(isinstance(argument, ast.Starred) for argument in call.args)
            or any(keyword.arg is None for keyword in call.keywords)
        )


_USUAL_SIDES = (28, 32, 48, 64, 84, 96, 112, 128, 160, 192, 224, 227, 256, 299, 320, 384, 448, 512)


def inputs_for(site: Site, sides: Sequence[int], wanted: int) -> Iterable[Proposal]:
    """Inputs of a usual size that may give maps of `wanted` pixels, where they give `sides` now."""
    if len(site.inputs) != 1 or len(site.inputs[0]) != 2 + len(sides) or not wanted or 0 in sides:
        return
    lead, now = site.inputs[0][:2], site.inputs[0][2:]
    meant = now[-1] * (wanted / prod(sides)) ** (1 / len(sides))
    for side in sorted(_USUAL_SIDES, key=lambda usual: abs(usual - meant))[:3]:
        full = [*lead, *(side for _ in sides)]
        if full != site.inputs[0]:
            yield Proposal(f"give it an input of {shape_text(full)}", input_shape=(full,))


_WHOLE = 224
"""The side of an image that most published networks are made for."""


def larger_inputs(site: Site, axis: str) -> Iterable[Proposal]:
    """Inputs that are larger along an axis (`the height`): the next powers of two, all equal sides together."""
    if len(site.inputs) != 1 or len(site.inputs[0]) < 3:
        return
    shape = list(site.inputs[0])
    index = {"the depth": -3, "the height": -2}.get(axis, -1)
    size = 1 << (shape[index] - 1).bit_length()
    for larger in sorted({size, size * 2, size * 4, size * 8, _WHOLE}):
        if larger > shape[index]:
            sides = [larger if side == shape[index] else side for side in shape[2:]]
            yield Proposal(
                f"give it an input of {shape_text([*shape[:2], *sides])}", input_shape=([*shape[:2], *sides],)
            )


def product_text(sizes: Iterable[int]) -> str:
    """`20 * 13 * 13`, as a learner writes a number of features; sizes of one are left out at the end."""
    return " * ".join(map(str, sizes))


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
