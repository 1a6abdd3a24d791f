"""What is said to an exception of Python's own: what usually lies behind the sentence that Python really says."""

import pytest
import torch
from torch import nn

from app.checker.findings.python_error import PythonError
from tests.checker.asking import ask


def same(x):
    return x


X, PAIR, LIST = torch.zeros(2), (torch.zeros(2), torch.zeros(2)), [nn.ReLU()]


@pytest.mark.parametrize(
    ("slip", "said"),
    [
        (lambda: PAIR[:, -1], "unpack it first"),
        (lambda: torch.relu(PAIR), "unpack it first"),
        (lambda: torch.relu(None), "a missing return"),
        (lambda: torch.relu(nn.ReLU()), "call it with its tensor"),
        (lambda: LIST(X), "call each of them in a loop"),
        (lambda: X(X), "a tensor is no layer"),
        (lambda: 3(X), "no function and no layer"),
        (lambda: LIST[2], "counted from 0"),
        (lambda: LIST[4 / 2], "use // in the place of /"),
        (lambda: len[0], "a call has round ones"),
        (lambda: list(3), "range(n)"),
        (lambda: [a for a, b in [(1, 2, 3)]], "as many names"),
        (lambda: same(1, 2), "self counts as one"),
        (lambda: same(y=1), "names that it knows"),
        (lambda: 3 + "a", "different kinds"),
        (lambda: {}["a"], "back to where they were made"),
    ],
)
def test_the_help_tells_what_usually_lies_behind_a_sentence(slip, said):
    with pytest.raises((TypeError, ValueError, LookupError)) as caught:
        slip()
    assert said in PythonError(type(caught.value).__name__, str(caught.value)).help()


def test_it_is_shown_where_no_change_was_found_that_helps():
    code = "import torch\nfrom torch import nn\nnet = nn.Sequential(nn.ReLU(), 4 + nn.ReLU())\nnet(torch.zeros(2))\n"
    finding = ask(code).findings[0]
    assert (finding.slug, finding.fixes) == ("python-error", [])
    assert "different kinds" in finding.help
