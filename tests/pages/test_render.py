"""How shapes of a report are written, and sentences that begin with code."""

import re

import pytest

from app.kit.shapes import shape_html
from app.web.render import make_templates, tensor_html


def text(sizes, lead):
    return re.sub(r"<[^>]*>", "", tensor_html(sizes, lead))


@pytest.mark.parametrize(
    ("sizes", "lead", "shown"),
    [
        ([1, 3, 32, 32], [1], "N × 3 × 32 × 32"),
        ([144, 2880], [144], "N × 2880"),
        ([169, 2880], [144], "169 × 2880"),
        ([1, 8, 1024], [1], "N × 8 × 1024"),
        ([8, 32, 32], [], "8 × 32 × 32"),
        ([10], [1], "10"),
    ],
)
def test_the_batch_is_n_only_while_it_is_the_one_that_was_sent(sizes, lead, shown):
    assert text(sizes, lead) == shown


@pytest.mark.parametrize("batch", [True, False])
def test_a_single_number_has_no_axes_and_is_said_to_be_one(batch):
    assert 'aria-label="a scalar"' in shape_html([], batch=batch)


def test_an_axis_whose_role_nobody_knows_has_none():
    assert "axis-h" not in tensor_html([8, 900], [])
    assert "axis-c" in tensor_html([8, 32, 32], [])


def test_a_sentence_begins_large_unless_it_begins_with_code():
    capitalise = make_templates(str).env.filters["capitalise"]
    assert capitalise("every worker is busy") == "Every worker is busy"
    assert capitalise("fc1 expects 400 features") == "fc1 expects 400 features"
    assert capitalise("nn.Linear has no kernel") == "nn.Linear has no kernel"


def test_what_stands_between_backticks_is_code_and_never_markup():
    ticked = make_templates(str).env.filters["ticked"]
    assert ticked("add `import <b>` here") == "add <code>import &lt;b&gt;</code> here"
    assert ticked("a lone ` stays, <i> too") == "a lone ` stays, &lt;i&gt; too"
