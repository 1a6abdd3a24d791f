"""The builder without scripts, over HTTP: what each button does, and that no form breaks it."""

import re
from urllib.parse import urlencode

import pytest

from app.checker.stack.preset import Preset
from app.kit.discover import discover
from tests.web.forms import Form

PRESETS = [preset.slug for preset in discover("app.checker.stack.presets", "PRESET", Preset)]
TYPE = {"Content-Type": "application/x-www-form-urlencoded"}
LENET = ["Conv2d", "Tanh", "AvgPool2d", "Conv2d", "Tanh", "AvgPool2d", "Flatten", *["Linear", "Tanh"] * 2, "Linear"]


@pytest.fixture(scope="module")
def client(server):
    with server.client() as one:
        yield one


def opened(client, query=""):
    answer = client.get(f"/stack{query}")
    assert answer.status_code == 200
    return answer.text


def posted(client, body):
    answer = client.post("/stack", content=body, headers=TYPE)
    assert answer.status_code == 200, answer.text
    return answer.text


def pressed(client, page, do="", **changes):
    changes = {name.replace("__", "."): value for name, value in changes.items()}
    return posted(client, Form(page, "stack").sent(do, **changes))


def kinds(page):
    return [text for name, text in Form(page, "stack").fields.items() if name.endswith(".type")]


def told(page):
    return re.search(r'id="told">([^<]*)', page)[1]


def verdict(page):
    text = re.search(r'id="verdict".*?</p>', page, re.DOTALL)[0]
    return " ".join(re.sub("<[^>]*>", "", text).split())


@pytest.mark.parametrize("slug", PRESETS)
def test_every_preset_opens_and_its_form_says_all_of_it(client, slug):
    page = opened(client, f"?preset={slug}")
    assert "✓ Runs" in verdict(page)
    again = pressed(client, page)
    assert Form(again, "stack").fields == Form(page, "stack").fields
    assert "✓ Runs" in verdict(again)


def test_a_preset_that_is_none_is_404(client):
    assert client.get("/stack?preset=nothing").status_code == 404


def test_the_page_is_in_the_navigation_and_the_checker_leads_to_it(client):
    page = client.get("/checker").text
    assert page.count('href="/stack"') == 2
    assert 'formaction="/stack" name="do" value="rows"' in page


def test_what_the_checker_sends_becomes_rows(client):
    code = "import torch.nn as nn\nnet = nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU())\n"
    form = {"input": "3, 8, 8", "batch": "add", "mode": "", "entry": "", "code": code, "do": "rows"}
    assert kinds(posted(client, urlencode(form))) == ["Conv2d", "ReLU"]
    page = posted(client, urlencode({**form, "code": "x = 1"}))
    assert (kinds(page), Form(page, "stack").fields["code"]) == ([], "x = 1")


def test_rows_move_within_their_list_and_stop_at_its_ends(client):
    page = opened(client)
    down = pressed(client, page, "down:layers.0")
    assert (kinds(down)[:2], Form(down, "stack").focus) == (["Tanh", "Conv2d"], "down:layers.1")
    up = pressed(client, down, "up:layers.1")
    assert (kinds(up), Form(up, "stack").focus) == (LENET, "down:layers.0")
    assert kinds(pressed(client, page, "up:layers.0")) == LENET
    assert kinds(pressed(client, page, "down:layers.11")) == LENET


def test_a_row_is_removed_and_the_last_one_too(client):
    page = pressed(client, opened(client), "remove:layers.11")
    assert (kinds(page), told(page)) == (LENET[:-1], "Linear was removed; 11 rows left here.")
    for _ in range(11):
        page = pressed(client, page, "remove:layers.0")
    assert kinds(page) == []
    assert "No rows yet" in verdict(page)
    assert kinds(pressed(client, page, "add:layers", **{"add.layers": "Flatten"})) == ["Flatten"]


def test_a_new_row_takes_what_arrives_at_its_place(client):
    page = pressed(client, opened(client), "remove:layers.11")
    page = pressed(client, page, "add:layers", **{"add.layers": "Linear"})
    assert Form(page, "stack").fields["layers.11.in_features"] == "84"
    page = pressed(client, opened(client, "?preset=u-net"), "add:layers.6.body", **{"add.layers.6.body": "BatchNorm2d"})
    assert "BatchNorm2d was added" in told(page)
    number = Form(page, "stack").focus.split(".")[3]
    assert Form(page, "stack").fields[f"layers.6.body.{number}.num_features"] == "64"


