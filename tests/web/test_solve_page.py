"""`/solve` over plain HTTP: what cannot be read is told on the page, which keeps what was typed."""

from urllib.parse import urlencode

import pytest

NET = "import torch.nn as nn\nnet = nn.Sequential(nn.Conv2d(1, 2, 3), nn.Flatten(), nn.Linear(2 * 28 * 28, 2))\n"
NORMED = "import torch.nn as nn\nnet = nn.Sequential(nn.Conv2d(1, 2, 3), nn.AdaptiveAvgPool2d(1), nn.BatchNorm2d(2))\n"


@pytest.mark.parametrize(("fields", "told"), [
    ({"kernel_size": "five"}, "Look at the kernel: this must be a whole number"),
    ({"stride": "0", "output": "half"}, "Look at the stride: this must be at least 1"),
    ({"type": "linear", "output": "half"}, "Look at the layer: "),
    ({"input": "9" * 40}, "Look at the input size: "),
    ({"input": "²", "output": "same"}, "Look at the input size: "),
    ({"kernel_size": "3"}, "Give the input, the output"),
])  # fmt: skip
def test_a_field_that_cannot_be_read_is_named_and_kept(server, fields, told):
    with server.client() as client:
        page = client.get(f"/solve?{urlencode(fields)}")
    assert page.status_code == 200
    assert told in page.text
    for value in fields.values():
        assert f'value="{value}"' in page.text or value == "linear"


@pytest.mark.parametrize(("fields", "told"), [
    ({"code": NET}, "This net takes 30 px, with 1 channel"),
    ({"code": NORMED}, "only 2 and 3 work"),
    ({"code": ""}, "There is no code yet"),
    ({"code": NET, "input": "three"}, "is not a list of sizes"),
    ({"code": NET, "input": "1,8,8; 1,8,8"}, "Give one input"),
    ({"code": "def", "input": "1,8,8"}, "cannot be told"),
])  # fmt: skip
def test_a_net_is_answered_on_a_page_that_keeps_it(server, fields, told):
    with server.client() as client:
        page = client.post("/solve/inputs", data=fields)
        part = client.post("/solve/inputs", data=fields, headers={"HX-Request": "true"})
    assert (page.status_code, part.status_code) == (200, 200)
    assert told in page.text
    assert told in part.text
    assert "<h1" in page.text
    assert "<h1" not in part.text
    assert f'value="{fields.get("input", "")}"' in page.text
