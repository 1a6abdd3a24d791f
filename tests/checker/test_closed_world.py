"""Pasted code reaches nothing but its own values: what is refused is an ordinary report, and leaves nothing behind."""

import ast
import subprocess
import sys

import pytest
import torch
from torch import nn

from app.checker.engine import check
from app.checker.report import Report, Request
from app.checker.tables import tables
from tests.checker.asking import NET, ask, forward, module, slugs
from tests.conftest import ROOT

HEAD = "import torch\nimport torch.nn as nn\nimport torch.nn.functional as F\n"


def needed(expression: str, setup: str = "") -> Report:
    """The report of a model that is built from the value of an expression."""
    return ask(f"{HEAD}{setup}\nn = {expression}\nnet = nn.Linear(2, 2 if n else 3)\n", [1, 2], entry="net")


REACHING_OUT = [
    "exec('1', {})",
    "eval('1', {})",
    "eval(compile('1', '', 'eval'))",
    """eval("open('/etc/passwd').read()")""",
    """eval("__import__('os').system('id')")""",
    """eval("().__class__.__bases__[0]")""",
    """exec("open('/tmp/stride-was-here', 'w')")""",
    """exec("import os; os.system('id')")""",
    """exec("nn.Linear.forward = None")""",
    "compile('1', '', 'eval')",
    "open('/etc/passwd').read()",
    "open('/tmp/stride-was-here', 'w')",
    "__import__('os')",
    "__import__('os').system('id')",
    "__builtins__",
    "__builtins__['eval']",
    "__loader__",
    "__spec__",
    "globals()",
    "locals()",
    "vars()",
    "vars(torch)",
    "dir(torch)",
    "input()",
    "breakpoint()",
    "exit()",
    "quit()",
    "help()",
    "memoryview(b'a')",
    "torch.os",
    "torch.sys",
    "torch.builtins",
    "torch.importlib",
    "torch.os.system('id')",
    "torch.hub.load('a', 'b')",
    "torch.load('x')",
    "torch.save(1, '/tmp/stride-was-here')",
    "torch.ops",
    "torch._C._dispatch_library",
    "torch.utils.cpp_extension.load(name='a', sources=[])",
    "torch.serialization",
    "nn.functional.torch.os",
    "nn.modules.module.torch",
    "F.torch",
    "F.os",
    "torch.classes.load_library('x')",
    "torch.from_file('/etc/passwd')",
    "torch.fx.symbolic_trace",
]


@pytest.mark.parametrize("expression", REACHING_OUT)
def test_reaching_out_of_the_paste_is_an_ordinary_report(expression):
    report = needed(expression)
    assert not any(part in report.model_dump_json() for part in ("root:x:", "uid="))


@pytest.mark.parametrize(
    "expression", [e for e in REACHING_OUT if "open" not in e and "load" not in e and "save" not in e]
)
def test_what_reaches_out_is_refused_by_name(expression):
    assert needed(expression).verdict in {"cannot-tell", "fails"}


ROOTS = ["()", "[]", "{}", "''", "1", "1.5", "True", "None", "(lambda: 0)", "print", "len", "range(3)", "torch", "nn",
         "torch.zeros", "torch.zeros(1)", "torch.float32", "nn.Linear", "nn.Linear(1, 1)", "nn.Module", "Own", "Own()",
         "Own().forward", "own", "super", "int", "str", "Exception", "Exception('a')", "torch.device('cpu')",
         "torch.zeros(1).shape", "nn.init", "torch.no_grad()", "nn.Linear(1, 1).weight"]  # fmt: skip