def test_rows_in_rows_are_added_filled_and_moved(client):
    page = pressed(client, opened(client), "add:layers", **{"add.layers": "Residual"})
    assert kinds(page)[-2:] == ["Residual", "ReLU"]
    page = pressed(client, page, "add:layers.12.shortcut", **{"add.layers.12.shortcut": "Linear"})
    assert Form(page, "stack").fields["layers.12.shortcut.0.in_features"] == "10"
    page = pressed(client, page, "add:layers.12.body", **{"add.layers.12.body": "Tanh"})
    page = pressed(client, page, "up:layers.12.body.1")
    assert kinds(page)[-3:] == ["Tanh", "ReLU", "Linear"]
    page = pressed(client, page, "copy:layers.12")
    assert kinds(page)[-4:] == ["Residual", "Tanh", "ReLU", "Linear"]
    assert "✓ Runs" in verdict(page)


def test_the_size_for_the_linear_is_written_into_it(client):
    page = pressed(client, opened(client), **{"layers.7.in_features": "9"})
    assert "Fails at row 7" in verdict(page)
    page = pressed(client, page, "fc")
    assert Form(page, "stack").fields["layers.7.in_features"] == "400"
    assert told(page) == "in_features of row 7 is now 400."


def test_without_a_linear_one_is_added_that_takes_it(client):
    page = opened(client)
    for _ in range(6):
        page = pressed(client, page, "remove:layers.6")
    page = pressed(client, page, "fc")
    assert kinds(page)[-2:] == ["Flatten", "Linear"]
    assert "✓ Runs" in verdict(page)


def test_a_fix_is_applied_to_its_row(client):
    page = pressed(client, opened(client, "?preset=resnet-18"), **{"layers.4.body.1.num_features": "32"})
    assert "Fails at row 4, body row 1" in verdict(page)
    token = re.search(r'name="apply" value="(\w+)"', page)[1]
    page = pressed(client, page, apply=token)
    assert "Applied" in told(page)
    assert "✓ Runs" in verdict(page)
    assert len(kinds(page)) == 69


def test_a_fix_of_rows_that_have_changed_since_is_not_applied(client):
    page = pressed(client, opened(client), apply="0123")
    assert "nothing was applied" in told(page)
    assert kinds(page) == LENET


def test_what_was_typed_is_never_lost_when_it_is_wrong(client):
    page = pressed(
        client, opened(client), input="large", code="x = (",
        **{"layers.0.kernel_size": "five & <b>", "layers.3.stride": "1, 2, 3", "layers.7.in_features": ""},
    )  # fmt: skip
    fields = Form(page, "stack").fields
    assert (fields["input"], fields["code"]) == ("large", "x = (")
    assert (fields["layers.0.kernel_size"], fields["layers.3.stride"]) == ("five & <b>", "1, 2, 3")
    assert fields["layers.7.in_features"] == ""
    assert "is not a list of sizes" in verdict(page)
    for name in ("layers.0.kernel_size", "layers.3.stride", "layers.7.in_features"):
        assert f'id="{name}.error"' in page


def test_the_rows_in_front_of_a_wrong_one_keep_their_shapes(client):
    page = pressed(client, opened(client), **{"layers.3.kernel_size": ""})
    shapes = re.findall(r'class="row-shapes">(.*?)</p>', page, re.DOTALL)
    assert "14" in shapes[2]
    assert "not reached" in shapes[3]
    assert "A field is empty or cannot be read, so only the rows before it are checked: see row 3" in verdict(page)
    assert 'href="#layers.3"' in page


def test_code_becomes_rows_with_the_input_that_it_is_written_for(client):
    code = (
        "import torch\nfrom torch import nn\nm = nn.Sequential(nn.Conv1d(4, 2, 3), nn.ReLU())\nm(torch.randn(5, 4, 9))"
    )
    page = pressed(client, opened(client), "rows", code=code)
    fields = Form(page, "stack").fields
    assert (kinds(page), fields["input"], fields["code"]) == (["Conv1d", "ReLU"], "5, 4, 9", "")
    assert "✓ Runs" in verdict(page)


