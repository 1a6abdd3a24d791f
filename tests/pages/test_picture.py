"""The picture of a stack: every step in one block, larger sizes in larger blocks, skips as arcs."""

from pathlib import Path

import pytest

from app.checker.engine import check
from app.checker.report import Request
from app.web.pages._picture import LABEL, picture

PASTES = sorted(Path("benchmarks/pastes").glob("*.py"))
TWO = "net = nn.Sequential(nn.Conv2d(3, 64, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(64 * 15 * 15, 10))"
RESIDUAL = """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Conv2d(3, 3, 3, padding=1)
        self.second = nn.Conv2d(3, 3, 3, padding=1)
    def forward(self, x):
        return x + self.second(self.first(x))
"""


def drawn(code, sizes):
    return picture(check(Request(code=code, input_shape=sizes)))


def test_steps_that_keep_the_size_stand_in_the_block_in_front():
    blocks = drawn(TWO, [1, 3, 32, 32]).blocks
    assert [block.kind for block in blocks] == ["input", "conv", "pool", "other", "linear"]
    assert blocks[1].steps == ("Conv2d", "ReLU")


def test_a_larger_map_is_higher_and_more_channels_are_wider():
    given, conv, pool, *_ = drawn(TWO, [1, 3, 32, 32]).blocks
    assert conv.height > pool.height
    assert conv.width > given.width


def test_a_tensor_that_skips_layers_is_an_arc_and_the_others_are_none():
    (skip,) = drawn(RESIDUAL, [1, 3, 8, 8]).skips
    assert (skip.start, skip.end) == ("input", "+")
    assert drawn(TWO, [1, 3, 32, 32]).skips == ()


@pytest.mark.parametrize("paste", PASTES, ids=lambda path: path.stem)
def test_blocks_stand_side_by_side_inside_the_drawing(paste):
    found = picture(check(Request(code=paste.read_text(encoding="utf-8"), entry=ENTRIES.get(paste.stem))))
    assert found is not None
    for left, right in zip(found.blocks, found.blocks[1:], strict=False):
        assert left.x + max(left.width, LABEL) <= right.x + 0.5
    assert all(block.y >= 0 and block.y + block.height <= found.height for block in found.blocks)
    assert found.blocks[-1].x + found.blocks[-1].width <= found.width


ENTRIES = {"resnet": "ResNet(Bottleneck, [3, 4, 6, 3])"}


def test_a_folded_model_is_drawn_by_its_parts():
    code = Path("benchmarks/pastes/resnet.py").read_text(encoding="utf-8")
    found = picture(check(Request(code=code, entry=ENTRIES["resnet"], input_shape=[1, 3, 224, 224])))
    names = [block.name for block in found.blocks]
    assert "layer1.0" in names
    assert "layer4.2" in names
    assert len(names) < 30


def test_nothing_is_drawn_where_there_is_nothing_to_see():
    assert picture(None) is None
    assert drawn("net = nn.Linear(3, 2)", [1, 3]) is None
