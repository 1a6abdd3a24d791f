"""einops: patterns give the shapes that einops gives, and what it refuses is refused."""

import pytest
import torch

from app.checker.axes_patterns import pack, rearrange, reduce, repeat, unpack
from app.checker.engine import check
from app.checker.report import Report, Request

WORK = [
    ("rearrange(x, 'b c h w -> b (h w) c')", [2, 30, 3]),
    ("rearrange(x, 'b c (h p) (w q) -> b (h w) (p q c)', p=5, q=2)", [2, 3, 30]),
    ("rearrange(x, 'b c ... -> b ... c')", [2, 5, 6, 3]),
    ("rearrange(x, 'b ... -> b (...)')", [2, 90]),
    ("rearrange(x, 'b c h w -> b c h w 1 1')", [2, 3, 5, 6, 1, 1]),
    ("rearrange([x, x], 'n b c h w -> b (n c) h w')", [2, 6, 5, 6]),
    ("repeat(x, 'b c h w -> b (c k) h w', k=2)", [2, 6, 5, 6]),
    ("repeat(x, 'b c h w -> n b c h w', n=4)", [4, 2, 3, 5, 6]),
    ("reduce(x, 'b c h w -> b c', 'mean')", [2, 3]),
    ("reduce(x, 'b c h w -> b c () ()', 'max')", [2, 3, 1, 1]),
    ("reduce(x, 'b c h (w q) -> b c h w', 'sum', q=2)", [2, 3, 5, 3]),
    ("einsum(x, x, 'b c h w, b d h w -> b c d')", [2, 3, 3]),
    ("Rearrange('b c h w -> b (c h w)')(x)", [2, 90]),
    ("Reduce('b c h w -> b h w', 'prod')(x)", [2, 5, 6]),
    ("pack([x, x.flatten(2)], 'b c *')[0]", [2, 3, 60]),
]
REFUSED = [
    "rearrange(x, 'b c h -> b c h')",
    "rearrange(x, 'b c h w -> b c h')",
    "rearrange(x, 'b c h w -> b c h w k')",
    "rearrange(x, 'b (c k) h w -> b c h w', k=2)",
    "rearrange(x, 'b (c k) h w -> b c k h w')",
    "rearrange(x, 'b b h w -> b h w')",
    "rearrange(x, 'b c h w')",
    "repeat(x, 'b c h w -> b c h w k')",
    "reduce(x, 'b c h w -> b c', 'median')",
]


def report(expression: str) -> Report:
    code = (
        "from einops import einsum, pack, rearrange, reduce, repeat\n"
        "from einops.layers.torch import Rearrange, Reduce\n"
        "from torch import nn\n\n\n"
        "class Net(nn.Module):\n"
        "    def forward(self, x):\n"
        f"        return {expression}\n"
    )
    return check(Request(code=code, input_shape=[2, 3, 5, 6]))


@pytest.mark.parametrize(("expression", "shape"), WORK)
def test_a_pattern_gives_its_shape(expression: str, shape: list[int]):
    found = report(expression)
    assert found.verdict == "runs", found.findings
    assert found.output_shapes == [shape]
    assert found.findings == []


@pytest.mark.parametrize("expression", REFUSED)
def test_what_einops_refuses_is_refused(expression: str):
    assert report(expression).verdict == "fails"


def test_numbers_go_where_the_pattern_says():
    x = torch.arange(24.0).reshape(2, 3, 4)
    assert torch.equal(rearrange(x, "a b c -> c (b a)"), x.permute(2, 1, 0).reshape(4, 6))
    assert torch.equal(reduce(x, "a b (c d) -> a c", "sum", d=2), x.reshape(2, 3, 2, 2).sum((1, 3)))
    assert torch.equal(repeat(x, "a b c -> a (k b) c", k=2), torch.cat([x, x], 1))
    packed, shapes = pack([x, x[:, 0]], "a * c")
    assert [torch.equal(a, b) for a, b in zip(unpack(packed, shapes, "a * c"), [x, x[:, 0]], strict=True)] == [True] * 2


def test_a_layer_of_einops_is_a_row():
    code = (
        "from einops.layers.torch import Rearrange\nfrom torch import nn\n"
        "net = nn.Sequential(Rearrange('b c h w -> b (c h w)'), nn.Linear(90, 4))\n"
    )
    found = check(Request(code=code, input_shape=[2, 3, 5, 6]))
    assert [(step.kind, step.line, step.output_shapes) for step in found.steps] == [
        ("Rearrange", 3, [[2, 90]]), ("Linear", 3, [[2, 4]])
    ]  # fmt: skip