DUNDERS = ["__globals__", "__mro__", "__subclasses__", "__init__.__globals__", "__code__", "__reduce_ex__"]
OWN = "class Own(nn.Module):\n    def forward(self, x):\n        return x\ndef own():\n    return 1"
PATHS = {
    "a dot": "{root}.{name}",
    "getattr": "getattr({root}, '{name}')",
    "getattr with a default": "getattr({root}, '{name}', 5)",
    "getattr of a joined name": "getattr({root}, '__' + '{bare}')",
    "an f-string": "f'{{({root}).{name}}}'",
    "a conversion in an f-string": "f'{{({root}).{name}!r}}'",
    "attrgetter": "operator.attrgetter('{name}')({root})",
    "a match of look-alikes": "{root}.{alike}",
    "getattr of look-alikes": "getattr({root}, '{alike}')",
}
# NFKC makes plain letters of these, so that Python reads the same name.
ALIKE = str.maketrans("acdegilmnorstu_", "ａｃｄｅｇｉｌｍｎｏｒｓｔｕ＿")


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("root", ROOTS)
def test_no_path_leads_to_a_dunder(root, path):
    for name in DUNDERS:
        first = name.split(".")[0]
        expression = PATHS[path].format(root=root, name=name, bare=first[2:], alike=name.translate(ALIKE))
        report = needed(expression, OWN + "\nimport operator")
        assert report.verdict in {"cannot-tell", "fails"} or path == "getattr with a default", expression
        said = report.model_dump_json()
        assert "<class" not in said, expression
        assert "site-packages" not in said, expression


@pytest.mark.parametrize(
    "expression",
    [
        "'{0.__class__}'.format(())", "'{a.__globals__}'.format(a=own)", "'{0[0].__mro__}'.format([1])",
        "'{0.real}'.format(1)", "'{0[0]}'.format([1])", "'{:>{}}'.format(1, 30)", "'{!r:>9}'.format('a')",
    ],
)  # fmt: skip
def test_a_format_field_that_is_not_read_is_refused(expression, real_torch):
    report = ask(f"{HEAD}{OWN}\nnet = nn.Linear(2, len({expression}))\n", [1, 2], entry="net")
    truth = real_torch.run(f"{HEAD}{OWN}\nnet = nn.Linear(2, len({expression}))\n", [[1, 2]], "net")
    assert report.verdict == "cannot-tell" or report.output_shapes == truth.shapes


@pytest.mark.parametrize(
    "expression", ["().__class__", "''.__doc__", "own.__name__", "Own.__name__", "torch.__file__", "nn.__dict__"]
)
def test_a_dunder_that_exists_is_refused_not_called_missing(expression):
    assert needed(expression, OWN).verdict != "fails"


@pytest.mark.parametrize(
    "question",
    ["n is None", "n == 1", "n is not None", "n in (1, 2)", "isinstance(n, int)", "n", "not n", "n > 1", "bool(n)"],
)
@pytest.mark.parametrize("source", ["mystery.thing()", "mystery.thing", "open('x').read()", "eval('mystery.thing()')"])
def test_what_is_not_known_is_never_compared_by_guess(source, question):
    code = f"import torch.nn as nn\nimport mystery\nn = {source}\nnet = nn.Linear(2, 2 if {question} else 3)\n"
    assert ask(code, [1, 2], entry="net").verdict == "cannot-tell"


@pytest.mark.parametrize(
    "name", ["__class__", "__dict__", "__globals__", "__bases__", "__code__", "forward.__globals__"]
)
@pytest.mark.parametrize(
    "line",
    [
        "self.{name} = 1",
        "setattr(self, '{name}', 1)",
        "setattr(self, '{alike}', 1)",
        "self.{alike} = 1",
        "self.{name} += 1",
        "del self.{name}",
        "delattr(self, '{name}')",
        "for self.{name} in [1]: pass",
        "[0 for self.{name} in [1]]",
        "a, self.{name} = 1, 2",
        "*self.{name}, b = [1, 2]",
        "with torch.no_grad() as self.{name}: pass",
        "self.add_module('{name}', nn.ReLU())",
        "self.register_buffer('{name}', torch.zeros(1))",
        "self.__dict__['{name}'] = 1",
        "object.__setattr__(self, '{name}', 1)",
    ],
)
def test_no_path_stores_a_dunder(name, line):
    report = forward("return x", init=line.format(name=name, alike=name.translate(ALIKE)))
    assert report.verdict in {"cannot-tell", "fails"} or line.startswith(("self.add_module", "self.register", "del"))


