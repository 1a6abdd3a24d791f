"""Programs from a small grammar: layers, loops, classes and mistakes, in any combination that Python parses."""

import ast

from hypothesis import strategies as st

_NAMES = st.sampled_from(["x", "y", "n", "k", "net", "self", "torch", "nn", "F", "Net", "Block", "blocks", "é"])
_ATTRIBUTES = st.sampled_from(
    ["conv", "fc", "layers", "weight", "shape", "size", "view", "flatten", "relu", "Conv2d", "Linear", "Sequential",
     "append", "functional", "cat", "zeros", "modules", "forward", "__class__", "mean", "items", "Missing"]
)  # fmt: skip
_CONSTANTS = st.one_of(
    st.integers(-2, 70),
    st.sampled_from([10**9, 2**70, 1.5, None, True, False, "same", "a", "", ...]),
    st.text(max_size=3),
)
_LAYERS = st.sampled_from(
    [
        "nn.Conv2d(3, 8, 3)", "nn.Conv2d(8, 8, 3, padding=1)", "nn.Conv2d(3, 8, 99)", "nn.Linear(8, 4)", "nn.ReLU()",
        "nn.ReLU", "nn.MaxPool2d(2)", "nn.BatchNorm2d(8)", "nn.Flatten()", "nn.Dropout(0.5)", "nn.Conv2d(3)",
        "nn.Conv2d(3, 8, 3, groups=2)", "nn.ReLu()", "nn.Sequential()", "nn.AdaptiveAvgPool2d(1)", "nn.Softmax(9)",
        "nn.ConvTranspose2d(8, 3, 2, 2)", "nn.Conv1d(3, 8, 3)", "nn.LayerNorm(4)", "nn.MaxPool2d(3, padding=2)",
    ]
)  # fmt: skip
_CALLS = st.sampled_from(
    [
        "F.relu(x)", "x.view(-1, 8)", "x.view(x.size(0), -1)", "torch.flatten(x, 1)", "torch.cat([x, y], 1)", "x + y",
        "F.max_pool2d(x, 2)", "x[:, 0]", "x.mean((2, 3))", "self.conv(x)", "self.fc(x)", "self.layers[0](x)", "x.shape",
        "torch.zeros(2, 3)", "x @ y", "x.permute(0, 2, 1)", "self.missing(x)", "x.item()", "x.chunk(2, 1)", "len(x)",
        "x.sum() > 0", "range(n)", "list(self.modules())", "print(x)", "super().__init__()", "int(x)", "str(x)",
    ]
)  # fmt: skip


def _parsed(text: str) -> ast.expr:
    return ast.parse(text, mode="eval").body


def _grow(inner: st.SearchStrategy[ast.expr]) -> st.SearchStrategy[ast.expr]:
    binary = st.sampled_from(
        [ast.Add, ast.Sub, ast.Mult, ast.FloorDiv, ast.Div, ast.Mod, ast.Pow, ast.MatMult, ast.LShift]
    )
    compare = st.sampled_from([ast.Eq, ast.Lt, ast.Gt, ast.Is, ast.IsNot, ast.In, ast.NotIn, ast.NotEq])
    items = st.lists(inner, max_size=3)
    comprehension = st.builds(
        lambda name, over: [ast.comprehension(ast.Name(name, ast.Store()), over, [], 0)], _NAMES, inner
    )
    return st.one_of(
        st.builds(lambda value, name: ast.Attribute(value, name, ast.Load()), inner, _ATTRIBUTES),
        st.builds(lambda function, args: ast.Call(function, args, []), inner, items),
        st.builds(lambda function, arg, name: ast.Call(function, [], [ast.keyword(name, arg)]), inner, inner, _NAMES),
        st.builds(lambda function, arg: ast.Call(function, [ast.Starred(arg, ast.Load())], []), inner, inner),
        st.builds(lambda a, op, b: ast.BinOp(a, op(), b), inner, binary, inner),
        st.builds(lambda a, op, b: ast.Compare(a, [op()], [b]), inner, compare, inner),
        st.builds(lambda a, b: ast.BoolOp(ast.And(), [a, b]), inner, inner),
        st.builds(ast.IfExp, inner, inner, inner),
        st.builds(lambda a: ast.UnaryOp(ast.Not(), a), inner),
        st.builds(lambda a: ast.UnaryOp(ast.USub(), a), inner),
        st.builds(lambda a, b: ast.Subscript(a, b, ast.Load()), inner, inner),
        st.builds(lambda a, b, c: ast.Subscript(a, ast.Slice(b, c), ast.Load()), inner, inner, inner),
        st.builds(lambda many: ast.List(many, ast.Load()), items),
        st.builds(lambda many: ast.Tuple(many, ast.Load()), items),
        st.builds(lambda key, value: ast.Dict([key], [value]), inner, inner),
        st.builds(ast.ListComp, inner, comprehension),
        st.builds(ast.GeneratorExp, inner, comprehension),
        st.builds(lambda value: ast.JoinedStr([ast.Constant("a"), ast.FormattedValue(value, -1, None)]), inner),
        st.builds(lambda name, body: ast.Lambda(_parameters([name]), body), _NAMES, inner),
    )


