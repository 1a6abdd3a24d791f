"""Strategies for arbitrary syntax trees: every kind of node that this Python has, put together at random.

Unlike `programs`, which makes what people might write, these hardly ever make sense.
"""

import ast
from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

Draw = Callable[[st.SearchStrategy[Any]], Any]

NAMES = st.sampled_from(["x", "y", "self", "torch", "nn", "F", "Net", "math", "range", "print", "a", "nothing"])
ATTRIBUTES = st.sampled_from(["relu", "Linear", "shape", "conv", "weight", "append", "items", "__class__", "missing"])
CONSTANTS = st.sampled_from([0, 1, -3, 2.5, 10**30, True, None, "a", "%d {}", b"a", 1j, ...])
UNARY = st.sampled_from([ast.UAdd, ast.USub, ast.Not, ast.Invert]).map(lambda kind: kind())
BINARY = st.sampled_from(ast.operator.__subclasses__()).map(lambda kind: kind())
COMPARE = st.sampled_from(ast.cmpop.__subclasses__()).map(lambda kind: kind())
BOOL = st.sampled_from([ast.And, ast.Or]).map(lambda kind: kind())
LOAD, STORE = ast.Load(), ast.Store()


def _few(draw: Draw, make: Callable[[], Any], least: int = 0) -> list[Any]:
    return [make() for _ in range(draw(st.integers(least, 2)))]


