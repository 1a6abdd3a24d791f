"""An input that is known by its sizes alone holds the kind of numbers that it is used as: indices, classes, a mask."""

import pytest

from tests.checker.asking import forward, module

TABLE = "self.table = nn.Parameter(torch.randn(30, 8))"
BAGS = "self.bags = nn.EmbeddingBag(30, 8)"
USES = {
    "F.embedding": ("return F.embedding(x, self.table)", TABLE, "long", [2, 7]),
    "an index": ("return self.table[x]", TABLE, "long", [2, 7]),
    "F.one_hot": ("return F.one_hot(x, 5)", "pass", "long", [2, 7]),
    "scatter_": ("return torch.zeros(2, 9).scatter_(1, x.unsqueeze(1), 1.0)", "pass", "long", [2]),
    "take_along_dim": ("return self.table.take_along_dim(x, 0)", TABLE, "long", [2, 8]),
    "columns that share a table": (
        "return F.embedding(x + x.new_tensor([0, 10]).unsqueeze(0), self.table)",
        TABLE,
        "long",
        [2, 2],
    ),
    "an index beside another": ("return self.table[torch.arange(2), x]", TABLE, "long", [2]),
    "where each bag begins": ("return self.bags(torch.arange(9), x)", BAGS, "sub(1).long", [3]),
    "where each bag of a function begins": (
        "return F.embedding_bag(torch.arange(9), self.table, x)",
        TABLE,
        "sub(1).long",
        [3],
    ),
    "masked_fill": ("return torch.ones(2, 7).masked_fill(x, -1e9)", "pass", "bool", [2, 7]),
    "a target": ("return F.cross_entropy(self.table[:2], x)", TABLE, "long", [2]),
    "the target of a layer": ("return nn.CrossEntropyLoss()(self.table[:2], x)", TABLE, "long", [2]),
}


FED = """
class Fed(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = Net()
    def forward(self):
        return self.net({numbers})
"""


@pytest.mark.parametrize("name", USES)
def test_its_sizes_give_what_real_torch_gives_for_such_numbers(name, real_torch):
    body, init, numbers, shape = USES[name]
    truth = real_torch.run(module(body, init) + FED.format(numbers=f"torch.ones({shape}).{numbers}()"), [], "Fed()")
    report = forward(body, shape, init=init)
    assert (report.verdict, report.output_shapes) == ("runs", truth.shapes)


def test_what_is_looked_up_in_itself_stays_what_it_is():
    assert forward("return x[x.clone()]", [3, 4]).verdict == "fails"
    assert forward("return x.masked_fill(x, 0)", [3, 4]).verdict == "fails"


def test_images_are_no_indices():
    assert forward("return F.one_hot(x, 5)", [2, 3, 4, 4]).verdict == "fails"


def test_targets_with_an_axis_for_the_classes_are_shares():
    assert forward("return F.cross_entropy(self.table, x)", [30, 8], init=TABLE).verdict == "runs"


WORDS = "self.table = nn.Embedding(30, 8)"
PLACES = """
places = torch.arange(x.size(1), dtype=x.dtype).repeat(x.size(0), 1) + 1
places.masked_fill_(x.eq(0), 0)
return self.table(x) + self.table(places)
"""


def test_numbers_of_the_kind_of_the_input_are_looked_up_too():
    report = forward(PLACES.strip(), [3, 4], init=WORDS)
    assert (report.verdict, [row.kind for row in report.steps].count("Embedding")) == ("runs", 2)
    assert forward("return self.table(x) + self.table(x.new_zeros(3, 4))", [3, 4], init=WORDS).verdict == "runs"


def test_what_is_wrong_all_the_same_is_still_told():
    report = forward("return self.table(x) @ torch.ones(7, 2, dtype=x.dtype)", [3, 4], init=WORDS)
    assert (report.verdict, report.findings[0].slug) == ("fails", "matmul-mismatch")