SYNTAX = {
    "a decorator": "@wrap\nclass Net2(Net):\n    pass",
    "a decorator on a method": "class Net2(Net):\n    @wrap\n    def forward(self, x):\n        return x",
    "a metaclass": "class Net2(Net, metaclass=type):\n    pass",
    "a class keyword": "class Net2(Net, flag=True):\n    pass",
    "match": "class Net2(Net):\n    def forward(self, x):\n        match 1:\n            case 1: return x",
    "async def": "class Net2(Net):\n    async def forward(self, x):\n        return x",
    "await": "class Net2(Net):\n    async def forward(self, x):\n        return await x",
    "yield": "class Net2(Net):\n    def forward(self, x):\n        yield x",
    "yield from": "class Net2(Net):\n    def forward(self, x):\n        yield from [x]",
    "an async comprehension": "class Net2(Net):\n    async def forward(self, x):\n        return [i async for i in x]",
    "a __getattr__": "class Net2(Net):\n    def __getattr__(self, name):\n        return self.fc",
    "a __class_getitem__": "class Net2(Net):\n    def __class_getitem__(cls, x):\n        return x\nn = Net2[0]",
    "a __del__": "class Net2(Net):\n    def __del__(self):\n        pass",
    "a __new__": "class Net2(Net):\n    def __new__(cls):\n        return 1",
    "a __init_subclass__": "class Net2(Net):\n    def __init_subclass__(cls):\n        1\nclass Net3(Net2):\n    1",
    "a type of three arguments": "Net2 = type('Net2', (Net,), {})",
    "except star": "class Net2(Net):\n    def forward(self, x):\n        try: x\n        except* A: 1",
    "global": "class Net2(Net):\n    def forward(self, x):\n        global torch\n        torch = 1\n        return x",
}  # fmt: skip


@pytest.mark.parametrize("code", SYNTAX.values(), ids=SYNTAX.keys())
def test_syntax_is_read_as_real_python_reads_it_or_refused(code, real_torch):
    paste = NET + f"\ndef wrap(x):\n    return x\n{code}\n"
    report = ask(paste, [1, 3, 32, 32], entry="Net2")
    truth = real_torch.run(paste, [[1, 3, 32, 32]], "Net2")
    assert report.verdict in {"cannot-tell", "fails" if truth.raised else "runs"}, truth
    assert report.verdict == "runs" or report.findings


def test_a_star_import_of_a_stranger_is_told_when_a_name_is_needed():
    report = ask("from mystery import *\nnet = Thing()\n", [1, 2], entry="net")
    assert (report.verdict, slugs(report)) == ("cannot-tell", ["unknown-import"])


STORES = [
    "torch.zeros = 1",
    "torch.nn = 1",
    "nn.Linear = nn.Conv2d",
    "nn.functional.relu = 1",
    "F.relu = lambda x: x",
    "setattr(nn, 'Linear', 1)",
    "setattr(torch, 'zeros', None)",
    "nn.Linear.forward = lambda self, x: x",
    "nn.Module.forward = 1",
    "nn.Module.__init__ = 1",
    "torch.Tensor.view = 1",
    "del nn.Linear",
    "del torch.zeros",
    "delattr(nn, 'Linear')",
    "for nn.Linear in [1]: pass",
    "[0 for nn.Linear in [1]]",
    "a, nn.Linear = 1, 2",
    "[*nn.Linear] = [1]",
    "nn.Linear += 1",
    "nn.x: int = 1",
    "with torch.no_grad() as nn.Linear: pass",
    "math.pi = 3",
    "numpy.float = float",
    "nn.Linear.__init__.__defaults__ = (1,)",
    "nn.__dict__['Linear'] = 1",
    "vars(nn)['Linear'] = 1",
    "torch.nn.init.xavier_uniform_ = 1",
    "torch.backends.cudnn.x = 1",
]


