"""Whatever is pasted, the answer is a report that keeps the promises of every report."""

import ast
import re
import time
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from app.checker.engine import LIMITS, check, check_stack
from app.checker.report import Report, Request
from app.checker.stack import StackRequest
from tests.checker.programs import programs
from tests.checker.promises import every_promise_is_kept, the_verdict_goes_with_the_findings
from tests.checker.test_pastes import TRUTHS, code_of
from tests.checker.trees import trees

# The worker's deadline is three seconds; a check that needs it all is a defect, whatever the machine does besides.
SECONDS = 8.0
many = settings(
    max_examples=120,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)  # fmt: skip
shapes = st.one_of(
    st.none(),
    st.lists(st.integers(0, 40), max_size=5),
    st.lists(st.lists(st.integers(0, 9), max_size=4), min_size=1, max_size=3),
    st.lists(st.sampled_from([0, 1, 2**40]), max_size=16),
)
entries = st.one_of(
    st.none(), st.sampled_from(["Net", "Net()", "net", "Net(3)", "x", "nn.ReLU()", "Net.forward"]), st.text(max_size=20)
)
modes = st.sampled_from([None, "train", "eval"])
requests = st.builds(Request, code=programs, input_shape=shapes, entry=entries, mode=modes)


def kept(request: Request) -> Report:
    """The report, when it came in time and keeps every promise."""
    began = time.monotonic()
    report = check(request)
    assert time.monotonic() - began < SECONDS
    every_promise_is_kept(report, request.code)
    return report


@many
@given(st.text(max_size=300), shapes, entries, modes)
def test_any_text_is_an_ordinary_report(code, sizes, entry, mode):
    kept(Request(code=code, input_shape=sizes, entry=entry, mode=mode))


TOKENS = [
    "(", ")", "[", "]", "{", "}", ":", "\n", "\r\n", "\r", "    ", "\t", "def f", "class N", "(nn.Module)", "```",
    ">>> ", "... ", "'", '"', "#", "\\", "%x", "!x", "=", ".", ",", "nn", "torch", "x", "1", "lambda",
    "import ", "from ", "*", "@", "\ufeff", "\x00", "\ud800", "\x0c", "\u2028", "ﬁ", "In [1]: ", "Out[1]: ", "f'{",
    "}'", "return", "async ",
]  # fmt: skip


@many
@given(st.lists(st.sampled_from(TOKENS), max_size=40).map("".join))
def test_any_row_of_tokens_is_an_ordinary_report(code):
    kept(Request(code=code, input_shape=[1, 3, 8, 8]))


@many
@given(requests)
def test_any_program_is_an_ordinary_report(request):
    kept(request)


@many
@given(trees(), shapes, modes)
def test_any_syntax_tree_is_an_ordinary_report(tree, sizes, mode):
    kept(Request(code=ast.unparse(tree), input_shape=sizes, mode=mode))


def test_the_syntax_trees_have_every_kind_of_node_that_this_python_has():
    families = (ast.stmt, ast.expr, ast.pattern, ast.excepthandler, ast.operator, ast.unaryop, ast.cmpop, ast.boolop,
                *(getattr(ast, name) for name in ("type_param",) if hasattr(ast, name)))  # fmt: skip
    wanted = {kind for family in families for kind in family.__subclasses__() if kind.__module__ == "ast"}
    met = {ast.Constant, ast.Starred}

    @settings(many, max_examples=2_000, phases=[Phase.generate])  # what is drawn hangs on the modules loaded
    @given(trees())
    def look(tree):
        met.update(type(node) for node in ast.walk(tree))

    look()
    assert {kind.__name__ for kind in wanted if not issubclass(kind, ast.Constant)} - {k.__name__ for k in met} == set()


@many
@given(st.sampled_from(TRUTHS), st.data())
def test_a_real_paste_with_a_piece_cut_out_is_an_ordinary_report(truth, data):
    code = code_of(truth)
    start = data.draw(st.integers(0, len(code)))
    end = data.draw(st.integers(start, min(start + 60, len(code))))
    kept(Request(code=code[:start] + code[end:], input_shape=truth["input_shape"], entry=truth["entry"]))


@many
@given(st.sampled_from(TRUTHS), st.data())
def test_a_real_paste_with_another_number_is_an_ordinary_report(truth, data):
    code = code_of(truth)
    numbers = list(re.finditer(r"\b\d+\b", code))
    number = data.draw(st.sampled_from(numbers))
    other = data.draw(st.sampled_from(["0", "1", "-1", "7", "1000", "10**9", "None", "2.5", "'a'", "x"]))
    kept(Request(code=code[: number.start()] + other + code[number.end() :], input_shape=truth["input_shape"]))


@pytest.mark.parametrize("truth", TRUTHS, ids=lambda truth: truth["paste"])
def test_the_same_paste_gives_the_same_report_on_a_faster_machine(truth):
    request = Request(code=code_of(truth), input_shape=truth["input_shape"], entry=truth["entry"])
    assert kept(request) == check(request, replace(LIMITS, seconds=20 * LIMITS.seconds))


_INTEGERS = st.integers(-3, 40)
_ROWS = st.lists(
    st.one_of(
        st.fixed_dictionaries(
            {"type": st.just("Conv2d"), "in_channels": _INTEGERS, "out_channels": _INTEGERS, "kernel_size": _INTEGERS},
            optional={"stride": _INTEGERS, "padding": st.one_of(_INTEGERS, st.just("same")), "groups": _INTEGERS},
        ),
        st.fixed_dictionaries({"type": st.just("Linear"), "in_features": _INTEGERS, "out_features": _INTEGERS}),
        st.fixed_dictionaries(
            {"type": st.just("MaxPool2d"), "kernel_size": _INTEGERS}, optional={"padding": _INTEGERS}
        ),
        st.fixed_dictionaries({"type": st.just("BatchNorm2d"), "num_features": _INTEGERS}),
        st.fixed_dictionaries({"type": st.sampled_from(["ReLU", "Flatten", "Tanh", "Dropout"])}),
    ),
    min_size=1,
    max_size=5,
)


@many
@given(_ROWS, st.lists(st.integers(0, 20), max_size=5), modes)
def test_any_stack_gets_the_verdict_of_its_code(rows, sizes, mode):
    report = check_stack(StackRequest.model_validate({"input_shape": sizes, "layers": rows, "mode": mode}))
    assert report.code is not None
    again = check(Request(code=report.code, input_shape=sizes, entry="net", mode=mode))
    assert again.verdict == report.verdict
    assert again.output_shapes == report.output_shapes
    the_verdict_goes_with_the_findings(report)
