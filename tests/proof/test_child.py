"""The child runs content in real torch, and tells what it printed, raised and is made of."""

import pytest

from app.course.proof_file import Run
from app.proof.torch_process import TorchProcess

TWO_BLOCKS = """\
net = nn.Sequential(nn.Conv2d(3, 10, 5), nn.MaxPool2d(2), nn.Conv2d(10, 20, 5), nn.MaxPool2d(2),
                    nn.Flatten(), nn.Linear(20 * 13 * 13, 5))
"""


@pytest.fixture(scope="module")
def torch():
    with TorchProcess(seconds=20) as process:
        yield process


def outcome(torch, code, **fields):
    run = Run(label="test", code=code, **fields)
    return torch.outcomes([run])[run.hash]


def test_what_is_printed_is_noted(torch):
    assert outcome(torch, "print(torch.zeros(1, 3).shape)").stdout == "torch.Size([1, 3])\n"


def test_an_exception_is_named_with_its_line_in_the_code(torch):
    found = outcome(torch, "x = 1\n\nnn.Linear(3, 16, kernel_size=3)\n")
    assert (found.raised, found.line) == ("TypeError", 3)
    assert "kernel_size" in found.message


def test_code_that_is_no_python_is_a_syntax_error_at_its_line(torch):
    found = outcome(torch, "x = 1\ny = = 2\n")
    assert (found.raised, found.line) == ("SyntaxError", 2)


def test_torch_nn_and_f_are_supplied_only_where_nothing_is_imported(torch):
    assert outcome(torch, "F.relu(torch.zeros(1))").raised == ""
    assert outcome(torch, "import torch\nF.relu(torch.zeros(1))").raised == "NameError"


def test_setup_runs_before_and_prints_nothing(torch):
    assert outcome(torch, "print(x)", setup="x = 5\nprint('before')\n").stdout == "5\n"


def test_names_are_supplied_to_code_behind_a_setup_without_a_line_end(torch):
    assert outcome(torch, "F.relu(x)", setup="x = torch.zeros(1)").raised == ""


def test_asks_are_evaluated_after_the_code(torch):
    found = outcome(torch, "x = 5", asks=("x + 1", "y"))
    assert found.values == {"x + 1": "6"}
    assert found.failed == {"y": "NameError: name 'y' is not defined"}


def test_a_model_has_its_shapes_and_parameters(torch):
    found = outcome(torch, TWO_BLOCKS, input=(1, 3, 64, 64))
    assert found.shapes["3"] == (1, 20, 13, 13)
    assert found.shapes[""] == (1, 5)
    assert found.params["5"] == 20 * 13 * 13 * 5 + 5


def test_a_module_class_that_is_never_built_is_built(torch):
    code = "class Net(nn.Module):\n    def forward(self, x):\n        return x.flatten(1)\n"
    assert outcome(torch, code, input=(2, 3, 4, 4)).shapes[""] == (2, 48)


def test_a_model_that_does_not_fit_its_input_says_so(torch):
    assert outcome(torch, TWO_BLOCKS, input=(1, 3, 32, 32)).failed["model"].startswith("RuntimeError")
    assert outcome(torch, "x = 1", input=(1,)).failed["model"] == "LookupError: there is no model here"


def test_random_numbers_are_the_same_each_time(torch):
    code = "print(torch.rand(3))"
    assert outcome(torch, code) == outcome(torch, "\n" + code) == outcome(torch, code)


def test_content_that_prints_past_python_does_not_disturb_the_answers(torch):
    code = "import os\nos.write(1, b'noise\\n')\nprint('kept')"
    assert outcome(torch, code).stdout == "kept\n"


def test_content_that_exits_or_is_killed_is_told_and_the_next_run_goes_on(torch):
    assert outcome(torch, "raise SystemExit(3)").raised == "SystemExit"
    assert outcome(torch, "import os\nos._exit(1)").raised == "ProcessError"
    assert outcome(torch, "print('again')").stdout == "again\n"


def test_content_that_does_not_end_is_ended():
    with TorchProcess(seconds=1) as process:
        assert outcome(process, "while True:\n    pass").raised == "TimeoutError"
        assert outcome(process, "print(1)").stdout == "1\n"


def test_the_version_of_torch_is_told_without_its_build(torch):
    assert torch.start().replace(".", "").isalnum()