@pytest.mark.parametrize("statement", STORES)
@pytest.mark.parametrize("place", ["the top level", "a method"])
def test_storing_into_what_is_imported_is_refused_and_nothing_stays(statement, place):
    if place == "a method":
        report = forward("return x", init=statement, supplied="import math\nimport numpy")
    else:
        report = ask(f"{HEAD}import math\nimport numpy\n{statement}\nnet = nn.Linear(2, 2)\n", [1, 2], entry="net")
    refused = report.verdict in {"cannot-tell", "fails"}
    assert refused or "cudnn" in statement
    assert_untouched()


def assert_untouched() -> None:
    """The next paste finds the world as the first one did."""
    report = ask(NET, [2, 3, 32, 32])
    assert (report.verdict, report.output_shapes, report.total_params) == ("runs", [[2, 10]], 18_234)
    assert report.findings == []
    assert nn.Linear(2, 3)(torch.zeros(1, 2)).shape == (1, 3)


def test_a_cudnn_flag_may_be_set():
    code = HEAD + "torch.backends.cudnn.benchmark = True\ntorch.backends.cudnn.deterministic = True\n"
    before = torch.backends.cudnn.benchmark
    assert ask(code + "net = nn.Linear(2, 2)\n", [1, 2]).verdict == "runs"
    assert torch.backends.cudnn.benchmark is before


POISON = {
    "names of the world": "torch = nn = F = print = range = len = int = super = None",
    "a class that is called Linear": "class Linear:\n    pass\nnn = Linear()",
    "defaults that change": "def f(a=[]):\n    a.append(1)\n    return len(a)\nn = f()\nn = f()",
    "class attributes that change": "class A:\n    seen = []\nA.seen.append(1)",
    "the default type": "torch.set_default_dtype(torch.float64)",
    "the default device": "torch.set_default_device('meta')",
    "gradients off": "torch.set_grad_enabled(False)",
    "threads": "torch.set_num_threads(7)",
    "a seed": "torch.manual_seed(3)",
    "a list of the paste": "a = [1]\na.append(a)",
    "a deep recursion": "def f(n):\n    return f(n + 1)\nf(0)",
    "a hook": "net = nn.Linear(2, 2)\nnet.register_forward_hook(lambda m, i, o: None)",
    "a broken class": "class Net(nn.Module):\n    def __init__(self):\n        self.a = nn.Linear(1, 1)\nNet()",
    "print options": "torch.set_printoptions(precision=1)",
    "warnings": "import warnings\nwarnings.filterwarnings('error')",
    "the recursion limit": "import sys\nsys.setrecursionlimit(10)",
    "inference mode": "torch.inference_mode().__enter__()",
    "no grad for ever": "torch.no_grad().__enter__()",
}


@pytest.mark.parametrize("poison", POISON.values(), ids=POISON.keys())
def test_one_paste_leaves_nothing_to_the_next(poison):
    state = (torch.get_default_dtype(), torch.is_grad_enabled(), torch.get_num_threads(), sys.getrecursionlimit())
    before = ask(NET, [2, 3, 32, 32])
    needed("n2", f"{poison}\nn2 = 1")
    ask(HEAD + poison, [2, 3, 32, 32])
    assert ask(NET, [2, 3, 32, 32]) == before
    state_after = (torch.get_default_dtype(), torch.is_grad_enabled(), torch.get_num_threads(), sys.getrecursionlimit())
    assert state_after[:3] == state[:3]


def test_a_check_changes_no_table():
    world = tables()
    names = {name: frozenset(namespace.members) for name, namespace in world.modules.items()}
    for poison in POISON.values():
        ask(HEAD + poison, [1, 2])
    assert {name: frozenset(namespace.members) for name, namespace in tables().modules.items()} == names
    assert tables() is world


def test_a_check_prints_nothing_and_warns_of_nothing(capfd, recwarn):
    ask(HEAD + "print('hello')\nx = 1 is 1\ny = '\\d'\nnet = nn.Softmax()\nnet(torch.zeros(1, 2))\nprint(net)")
    assert capfd.readouterr() == ("", "")
    assert [str(warning.message) for warning in recwarn] == []


