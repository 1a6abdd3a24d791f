"""Every budget names itself when it is spent, and what would be too much is refused before it is done."""

import re
import resource
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from pathlib import Path

import pytest

from app.checker.engine import check
from app.checker.limits import Limits
from app.checker.report import Report, Request
from tests.checker.asking import forward, slugs

# A generous bound on a check that must do nothing: done in full, each of these takes minutes or all memory.
SECONDS = 5.0

MEMORY = 2 * 2**30

LINEAR = "\nimport torch\nfrom torch import nn\nnet = nn.Linear(2, 2)\n"
LEAST = Limits()


class TooDearError(BaseException):
    """A check took too long; no `except` of the checker's may swallow this."""


def too_dear(*_: object) -> None:
    raise TooDearError


@pytest.fixture(autouse=True)
def little_time_and_memory() -> Iterator[None]:
    """Ends a test that would take minutes or all memory, so that it fails and the next ones still run."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    used_now = int(re.findall(r"VmSize:\s+(\d+) kB", status)[0]) * 1024
    before = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (used_now + MEMORY, before[1]))
    handler = signal.signal(signal.SIGALRM, too_dear)
    signal.setitimer(signal.ITIMER_REAL, 2 * SECONDS)
    yield
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, handler)
    resource.setrlimit(resource.RLIMIT_AS, before)


def stopped(code: str, limits: Limits = LEAST, sizes: tuple[int, ...] = (1, 2)) -> Report:
    """The report of a paste that is stopped, after little time."""
    began = time.process_time()
    report = check(Request(code=code, input_shape=list(sizes)), limits)
    assert time.process_time() - began < SECONDS
    assert report.verdict == "cannot-tell", report
    assert slugs(report)[0] == "stopped"
    assert report.findings[0].severity == "note"
    return report


def used(expression: str, setup: str = "") -> str:
    """A model that needs the value of an expression while it is built."""
    net = "net = nn.Sequential(nn.Linear(2, 2 if n else 3))"
    return f"import torch\nfrom torch import nn\n{setup}\nn = {expression}\n{net}\n"


def _nested(depth: int) -> str:
    return "from torch import nn\nnet = nn.ReLU()\n" + "net = nn.Sequential(net)\n" * depth


AT_THE_LIMIT: dict[str, tuple[int, Callable[[int], str]]] = {
    "paste_bytes": (150, lambda n: LINEAR + "#" * (n - len(LINEAR))),
    "paste_lines": (20, lambda n: LINEAR + "\n" * (n - LINEAR.count("\n") - 1)),
    "bracket_depth": (10, lambda n: LINEAR + "[" * n + "]" * n),
    "node_depth": (20, lambda n: LINEAR + "-" * (n - 3) + "1"),
    "int_bits": (60, lambda n: used(f"1 << {n - 1}")),
    "text_length": (500, lambda n: used(f"'a' * {n}")),
    "items": (500, lambda n: used(f"[0] * {n}")),
    "modules": (20, lambda n: f"from torch import nn\nnet = nn.Sequential(*[nn.ReLU() for i in range({n - 1})])\n"),
    "tensor_operations": (20, lambda n: forward_of(f"for i in range({n}):\n    x = x + 1\nreturn x")),
    "call_depth": (30, lambda n: used(f"f({n})", "def f(k):\n    return f(k - 1) if k > 1 else 1")),
    "module_depth": (10, _nested),
    "axes": (6, lambda n: forward_of(f"return x.view(*[1] * {n - 2}, 1, 2)")),
    "elements": (2**20, lambda n: forward_of(f"y = torch.zeros({n})\nreturn x")),
    "cat_tensors": (12, lambda n: forward_of(f"return torch.cat([x] * {n})")),
}


@pytest.mark.parametrize("budget", AT_THE_LIMIT)
def test_what_just_fits_is_read_and_one_more_is_not(budget):
    limit, code = AT_THE_LIMIT[budget]
    limits = replace(LEAST, **{budget: limit})
    assert "stopped" not in slugs(check(Request(code=code(limit), input_shape=[1, 2]), limits))
    stopped(code(limit + 1), limits)


@pytest.mark.parametrize("budget", ["steps", "nodes"])
def test_there_is_a_number_that_just_suffices(budget):
    """Of these it cannot be said beforehand how many a paste takes: it takes the same each time."""

    def suffices(number: int) -> bool:
        report = check(Request(code=LINEAR, input_shape=[1, 2]), replace(LEAST, **{budget: number}))
        return "stopped" not in slugs(report)

    least = next(number for number in range(1, 2_000) if suffices(number))
    assert least > 10
    assert not suffices(least - 1)
    stopped(LINEAR, replace(LEAST, **{budget: least - 1}))


class TestEachBudgetNamesItself:
    def test_bytes_of_the_paste(self):
        assert "100,000 bytes" in stopped("# " + "é" * 50_000).findings[0].message

    def test_lines_of_the_paste(self):
        assert "5,000 lines" in stopped("\n" * 5_000).findings[0].message

    @pytest.mark.parametrize("opening", ["(", "[", "{", "([{"])
    def test_depth_of_brackets_before_parsing(self, opening):
        assert "brackets nested more than 100 deep" in stopped(opening * 20_000).findings[0].message

    def test_parts_of_code(self):
        assert "50,000 parts of code" in stopped("x=[" + "-0," * 20_000 + "0]").findings[0].message

    def test_depth_of_code(self):
        assert "150 deep" in stopped("x = " + "-" * 200 + "1").findings[0].message

    def test_steps_of_reading(self):
        code = used("[i for i in range(20000) for j in range(20000) if j < 0]")
        assert "400,000 steps" in stopped(code).findings[0].message

    def test_expressions_that_are_read(self):
        code = used(f"[{' + '.join('i' * 99)} for i in range(20000)]")
        assert "1,000,000 expressions" in stopped(code, replace(LEAST, seconds=60)).findings[0].message

    def test_processor_time(self):
        code = used("f()", "def f():\n    while True:\n        pass")
        assert "0.01 s of processor time" in stopped(code, replace(LEAST, seconds=0.01)).findings[0].message

    def test_steps_of_a_loop_without_end(self):
        code = used("f()", "def f():\n    while True:\n        pass")
        assert "steps" in stopped(code).findings[0].message

    def test_bits_of_an_int(self):
        assert "256 bits" in stopped(used("2 ** 300")).findings[0].message

    def test_length_of_a_string(self):
        assert "10,000 characters" in stopped(used("'a' * 10_001")).findings[0].message

    def test_items_of_a_container(self):
        assert "20,000 items" in stopped(used("[0] * 20_001")).findings[0].message

    def test_modules(self):
        code = "from torch import nn\nnet = nn.Sequential(*[nn.ReLU() for i in range(30)])\n"
        assert "more than 20 modules" in stopped(code, replace(LEAST, modules=20)).findings[0].message

    def test_tensor_operations(self):
        body = "for i in range(60):\n    x = x + 1\nreturn x"
        code = forward_of(body)
        assert (
            "more than 50 tensor operations" in stopped(code, replace(LEAST, tensor_operations=50)).findings[0].message
        )

    def test_depth_of_calls(self):
        code = used("f(1)", "def f(x):\n    return f(x + 1)")
        assert "nested more than 100 deep" in stopped(code).findings[0].message

    def test_calls_that_come_round_are_no_budget_but_an_error_of_python(self):
        report = check(Request(code=used("f(1)", "def f(x):\n    return g(x)\ndef g(x):\n    return f(x)")))
        assert report.verdict == "fails"
        assert "f and g call each other again and again" in report.findings[0].message

    @pytest.mark.parametrize("counts", ["self.turns += 1", "self.seen.append(x)", "global turns; turns += 1"])
    def test_calls_that_keep_something_may_end_so_that_the_budget_ends_them(self, counts):
        body = f"{counts}\nif turns > 200: return x\nreturn self.forward(x)"
        code = "turns = 0\n" + forward_of(body) + "    turns, seen = 0, []\n"
        assert "nested more than 100 deep" in stopped(code).findings[0].message

    def test_calls_that_come_round_and_are_caught_are_ended_by_the_budget(self):
        code = used("f()", "def f():\n    try:\n        return f()\n    except:\n        return f()")
        assert "nested more than 100 deep" in stopped(code).findings[0].message

    def test_depth_of_modules(self):
        code = "from torch import nn\nnet = nn.ReLU()\nfor i in range(150):\n    net = nn.Sequential(net)\n"
        assert "modules nested more than 100 deep" in stopped(code).findings[0].message

    def test_axes_of_a_tensor(self):
        code = forward_of("return x.view(" + "1, " * 17 + "-1)")
        assert "16 axes" in stopped(code).findings[0].message

    def test_elements_of_a_tensor(self):
        code = forward_of("return torch.zeros(2 ** 30, 2 ** 30) + x")
        assert "2^50 elements" in stopped(code).findings[0].message

    def test_elements_of_the_input(self):
        assert "2^50 elements" in stopped(LINEAR, sizes=(2**40, 2**20)).findings[0].message

    def test_tensors_in_one_cat(self):
        code = forward_of("return torch.cat([x] * 3000)")
        assert "2,000 tensors" in stopped(code).findings[0].message

    def test_a_budget_just_met_is_not_spent(self):
        assert check(Request(code=forward_of("return torch.cat([x] * 2000)"), input_shape=[1, 2])).verdict == "runs"
        assert check(Request(code=used("[0] * 20_000"), input_shape=[1, 2])).verdict == "runs"
        assert check(Request(code=used("'a' * 10_000"), input_shape=[1, 2])).verdict == "runs"

    def test_work_of_trying_changes(self):
        wrong = Request(code="import torch\nfrom torch import nn\nnet = nn.Linear(3, 2)", input_shape=[1, 2])
        assert check(wrong).findings[0].fixes
        assert check(wrong, replace(LEAST, fix_work=0)).findings[0].fixes == []

    def test_there_is_no_budget_without_a_test_here(self):
        tested = {
            "paste_bytes", "paste_lines", "bracket_depth", "nodes", "node_depth", "steps", "torch_call_steps",
            "int_bits", "text_length", "items", "modules", "tensor_operations", "call_depth", "axes", "elements",
            "cat_tensors", "module_depth", "expressions",
        }  # fmt: skip
        tested |= {"fix_work", "errors", "seconds", "clock"}
        assert {field.name for field in fields(Limits)} == tested

    def test_a_torch_call_costs_more_steps_than_a_line(self):
        body = "for i in range(100):\n    x = x + 1\nreturn x"
        assert "steps" in stopped(forward_of(body), replace(LEAST, steps=3_000)).findings[0].message
        dear = check(
            Request(code=forward_of(body), input_shape=[1, 2]), replace(LEAST, steps=3_000, torch_call_steps=1)
        )
        assert dear.verdict == "runs"


def forward_of(body: str) -> str:
    lines = "".join(f"        {line}\n" for line in body.splitlines())
    return f"import torch\nfrom torch import nn\nclass Net(nn.Module):\n    def forward(self, x):\n{lines}"


HUGE = [
    "range(10**9)[0] + sum(range(10**9))",
    "list(range(10**9))",
    "[*range(10**9)]",
    "tuple(range(10**9))",
    "set(range(10**9))",
    "sum(range(10**9))",
    "max(range(10**9))",
    "sorted(range(10**9))",
    "list(map(str, range(10**9)))",
    "list(zip(range(10**9), range(10**9)))",
    "list(enumerate(range(10**9)))",
    "list(reversed(range(10**9)))",
    "dict(zip(range(10**9), range(10**9)))",
    "dict.fromkeys(range(10**9))",
    "{i: i for i in range(10**9)}",
    "any(i < 0 for i in range(10**9))",
    "all(i >= 0 for i in range(10**9))",
    "' '.join(str(i) for i in range(10**9))",
    "','.join(['a' * 9000] * 19000)",
    "(-1) in range(10**9) or [i for i in range(10**9)]",
    "print(*range(10**9))",
    "'a' * 10**10",
    "10**10 * 'a'",
    "b'a' * 10**10",
    "('a' * 9000) * 9000",
    "('a' * 9000).replace('a', 'a' * 9000)",
    "'a'.ljust(10**10)",
    "'a'.center(10**10)",
    "'a'.zfill(10**10)",
    "'\\t'.expandtabs(10**10)",
    "10**10**8",
    "2**10**9",
    "(2**200)**200",
    "pow(10, 10**8)",
    "1 << 10**10",
    "9" * 3000,
    "int('9' * 9000)",
    "(2**250) * (2**250)",
    "[[]] * 10**9",
    "[0] * 10**9",
    "(0,) * 10**9",
    "[[0] * 10**4] * 10**9",
    "f'{1:1000000000}'",
    "f'{1:>1000000000}'",
    "f'{1.5:.1000000000f}'",
    "f'{1:{10**9}}'",
    "f\"{'a':{10**9}}\"",
    "'%1000000000d' % 1",
    "'%.1000000000f' % 1.5",
    "'%*d' % (1000000000, 1)",
    "'{:1000000000}'.format(1)",
    "'{:>{}}'.format(1, 10**9)",
    "'{0:{1}}'.format(1, 10**9)",
    "format(1, '1000000000')",
    "round(1.5, 10**9)",
    "f'{10**70:1000000000d}'",
    "[i for i in range(20000) for j in range(20000)]",
    "[[j for j in range(20000)] for i in range(20000)]",
    "len(str([[0] * 20000] * 20000))",
    "[0] * 19999 + [0] * 19999",
    "torch.zeros(10**9, 10**9)",
    "torch.arange(10**12)",
    "torch.tensor([0.0] * 10**9)",
    "torch.randn(*([1] * 17))",
    "torch.ones(10**6, 10**6).repeat(10**6, 10**6)",
    "torch.eye(10**12)",
    "torch.linspace(0, 1, 10**12)",
    "torch.zeros(1).expand(2**40, 2**40)",
    "torch.zeros(1).unbind(0) * 10**9",
    "list(torch.zeros(10**9))",
    "torch.zeros(10**9).tolist()",
    "torch.zeros(10**9).split(1)",
    "torch.zeros(10**9).chunk(10**9)",
    "nn.Linear(2**40, 2**40)",
    "nn.Conv2d(2**20, 2**20, 2**10)",
    "nn.Embedding(2**40, 2**20)",
    "nn.Sequential(*[nn.Linear(2, 2)] * 10**9)",
    "nn.ModuleList([nn.ReLU() for i in range(10**9)])",
]


@pytest.mark.parametrize("expression", HUGE, ids=lambda text: text if len(text) < 60 else text[:40])
def test_one_huge_step_costs_nothing(expression):
    began = time.process_time()
    report = check(Request(code=used(expression), input_shape=[1, 2]))
    assert time.process_time() - began < SECONDS
    assert report.verdict == "runs" or slugs(report)


ENDLESS = {
    "a loop without end": "while True:\n    n = 1",
    "a loop that grows a list": "a = [0]\nfor x in a:\n    a.append(x)\nn = a",
    "a list that doubles": "a = [0]\nfor i in range(100):\n    a = a + a\nn = a",
    "a list that is extended by itself": "a = [0]\nfor i in range(100):\n    a.extend(a)\nn = a",
    "a list that is added to itself": "a = [0]\nfor i in range(100):\n    a += a\nn = a",
    "a list that multiplies itself": "a = [0]\nfor i in range(100):\n    a *= 2\nn = a",
    "a string that doubles": "a = 'a'\nfor i in range(100):\n    a += a\nn = a",
    "a number that squares": "a = 3\nfor i in range(100):\n    a = a * a\nn = a",
    "a dict that grows": "d = {}\nwhile True:\n    d[len(d)] = 1\nn = d",
    "a function that calls itself": "def f():\n    return f()\nn = f()",
    "two functions that call each other": "def f():\n    return g()\ndef g():\n    return f()\nn = f()",
    "a lambda that calls itself": "f = lambda: f()\nn = f()",
    "a property that reads itself": "class A:\n    @property\n    def p(self):\n        return self.p\nn = A().p",
    "a class that builds itself": "class A(nn.Module):\n  def __init__(self):\n    self.a = A()\nn = A()",
    "a generator without end": "def g():\n    while True:\n        yield 1\nn = list(g())",
    "an iterator of itself": "a = iter([1])\nn = [x for x in iter(lambda: 1, 2)]",
    "doubling strings in a list": "a = ['a' * 9000]\nfor i in range(20):\n    a = [''.join(a + a)]\nn = a",
    "nested loops": "".join(f"{' ' * i}for i{i} in range(99):\n" for i in range(15)) + " " * 15 + "pass\nn = i0",
    "a tower of functions": "".join(f"def f{i}():\n    return f{i + 1}() + f{i + 1}()\n" for i in range(60))
    + "def f60():\n    return 1\nn = f0()",
}  # fmt: skip


@pytest.mark.parametrize("setup", ENDLESS.values(), ids=ENDLESS.keys())
def test_what_never_ends_is_ended(setup):
    began = time.process_time()
    report = check(Request(code=used("n", setup), input_shape=[1, 2]))
    assert time.process_time() - began < SECONDS
    assert report.verdict == "cannot-tell" or "again and again" in report.findings[0].message
    assert slugs(report)[0] in {"stopped", "unsupported", "python-error"}


CIRCLES = {
    "a list in itself": "a = []\na.append(a)\nn = 2\nprint(a, str(a), f'{a}')",
    "a list equal to itself": "a = []\na.append(a)\nb = []\nb.append(b)\nn = 2 if a == b else 3",
    "a dict in itself": "d = {}\nd['d'] = d\nn = 2\nprint(d)",
    "two lists in each other": "a = []\nb = [a]\na.append(b)\nn = len(str(a))",
    "a list in itself handed to torch": "a = []\na.append(a)\nn = torch.tensor(a)",
    "a list in itself handed to cat": "a = []\na.append(a)\nn = torch.cat(a)",
    "a list in itself handed to Sequential": "a = []\na.append(a)\nn = nn.Sequential(*a)",
    "a list in itself handed to ModuleList": "a = []\na.append(a)\nn = nn.ModuleList(a)",
    "a list in itself sorted": "a = []\na.append(a)\na.append(a)\nn = sorted(a)",
    "a list in itself flattened by sum": "a = []\na.append(a)\nn = sum(a, [])",
    "a module in itself": "n = nn.Sequential(nn.ReLU())\nn.add_module('me', n)\nn(torch.zeros(1, 2))",
    "a module in itself by an attribute": "n = nn.Sequential(nn.ReLU())\nn.me = n\nn(torch.zeros(1, 2))",
    "a module in itself by append": "n = nn.Sequential(nn.ReLU())\nn.append(n)\nn(torch.zeros(1, 2))",
    "modules in each other": "a = nn.Sequential()\nb = nn.Sequential(a)\na.append(b)\nn = len(list(a.modules()))",
    "a ModuleList in itself": "n = nn.ModuleList()\nn.append(n)\nfor p in n.parameters():\n    pass",
    "a class that is its own base": "class A(A):\n    pass\nn = A()",
    "an object in its own attribute": "class A:\n    pass\na = A()\na.a = a\nn = str(a)",
}


@pytest.mark.parametrize("setup", CIRCLES.values(), ids=CIRCLES.keys())
def test_what_contains_itself_is_found(setup):
    began = time.process_time()
    report = check(Request(code=used("n", setup), input_shape=[1, 2]))
    assert time.process_time() - began < SECONDS
    assert report.verdict in {"runs", "fails", "cannot-tell"}


@pytest.mark.parametrize("line", ["n.add_module('me', n)", "n.me = n", "n.append(n)"])
def test_an_entry_that_contains_itself_is_an_ordinary_report(line):
    code = f"from torch import nn\nn = nn.Sequential(nn.ReLU())\n{line}\n"
    report = check(Request(code=code, input_shape=[1, 2], entry="n"))
    assert report.verdict in {"fails", "cannot-tell"}


LONG = {
    "one long line": "x = 1" + " + 1" * 20_000,
    "a line of a million characters": "#" + "x" * 1_000_000,
    "a string of a million characters": "x = '" + "x" * 1_000_000 + "'",
    "a name of ninety thousand characters": "x" * 90_000 + " = 1",
    "a million line ends": "\n" * 1_000_000,
    "a million carriage returns": "\r" * 1_000_000,
    "a million prompts": ">>> " * 25_000,
    "many fences": "```\n" * 4_900,
    "many open quotes": "'" * 90_000,
    "many triple quotes": "'''" * 30_000,
    "many backslashes": "\\\n" * 4_900,
    "many tabs": "\t" * 90_000 + "x = 1",
    "many functions that call the next": "\n".join(f"def f{i}():\n    return f{i + 1}()" for i in range(2_000)),
    "many functions that call each other": "\n".join(
        f"def f{i}():\n    return [{', '.join(f'f{k}()' for k in range(40))}]" for i in range(40)
    ),
    "many functions beside a model": LINEAR.replace("net = nn.Linear(2, 2)", "class N(nn.Module): pass")
    + "\n".join(f"def f{i}(a=1):\n    return nn.Linear(a, {i})" for i in range(1_000)),
    "many names": "\n".join(f"a{i} = a{i + 1}(a{i})" for i in range(2_000)),
    "a staircase of indents": "".join(" " * i + "if 1:\n" for i in range(120)),
    "brackets in a string": "x = '" + "(" * 50_000 + "'" + LINEAR,
    "brackets in a comment": "# " + "(" * 50_000 + LINEAR,
    "closing brackets": ")" * 50_000,
    "a chain of comparisons": "x = 1" + " < 1" * 10_000,
    "a chain of calls": "x = f" + "()" * 10_000,
    "a chain of attributes": "x = a" + ".a" * 10_000,
    "a chain of not": "x = " + "not " * 10_000 + "1",
    "a chain of elif": "if 0:\n    pass\n" + "elif 0:\n    pass\n" * 2_000 + LINEAR,
    "many lambdas": "x = " + "lambda: " * 5_000 + "1",
    "many stars": "f(" + "*a, " * 10_000 + ")",
    "ten thousand decorators": "@a\n" * 4_900 + "def f(): pass",
    "an f-string in an f-string": "x = " + "f'{" * 60 + "1" + "}'" * 60,
}


@pytest.mark.parametrize("code", LONG.values(), ids=LONG.keys())
def test_a_paste_of_any_length_is_an_ordinary_report(code):
    began = time.process_time()
    report = check(Request(code=code, input_shape=[1, 2]))
    assert time.process_time() - began < SECONDS
    assert report.findings or report.verdict == "runs"


def test_brackets_in_strings_and_comments_are_no_nesting():
    assert check(Request(code=LONG["brackets in a comment"], input_shape=[1, 2])).verdict == "runs"


def test_a_loop_of_the_training_behind_the_model_costs_it_nothing():
    code = LINEAR + "for epoch in range(10**9):\n    net(torch.zeros(1, 2))\n"
    assert check(Request(code=code, input_shape=[1, 2], entry="net")).verdict == "runs"


def test_a_deep_call_within_the_budget_runs():
    report = forward(
        "return deep(80, x)", [1, 2], supplied="def deep(n, x):\n    return x if n == 0 else deep(n - 1, x)"
    )
    assert report.verdict == "runs"
