"""The builder's rows as text: what is typed means what it says, and what is typed rows means them again."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from app.checker.stack import StackRequest
from app.web.pages._draft import as_json, drafts_of, read
from app.web.pages._moves import ACTIONS, walk
from tests.checker.stacks import layers, stacks


def typed(rows):
    return StackRequest.model_validate({"input_shape": [1], "layers": rows}).layers


def sent(drafts):
    pairs = []
    for path, row in walk(drafts):
        pairs += [(f"{path}.type", row.kind), *((f"{path}.{name}", text) for name, text in row.texts.items())]
    return pairs


@given(rows=stacks(layers()))
@settings(max_examples=200)
def test_rows_as_text_and_as_a_form_are_the_same_rows(rows):
    drafts = drafts_of(typed(rows))
    assert typed(as_json(drafts)) == typed(rows)
    assert typed(as_json(read(sent(drafts))[0])) == typed(rows)


@given(rows=stacks(layers()), data=some.data())
@settings(max_examples=60)
def test_a_move_up_is_taken_back_by_a_move_down_and_a_copy_by_a_removal(rows, data):
    drafts = drafts_of(typed(rows))
    path = data.draw(some.sampled_from([path for path, _ in walk(drafts)]))
    holder, number = path.rpartition(".")[0], int(path.rpartition(".")[2])
    below = f"{holder}.{number + 1}"
    copied = ACTIONS["copy"](drafts, path).rows
    assert ACTIONS["remove"](copied, below).rows == drafts
    moved = ACTIONS["down"](copied, path).rows
    assert ACTIONS["up"](moved, below).rows == copied


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3", 3), (" 3 ", 3), ("-1", -1), ("3, 5", [3, 5]), ("(3, 5)", [3, 5]), ("3x5", [3, 5]), ("3 × 5", [3, 5]),
        ("3 5", [3, 5]), ("(3,)", [3]), ("[7]", [7]), ("None", None), ("None, 7", [None, 7]), ("none", "none"),
        ("0.5", 0.5), ("1e-5", 1e-5), ("True", True), ("same", "same"), ('"same"', "same"), ("five", "five"),
        ("nan?", "nan?"),
    ],
)  # fmt: skip
def test_a_text_means_what_it_says(text, value):
    row, _ = read([("layers.0.type", "Conv2d"), ("layers.0.padding", text)])
    assert as_json(row)[0]["padding"] == value


def test_what_is_left_empty_is_left_out_and_what_no_such_layer_has_is_passed_by():
    rows, more = read([("layers.0.type", "ReLU"), ("layers.0.inplace", ""), ("layers.0.stride", "2")])
    assert (as_json(rows), more) == ([{"type": "ReLU"}], False)