class _Trees:
    """Draws nodes that grow no deeper than `depth`."""

    def __init__(self, draw: Draw) -> None:
        self.draw = draw

    def expression(self, depth: int) -> ast.expr:
        leaves = [self.name, self.constant]
        inner = [
            self.attribute, self.subscript, self.call, self.starred_call, self.unary, self.binary, self.compare,
            self.bool, self.conditional, self.sequence, self.dict, self.comprehension, self.dict_comprehension,
            self.lambda_, self.f_string, self.walrus, self.await_, self.yield_, self.yield_from,
        ]  # fmt: skip
        make: Callable[..., ast.expr] = self.draw(st.sampled_from(leaves if depth <= 0 else leaves + inner))
        return make(depth - 1) if depth > 0 and make not in leaves else make()

    def name(self) -> ast.expr:
        return ast.Name(self.draw(NAMES), LOAD)

    def constant(self) -> ast.expr:
        return ast.Constant(self.draw(CONSTANTS))

    def attribute(self, depth: int) -> ast.expr:
        return ast.Attribute(self.expression(depth), self.draw(ATTRIBUTES), LOAD)

    def subscript(self, depth: int) -> ast.expr:
        slices = [
            lambda: self.expression(depth),
            lambda: ast.Slice(self.expression(depth), None, self.expression(depth)),
            lambda: ast.Tuple([ast.Slice(), self.expression(depth)], LOAD),
        ]
        return ast.Subscript(self.expression(depth), self.draw(st.sampled_from(slices))(), LOAD)

    def call(self, depth: int) -> ast.expr:
        keywords = _few(self.draw, lambda: ast.keyword("dim", self.expression(depth)))[:1]
        return ast.Call(self.expression(depth), _few(self.draw, lambda: self.expression(depth)), keywords)

    def starred_call(self, depth: int) -> ast.expr:
        starred = ast.Starred(self.expression(depth), LOAD)
        return ast.Call(self.expression(depth), [starred], [ast.keyword(None, self.expression(depth))])

    def unary(self, depth: int) -> ast.expr:
        return ast.UnaryOp(self.draw(UNARY), self.expression(depth))

    def binary(self, depth: int) -> ast.expr:
        return ast.BinOp(self.expression(depth), self.draw(BINARY), self.expression(depth))

    def compare(self, depth: int) -> ast.expr:
        return ast.Compare(self.expression(depth), [self.draw(COMPARE)], [self.expression(depth)])

    def bool(self, depth: int) -> ast.expr:
        return ast.BoolOp(self.draw(BOOL), [self.expression(depth), self.expression(depth)])

    def conditional(self, depth: int) -> ast.expr:
        return ast.IfExp(self.expression(depth), self.expression(depth), self.expression(depth))

    def sequence(self, depth: int) -> ast.expr:
        elements = _few(self.draw, lambda: self.expression(depth), least=1)
        kind = self.draw(st.sampled_from(["tuple", "list", "set", "starred"]))
        if kind == "set":
            return ast.Set(elements)
        if kind == "starred":
            elements = [ast.Starred(elements[0], LOAD), *elements]
        return ast.Tuple(elements, LOAD) if kind == "tuple" else ast.List(elements, LOAD)

    def dict(self, depth: int) -> ast.expr:
        key = self.draw(st.sampled_from([None, ast.Constant("k")]))
        return ast.Dict([key], [self.expression(depth)])

    def comprehension(self, depth: int) -> ast.expr:
        kind = self.draw(st.sampled_from([ast.ListComp, ast.SetComp, ast.GeneratorExp]))
        made: ast.expr = kind(self.expression(depth), [self._turn(depth)])
        return made

    def dict_comprehension(self, depth: int) -> ast.expr:
        return ast.DictComp(self.expression(depth), self.expression(depth), [self._turn(depth)])

    def _turn(self, depth: int) -> ast.comprehension:
        ifs = _few(self.draw, lambda: self.expression(depth))
        return ast.comprehension(self.target(depth), self.expression(depth), ifs, self.draw(st.integers(0, 9)) // 9)

    def lambda_(self, depth: int) -> ast.expr:
        return ast.Lambda(self._arguments(depth), self.expression(depth))

    def f_string(self, depth: int) -> ast.expr:
        conversion = self.draw(st.sampled_from([-1, 114]))
        spec = self.draw(st.sampled_from([None, ast.JoinedStr([ast.Constant(">9")])]))
        return ast.JoinedStr([ast.Constant("a"), ast.FormattedValue(self.name_or_number(depth), conversion, spec)])

    def name_or_number(self, _depth: int) -> ast.expr:
        return self.draw(st.sampled_from([ast.Name("x", LOAD), ast.Constant(3)]))  # type: ignore[no-any-return]

    def walrus(self, depth: int) -> ast.expr:
        return ast.NamedExpr(ast.Name(self.draw(NAMES), STORE), self.expression(depth))

    def await_(self, depth: int) -> ast.expr:
        return ast.Await(self.expression(depth))

    def yield_(self, depth: int) -> ast.expr:
        return ast.Yield(self.expression(depth))

    def yield_from(self, depth: int) -> ast.expr:
        return ast.YieldFrom(self.expression(depth))

    def _arguments(self, depth: int) -> ast.arguments:
        arg = ast.arg
        return ast.arguments(
            posonlyargs=_few(self.draw, lambda: arg("p"))[:1], args=[arg("x")], vararg=arg("more"),
            kwonlyargs=[arg("k")], kw_defaults=[self.expression(depth)], kwarg=arg("rest"),
            defaults=_few(self.draw, lambda: self.expression(depth))[:1],
        )  # fmt: skip

    def target(self, depth: int) -> ast.expr:
        kind = self.draw(st.sampled_from(["name", "attribute", "subscript", "tuple", "starred"]))
        name = ast.Name(self.draw(NAMES), STORE)
        if kind == "attribute":
            return ast.Attribute(self.expression(depth), self.draw(ATTRIBUTES), STORE)
        if kind == "subscript":
            return ast.Subscript(self.expression(depth), self.expression(depth), STORE)
        if kind in {"tuple", "starred"}:
            other: ast.expr = ast.Name("b", STORE)
            return ast.Tuple([name, ast.Starred(other, STORE) if kind == "starred" else other], STORE)
        return name

    def single(self, depth: int) -> ast.expr:
        return self.draw(st.sampled_from([ast.Name("y", STORE), ast.Attribute(self.expression(depth), "y", STORE)]))  # type: ignore[no-any-return]

    def statement(self, depth: int) -> ast.stmt:
        simple = [
            self.expr, self.assign, self.augmented, self.annotated, self.delete, self.return_, self.raise_,
            self.assert_, self.import_, self.import_from, self.global_, self.nonlocal_, self.pass_,
            self.break_, self.continue_,
        ]  # fmt: skip
        blocks = [
            self.if_, self.for_, self.while_, self.with_, self.try_, self.try_star, self.function, self.class_,
            self.match_, *([self.type_alias] if hasattr(ast, "TypeAlias") else []),
        ]  # fmt: skip
        make: Callable[[int], ast.stmt] = self.draw(st.sampled_from(simple if depth <= 0 else simple + blocks))
        return make(depth - 1)

    def body(self, depth: int) -> list[ast.stmt]:
        return _few(self.draw, lambda: self.statement(depth), least=1)

    def expr(self, depth: int) -> ast.stmt:
        return ast.Expr(self.expression(depth + 1))

    def assign(self, depth: int) -> ast.stmt:
        return ast.Assign([self.target(depth)], self.expression(depth + 1))

    def augmented(self, depth: int) -> ast.stmt:
        return ast.AugAssign(self.single(depth), self.draw(BINARY), self.expression(depth))

    def annotated(self, depth: int) -> ast.stmt:
        return ast.AnnAssign(ast.Name("y", STORE), self.expression(depth), self.expression(depth), 1)

    def delete(self, depth: int) -> ast.stmt:
        return ast.Delete([self.single(depth)])

    def return_(self, depth: int) -> ast.stmt:
        return ast.Return(self.expression(depth))

    def raise_(self, depth: int) -> ast.stmt:
        return ast.Raise(self.expression(depth), self.expression(depth))

    def assert_(self, depth: int) -> ast.stmt:
        return ast.Assert(self.expression(depth), self.expression(depth))

    def import_(self, _depth: int) -> ast.stmt:
        return ast.Import([ast.alias(self.draw(st.sampled_from(["torch", "os.path", "math"])), "x")])

    def import_from(self, _depth: int) -> ast.stmt:
        return ast.ImportFrom("torch", [ast.alias(self.draw(st.sampled_from(["nn", "relu", "*"])))], 0)

    def global_(self, _depth: int) -> ast.stmt:
        return ast.Global(["y"])

    def nonlocal_(self, _depth: int) -> ast.stmt:
        return ast.Nonlocal(["x"])

    def pass_(self, _depth: int) -> ast.stmt:
        return ast.Pass()

    def break_(self, _depth: int) -> ast.stmt:
        return ast.Break()

    def continue_(self, _depth: int) -> ast.stmt:
        return ast.Continue()

    def if_(self, depth: int) -> ast.stmt:
        return ast.If(self.expression(depth), self.body(depth), self.body(depth))

    def for_(self, depth: int) -> ast.stmt:
        kind = self.draw(st.sampled_from([ast.For, ast.For, ast.AsyncFor]))
        return kind(self.target(depth), self.expression(depth), self.body(depth), self.body(depth))  # type: ignore[no-any-return]

    def while_(self, depth: int) -> ast.stmt:
        return ast.While(self.expression(depth), self.body(depth), self.body(depth))

    def with_(self, depth: int) -> ast.stmt:
        kind = self.draw(st.sampled_from([ast.With, ast.With, ast.AsyncWith]))
        item = ast.withitem(self.expression(depth), self.draw(st.sampled_from([None, ast.Name("y", STORE)])))
        return kind([item], self.body(depth))  # type: ignore[no-any-return]

    def try_(self, depth: int) -> ast.stmt:
        return ast.Try(self.body(depth), [self._handler(depth)], self.body(depth), self.body(depth))

    def try_star(self, depth: int) -> ast.stmt:
        return ast.TryStar(self.body(depth), [self._handler(depth)], [], [])

    def _handler(self, depth: int) -> ast.ExceptHandler:
        kinds = st.sampled_from([ast.Name("ValueError", LOAD), ast.Name("Exception", LOAD)])
        return ast.ExceptHandler(self.draw(kinds), "e", self.body(depth))

    def function(self, depth: int) -> ast.stmt:
        kind = self.draw(st.sampled_from([ast.FunctionDef, ast.FunctionDef, ast.AsyncFunctionDef]))
        decorators = _few(self.draw, lambda: ast.Name(self.draw(st.sampled_from(["staticmethod", "x"])), LOAD))[:1]
        made = kind("y", self._arguments(depth), self.body(depth), decorators, self.expression(depth))
        return self._typed(made)

    def class_(self, depth: int) -> ast.stmt:
        bases = [
            self.draw(st.sampled_from([ast.Name("Net", LOAD), ast.Attribute(ast.Name("nn", LOAD), "Module", LOAD)]))
        ]
        return self._typed(ast.ClassDef("y", bases, [], self.body(depth), []))

    def _typed(self, made: Any) -> ast.stmt:
        """With type parameters, where this Python has them."""
        if hasattr(ast, "TypeAlias"):
            made.type_params = self.draw(st.sampled_from([[], self._type_parameters()]))
        return made  # type: ignore[no-any-return]

    def _type_parameters(self) -> list[Any]:
        return [getattr(ast, name)(name) for name in ("TypeVar", "TypeVarTuple", "ParamSpec")]

    def type_alias(self, depth: int) -> ast.stmt:
        kind: Any = getattr(ast, "TypeAlias")  # noqa: B009 (this Python may not have it)
        return kind(ast.Name("y", STORE), self._type_parameters(), self.expression(depth))  # type: ignore[no-any-return]

    def match_(self, depth: int) -> ast.stmt:
        guard = self.draw(st.sampled_from([None, ast.Name("x", LOAD)]))
        cases = [ast.match_case(self.pattern(depth + 1), guard, self.body(depth))]
        return ast.Match(self.expression(depth), cases)

    def pattern(self, depth: int) -> ast.pattern:
        kind = self.draw(st.integers(0, 2 if depth <= 0 else 6))
        if kind == 0:
            return ast.MatchValue(ast.Constant(1))
        if kind == 1:
            return ast.MatchSingleton(None)
        if kind == 2:
            return ast.MatchAs(None, "y")
        inner = self.pattern(depth - 1)
        if kind == 3:
            return ast.MatchSequence([inner, ast.MatchStar("b")])
        if kind == 4:
            return ast.MatchMapping([ast.Constant("k")], [inner], "b")
        if kind == 5:
            return ast.MatchClass(ast.Name("int", LOAD), [inner], [], [])
        return ast.MatchOr([ast.MatchValue(ast.Constant(2)), ast.MatchValue(ast.Constant(3))])


@st.composite
def trees(draw: Draw) -> ast.Module:
    """A module whose top, `__init__` and `forward` hold arbitrary statements."""
    made = _Trees(draw)
    frame = ast.parse(
        "import math, torch\nfrom torch import nn\nimport torch.nn.functional as F\n"
        "class Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
        "        self.conv = nn.Conv2d(3, 4, 3)\n    def forward(self, x):\n        return self.conv(x)\nnet = Net()\n"
    )
    (init, forward), depth = frame.body[3].body, draw(st.integers(1, 3))  # type: ignore[attr-defined]
    place = draw(st.sampled_from([init.body, forward.body, frame.body]))
    place[draw(st.integers(0, 1)) : 0] = made.body(depth)
    return ast.fix_missing_locations(frame)