def _parameters(names: list[str]) -> ast.arguments:
    return ast.arguments([], [ast.arg(name) for name in dict.fromkeys(names)], None, [], [], None, [])


expressions = st.recursive(
    st.one_of(
        st.builds(lambda name: ast.Name(name, ast.Load()), _NAMES), st.builds(ast.Constant, _CONSTANTS),
        _LAYERS.map(_parsed), _CALLS.map(_parsed),
    ),
    _grow,
    max_leaves=6,
)  # fmt: skip

_TARGETS = st.one_of(
    st.builds(lambda name: ast.Name(name, ast.Store()), _NAMES),
    st.builds(lambda name: ast.Attribute(ast.Name("self", ast.Load()), name, ast.Store()), _ATTRIBUTES),
    st.builds(
        lambda a, b: ast.Tuple([ast.Name(a, ast.Store()), ast.Name(b, ast.Store())], ast.Store()), _NAMES, _NAMES
    ),
)
_SIMPLE = st.one_of(
    st.builds(lambda target, value: ast.Assign([target], value), _TARGETS, expressions),
    st.builds(lambda name, value: ast.AugAssign(ast.Name(name, ast.Store()), ast.Add(), value), _NAMES, expressions),
    st.builds(ast.Expr, expressions),
    st.builds(ast.Return, expressions),
    st.builds(lambda test: ast.Assert(test, None), expressions),
    st.builds(lambda what: ast.Raise(what, None), expressions),
    st.sampled_from([ast.Pass(), ast.Break(), ast.Continue()]),
    st.builds(lambda name: ast.Delete([ast.Name(name, ast.Del())]), _NAMES),
)


def _blocks(inner: st.SearchStrategy[ast.stmt]) -> st.SearchStrategy[ast.stmt]:
    body = st.lists(inner, min_size=1, max_size=3)
    return st.one_of(
        st.builds(lambda target, over, lines: ast.For(target, over, lines, []), _TARGETS, expressions, body),
        st.builds(lambda test, lines: ast.While(test, lines, []), expressions, body),
        st.builds(ast.If, expressions, body, body),
        st.builds(lambda value, lines: ast.With([ast.withitem(value)], lines), expressions, body),
        st.builds(lambda lines: ast.Try(lines, [ast.ExceptHandler(None, None, [ast.Pass()])], [], []), body),
        st.builds(lambda name, lines: ast.FunctionDef(name, _parameters(["x"]), lines, []), _NAMES, body),
    )


statements = st.recursive(_SIMPLE, _blocks, max_leaves=4)
_BODY = st.lists(statements, min_size=1, max_size=4)


_HEAD = "import torch\nfrom torch import nn\nimport torch.nn.functional as F\n"


def _module(before: list[ast.stmt], init: list[ast.stmt], forward: list[ast.stmt], after: list[ast.stmt]) -> str:
    start = ast.parse("super().__init__()").body
    body = [
        ast.FunctionDef("__init__", _parameters(["self"]), [*start, *init], []),
        ast.FunctionDef("forward", _parameters(["self", "x"]), forward, []),
    ]
    net = ast.ClassDef("Net", [ast.parse("nn.Module", mode="eval").body], [], body, [])
    tree = ast.Module([*before, net, *after], [])
    try:
        return _HEAD + ast.unparse(ast.fix_missing_locations(tree))
    except ValueError:  # quotes in an f-string that Python 3.11 cannot write
        return _HEAD


programs = st.builds(_module, st.lists(statements, max_size=2), _BODY, _BODY, st.lists(statements, max_size=2))