@pytest.mark.parametrize(
    "text",
    [
        "# exec(open('/etc/passwd').read())",
        "# import os; os.system('rm -rf /')",
        "'exec eval __import__ __class__ __globals__ os.system'",
        '"""\nimport os\nos.system("x")\n__class__\n"""',
        "note = 'torch.os'",
        "x = '{0.__class__}'",
        "y = '%(__class__)s'",
        "# " + "(" * 500,
        "z = 'match async yield @decorator'",
        "def never_called(x):\n    return x.__class__.__bases__[0].__subclasses__()",
        "def never_called():\n    exec('1')",
        "if False:\n    eval('1')",
        "def annotated(x: __import__('os').system('id')) -> exec('1'):\n    return x",
        "x: eval('1')",
    ],
)
def test_comments_strings_annotations_and_dead_code_are_no_reason_to_refuse(text):
    report = ask(f"{NET}\n{text}\n", [1, 3, 32, 32], entry="Net")
    assert (report.verdict, report.findings) == ("runs", [])


def test_a_comment_or_a_string_inside_the_model_is_none_either():
    body = '"""exec eval __class__"""\n# __import__("os")\nname = "__globals__"\nreturn x'
    assert forward(body).verdict == "runs"


@pytest.mark.parametrize(
    "code",
    [
        "class Net(nn.Identity):\n    def __init__(self):\n        super().__init__()",
        "class Net(nn.Identity):\n    def __init__(self):\n        super(Net, self).__init__()",
        "class Net(nn.Identity):\n    def __init__(self):\n        nn.Module.__init__(self)",
        "class Net(nn.Module):\n    def __call__(self, x):\n        return x",
        "class Net(nn.Identity):\n    pass\nif __name__ == '__main__':\n    net = Net()",
        "class Net(nn.Identity):\n    def __repr__(self):\n        return self.__class__.__name__",
    ],
)
def test_the_dunders_that_are_syntax_are_read(code):
    assert ask(HEAD + code, [1, 2], entry="Net").verdict == "runs"


def test_nothing_of_the_checker_executes_text():
    """No call of exec, eval or compile, and no getattr by a learner's name, stands in the reader's rooms."""
    calls = {
        (path.name, node.func.id)
        for path in (ROOT / "app" / "checker").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        if node.func.id in {"exec", "eval", "compile", "__import__"}
    }
    assert calls == set()


def test_a_process_that_checks_such_pastes_opens_starts_and_connects_to_nothing():
    script = (
        "import sys\n"
        "from app.checker.engine import check\n"
        "from app.checker.report import Request\n"
        "pastes = sys.stdin.read().split('|||')\n"
        "for code in pastes:\n"
        "    check(Request(code=code, input_shape=[1, 2]))\n"
        "seen = []\n"
        "sys.addaudithook(lambda event, args: seen.append(event) if event in WATCHED else None)\n"
        "for code in pastes:\n"
        "    check(Request(code=code, input_shape=[1, 2]))\n"
        "print(seen)\n"
    ).replace("WATCHED", "('open', 'exec', 'import', 'os.system', 'subprocess.Popen', 'socket.connect')")
    pastes = [f"{HEAD}n = {e}\nnet = nn.Linear(2, 2 if n else 3)\n" for e in REACHING_OUT]
    done = subprocess.run(
        [sys.executable, "-c", script], input="|||".join(pastes), cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert set(ast.literal_eval(done.stdout)) == set()


def test_a_module_of_a_paste_is_no_class_of_this_process():
    ask(module("return x"), [1, 2])
    assert not any(cls.__module__ == "__main__" and cls.__name__ == "Net" for cls in nn.Module.__subclasses__())


def test_the_request_itself_reaches_nothing_by_its_entry():
    for entry in [
        "__import__('os')",
        "torch.os",
        "().__class__.__mro__",
        "open('/etc/passwd')",
        "Net.__init__.__globals__",
    ]:
        report = check(Request(code=NET, input_shape=[1, 2], entry=entry))
        assert report.verdict in {"cannot-tell", "fails"}, entry