@pytest.mark.parametrize("code", ["", "x = 1", "class (", "import torch.nn as nn\nnet = nn.LSTM(3, 4)"])
def test_code_that_is_no_stack_is_kept_and_told(client, code):
    page = pressed(client, opened(client), "rows", code=code)
    assert (kinds(page), Form(page, "stack").fields["code"]) == (LENET, code)
    assert 'id="paste-problem"' in page


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"do": "add:layers"},
        {"do": "add:layers", "add.layers": "Nothing"},
        {"do": "add:layers.99.body", "add.layers.99.body": "ReLU"},
        {"do": "add:", "add.": "ReLU"},
        {"do": "up:"},
        {"do": "up:layers"},
        {"do": "remove:layers.-1"},
        {"do": "remove:layers.99999999999"},
        {"do": "down:layers.x.y"},
        {"do": "copy:layers.0.body.7"},
        {"do": "remove:layers.0.type"},
        {"do": "fc"},
        {"do": "explode:layers.0"},
        {"apply": "x", "input": "large"},
        {"input": "9" * 5000},
        {"input": "1,3;1,3"},
        {"batch": "x", "mode": "y", "input": "3, 8, 8"},
        {"layers.0.type": ""},
        {"layers.0.type": "Nothing", "layers.0.kernel_size": "3"},
        {"layers.0.type": "<script>"},
        {"layers.0.kernel_size": "3"},
        {"layers.7.type": "ReLU", "layers.3.type": "Tanh"},
        {"layers.0.type": "Conv2d", "layers.0.in_channels": "9" * 6000},
        {"layers.0.type": "Linear", "layers.0.in_features": "1e999", "layers.0.out_features": "nan"},
        {"layers.0.type": "Linear", "layers.0.in_features": "²", "layers.0.out_features": "٣"},
        {"layers.²3.type": "ReLU"},
        {"layers.0.type": "Unflatten", "layers.0.dim": "1", "layers.0.unflattened_size": "()"},
        {"layers.0.type": "Residual"},
        {"layers.0.type": "ReLU", "layers.0.body.0.type": "ReLU"},
        {"layers" + ".0.body" * 40 + ".0.type": "ReLU"},
        {"layers.0.type\ud800".encode(errors="surrogatepass").decode(errors="replace"): "ReLU"},
        {"layers.0.type": "ReLU", "layers.0.inplace": "perhaps"},
        {"layers.0.type": "ReLU", "layers.0.type.x": "y", "layers.0.": "z", ".": "", "": "x"},
        {"layers.0.type": "Conv2d", "do": "rows", "code": "(" * 3000},
    ],
)
def test_no_form_breaks_the_page(client, fields):
    assert 'id="verdict"' in posted(client, urlencode({"input": "1, 3, 8, 8", **fields}))


@pytest.mark.parametrize("body", [b"", b"\xff\xfe=%ff", b"&&&===", b"a" * 200_000, b'{"layers": []}'])
def test_no_body_breaks_the_page(client, body):
    posted(client, body)


def test_ten_thousand_rows_are_too_many_and_are_told(client):
    body = "&".join(f"layers.{number}.type=ReLU" for number in range(10_000))
    page = posted(client, f"input=1,3,8,8&{body}")
    assert "200 or fewer rows" in verdict(page)
    assert len(kinds(page)) == 200


def test_gaps_between_the_numbers_of_rows_are_closed(client):
    page = posted(client, "input=1,3,8,8&layers.7.type=Tanh&layers.3.type=ReLU")
    assert kinds(page) == ["ReLU", "Tanh"]


def test_an_address_holds_the_rows_and_one_that_cannot_be_read_says_so(client):
    page = opened(client, "?input=2,3,8,8&rows=[Conv2d(3,4,3),Residual([ReLU()],[Tanh()])]&mode=eval")
    assert (kinds(page), Form(page, "stack").fields["mode"]) == (["Conv2d", "Residual", "ReLU", "Tanh"], "eval")
    for rows in ("[nope()]", "[", "1", "[Conv2d(3)]", "[" * 2000, "[ReLU(x)]"):
        page = opened(client, "?" + urlencode({"rows": rows, "input": "1,3,8,8"}))
        assert "holds no stack" in told(page)


def test_the_picture_tells_layers_by_number_and_kind_and_a_sum_by_its_sign(client):
    assert ">0 Conv2d</text>" in opened(client)
    code = (
        "from torch import nn\nclass Block(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
        "        self.conv = nn.Conv2d(3, 3, 1)\n    def forward(self, x):\n        return self.conv(x) + x\n"
        "net = nn.Sequential(Block(), Block())\n"
    )
    page = client.post("/checker", data={"code": code, "input": "1, 3, 8, 8", "batch": "literal"}).text
    assert ">+</text>" in page
    assert ">0 +</text>" not in page
