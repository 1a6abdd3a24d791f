"""Generators, exceptions, `with`, `match` and asynchronous code."""

from tests.attacks.family import Family

_ENDLESS = "def g():\n    while True:\n        yield 1\n"
_OWN = "def g():\n    yield from g()\n"

ATTACKS = Family(
    lines=tuple(
        start + use
        for start in (_ENDLESS, _OWN, "def g():\n    yield g\n", "def g(n=0):\n    yield n\n    yield from g(n + 1)\n")
        for use in ("y = g()", "y = list(g())", "y = next(g())", "y = g().send(1)", "y = g().throw(ValueError)", "y = g().close()", "y = g().gi_frame.f_back",
                    "for y in g(): pass", "y = sum(g())", "a, *b = g()", "y = torch.cat(list(g()))", "y = dict(g())", "y = 1 in g()", "y = ' '.join(g())",
                    "y = zip(g(), g())", "y = nn.Sequential(*g())", "y = [*g(), *g()]", "y = max(g())")
    )
    + (
        "y = (i for i in (j for j in (k for k in range(10**9))))", "y = [i for i in iter(int, 1)]", "y = (y for y in [1])\ny = list(y)", "g = (g for g in [g])",
        "y = [[i, j, k] for i in range(9999) for j in range(9999) for k in range(9999)]", "y = {i: {j: i for j in range(999)} for i in range(999)}",
        "y = list(itertools.count())", "y = list(itertools.cycle([1]))", "y = list(itertools.repeat(1))", "async def g():\n    yield 1\ny = g().ag_frame",
        "async def g():\n    await g()\ny = g().cr_frame", "y = [i async for i in x]", "y = await x", "yield self", "y = yield", "x = yield from [self]", "lambda: (yield)",
        "raise", "raise ValueError", "raise ValueError() from None", "raise ValueError(1) from ValueError(2)", "raise BaseException('a')", "raise SystemExit(1)",
        "raise KeyboardInterrupt", "raise GeneratorExit", "raise MemoryError", "raise RecursionError", "raise StopIteration(self)", "raise CannotTell('stopped', 'a')",
        "raise Raised('ValueError', 'a')", "raise NotImplementedError(self.__class__.__name__)", "raise ExceptionGroup('a', [ValueError(1)])", "raise type('E', (Exception,), {})()",
        "try:\n    raise ValueError(x)\nexcept ValueError as e:\n    y = e.__traceback__.tb_frame.f_back", "try:\n    1 / 0\nexcept Exception as e:\n    y = e.args[0].__class__",
        "try:\n    1 / 0\nexcept Exception as e:\n    y = e.__context__\nprint(e)", "try:\n    1 / 0\nexcept Exception as e:\n    y = e.with_traceback(None).add_note('a')",
        "try:\n    1 / 0\nexcept:\n    raise\nfinally:\n    y = 1", "try:\n    self.nope\nexcept AttributeError as e:\n    y = e.obj\n    y = e.name", "try:\n    raise ValueError\nexcept* ValueError as e:\n    y = e.exceptions",
        "try:\n    exec('1')\nexcept:\n    pass", "try:\n    exec('1')\nexcept BaseException as e:\n    y = e.node\n    y = e.slug", "try:\n    exec('1')\nfinally:\n    y = 1",
        "while True:\n    try:\n        pass\n    finally:\n        continue", "while True:\n    try:\n        1 / 0\n    except Exception:\n        pass", "for i in [1]:\n    try:\n        break\n    finally:\n        y = i",
        "while True:\n    try:\n        exec('1')\n    except:\n        continue", "while True:\n    try:\n        [0] * 10**9\n    except BaseException:\n        continue",
        "def f():\n    try:\n        return f()\n    except:\n        return f()\nf()", "def f():\n    try:\n        return f()\n    finally:\n        return f()\nf()", "def f():\n    try:\n        f()\n    except RecursionError:\n        f()\nf()",
        "try:\n    raise make\nexcept make:\n    pass", "try:\n    1 / 0\nexcept print:\n    pass", "try:\n    1 / 0\nexcept (ValueError, [ZeroDivisionError], (Exception,)):\n    pass", "try:\n    1 / 0\nexcept x:\n    pass",
        "try:\n    1 / 0\nexcept (lambda: Exception)():\n    pass", "try:\n    1 / 0\nexcept Exception as self.e:\n    pass", "t = (Exception,)\nfor i in range(60): t = (t, t)\ntry:\n    1 / 0\nexcept t:\n    pass",
        "t = (int,)\nfor i in range(60): t = (t, t)\ny = isinstance('a', t)", "t = int | str\nfor i in range(60): t = t | t\ny = isinstance(1.5, t)", "t = list\nfor i in range(9999): t = t[t]",
        "with x as y: pass", "with open('/etc/passwd') as y: pass", "with torch.no_grad() as (a, b): pass", "with torch.no_grad().__enter__() as y: pass", "with self as y: pass", "with print as y: pass",
        "with torch.profiler.profile() as y: pass", "with torch.autograd.set_detect_anomaly(True): pass", "with torch.device('cuda'): y = torch.zeros(1)", "with torch.autocast('cuda'): y = x",
        "with torch.inference_mode(): y = x", "with torch.random.fork_rng(): pass", "with torch.cuda.stream(None): pass", "with contextlib.suppress(Exception): 1 / 0", "with (torch.no_grad(),) * 9999: pass",
        "match x:\n    case torch.Tensor(shape=[a, *b]): pass", "match self:\n    case nn.Module(__class__=y): pass", "match {'a': 1}:\n    case {'a': y, **z}: z = y", "match [1] * 20000:\n    case [*y]: pass",
        "match 'a':\n    case str(__len__=y): pass", "match self:\n    case object(forward=y): y.__globals__", "match x:\n    case y if y.__class__: pass", "match [[]]:\n    case [[[y]]] | [[] as y]: pass", "match 1:\n    case print.x: pass",
        "assert x", "assert x, x.__class__", "assert (yield)", "break", "continue", "return self.__class__", "return x, [x, [self]]", "return make", "return {'a': x, make: x}", "return x, x, nn.Linear, print", "return {1, 2}, slice(1), ...",
        "del x\nreturn x", "del self\nreturn self.x", "del nn, torch, F", "del print", "global print\nprint = exec", "return np.zeros(2)", "return (x for i in [1])", "return lambda: x", "return 'a' * 9999", "return [x] * 20000", "return [[x] * 100] * 100",
    ),
)  # fmt: skip
