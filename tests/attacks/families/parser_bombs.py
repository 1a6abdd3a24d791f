"""Texts that are hard to read: nested, long, cut off, or in no order at all."""

from tests.attacks.family import Family

_NET = "\nimport torch\nfrom torch import nn\nnet = nn.Linear(2, 2)\n"
_REPEATED = {
    "(": 49_000, "[": 49_000, "{": 49_000, "((": 90, "-": 90_000, "~": 90_000, "+": 140, "not ": 22_000, "not": 140, "lambda:": 12_000, "lambda a:": 99, "await ": 9_000, "*": 90_000, "**": 40_000, "a.": 40_000, "a.a": 30_000, "()": 40_000,
    "a()": 30_000, "[0]": 30_000, "a[0]": 20_000, "a[": 20_000, "{a:": 20_000, "(a,": 30_000, "1 if 1 else ": 8_000, "a if b else ": 70, "f'{": 20_000, "f'": 40_000, "'": 90_000, '"': 90_000, "'''": 30_000, "\\": 90_000, "\\\n": 40_000, "#": 90_000,
    "\n": 90_000, "\r": 90_000, "\r\n": 45_000, "\f": 90_000, "\t": 90_000, "\0": 90_000, "\v": 90_000, "\x1a": 90_000, "\u2028": 30_000, "\ufeff": 30_000, "\ud800": 30_000, ";": 90_000, ":": 90_000, ",": 90_000, "@": 90_000, "@a\n": 30_000, "=": 90_000, "a=": 40_000,
    "a,": 40_000, "a;": 40_000, "a\n": 45_000, "a\n": 4_900, "a=1;": 20_000, "a+": 40_000, "a and ": 15_000, "a<": 40_000, "a:=": 30_000, "a|": 40_000, "1": 90_000, "9": 4_000, "0x": 30_000, "1e": 30_000, "1_": 40_000, "0": 90_000, "1j+": 30_000, "...": 30_000,
    "if a:\n": 4_900, "if a: pass\nelse: ": 1_000, "for a in b:": 8_000, "class A:": 10_000, "def a():": 10_000, "try:\n": 4_900, "with a:": 10_000, "with a, ": 10_000, "import a,": 10_000, "import a\n": 4_900, "from a import b\n": 4_900, "from . import ": 6_000, "global a,": 9_000,
    "del a,": 14_000, "return ": 14_000, "yield ": 15_000, "print ": 15_000, "assert ": 14_000, "raise ": 14_000, "match a:\n case b:\n": 400, "elif a: pass\n": 4_000, "except: pass\n": 4_000, ">>> ": 22_000, "... ": 22_000, "```\n": 4_900, "In [1]: ": 11_000, "Out[1]: a\n": 4_900,
    "%": 90_000, "!": 90_000, "?": 90_000, "$": 90_000, "+ ": 40_000, "- ": 40_000, "| ": 40_000, "> ": 40_000, "x = [": 16_000, "x = (1,\n": 4_900, "x = '\n": 4_900, "x = f'{a!r:{b}}' ": 5_000, "\\N{": 20_000, "'\\N{BULLET}'": 7_000, "b''": 30_000, "rb''": 20_000, "u''": 30_000,
    "nn.Linear(": 9_000, "nn.Sequential(": 99, "nn.Sequential(nn.ReLU(),": 90, "x=nn.Linear(2,2);": 5_000, "net = nn.Linear(2, 2)\n": 4_000, "class N(nn.Module): pass\n": 3_900, "def f(x): return x\n": 4_900, "@property\n": 4_900, "self.": 18_000, "type A = A\n": 4_900, "𝐚": 22_000, "é": 45_000, "٣": 45_000,
}  # fmt: skip

ATTACKS = Family(
    pastes=tuple(text * count for text, count in [*_REPEATED.items()][1::2])
    + ("not " * 6_000 + "a", "a not " * 6_000 + "a", "not " * 6_000 + "\n" + "not " * 6_000, "In [1]: a\n" + "not " * 6_000, "def e(s): _(): d", "a if " * 9_000, "a() += 1", "f(): int = 1")
    + tuple(_NET + "y = " + text * min(count, 3_000) for text, count in [*_REPEATED.items()][::5])
    + tuple(text * min(count, 3_000) + "1" + _NET for text, count in [*_REPEATED.items()][2::5])
    + tuple(_NET + "y = " + text * min(count, 90) + "1" + close * min(count, 90) for text, count, close in (("(", 90, ")"), ("[", 95, "]"), ("{1:", 95, "}"), ("a(", 95, ")"), ("a[", 95, "]"), ("f(*", 90, ")"), ("[a for a in ", 60, "]"), ("f'{", 5, "}'"), ("{**", 90, "}"), ("(lambda: ", 60, ")()")))
    + tuple("\n".join(" " * i + head for i in range(deep)) + "\n" + " " * deep + "pass\n" for head in ("if 1:", "for a in b:", "while 1:", "with a:", "try:", "def f():", "class A:", "class A(nn.Module):", "match a:", "async def f():") for deep in (19, 49, 99, 140))
    + tuple("y = [" + "list(range(19999)), " * count + "1 2]" + _NET for count in (440, 900, 4_000)) + (_NET + "import torch\n" * 4_286 + "y = (1,\nnet = nn.Linear(2, 2\n x = 3",)
    + ("x = (\n" + "0" * 90_000, ("A word " * 140 + ".\n\n") * 90 + "x = (", "In [1]: x = (\n" + "0 " * 45_000, "a b c " + "." * 90_000 + "=")
    + (
        "", " ", "\n", "\0", "\0" + _NET, _NET + "\0", _NET.replace("\n", "\r"), _NET.replace("\n", "\r\n"), _NET.replace("\n", "\n\r"), _NET.replace("\n", "\f\n"), _NET.replace("\n", "\v\n"), "\ufeff" + _NET, _NET.encode("utf-16").decode("latin-1"), _NET.encode("utf-16-le").decode("latin-1"),
        "# coding: utf-16\n" + _NET, "# -*- coding: idna -*-\n" + _NET, "#!python\n# vim: set fileencoding=punycode :\n" + _NET, "\t" + _NET, "  " + _NET, _NET.replace("\n", "\n\t "), "if 1:\n\tx = 1\n        y = 2\n" + _NET, "x = 1\\\n" * 999 + _NET, "x = 1 \\", "x = '\\", "x = '''", "x = f'{", "x = f'{a", "x = f'{a:{b'",
        "x = f'{a!'", "x = f'{a!z}'", "x = f'{lambda: 1}'", "x = f'{*a}'", "x = f'{a=}'", "x = 0777", "x = 1__0", "x = 0b2", "x = 1e999", "x = " + "9" * 4301, "x = " + "0x" + "f" * 80_000, "x = 1" + "0" * 4000 + "j", "x = '" + "\\x00" * 20_000 + "'", "x = '\\N{" + "A" * 60_000 + "}'", "x = '\\u12'", "x = b'\u00e9'", "x = 5 if", "x ==== 1", "def", "class", "import",
        "from", "import os, sys; sys.exit()", "from __future__ import braces", "from __future__ import annotations, barry_as_FLUFL", "from __future__ import nope", "return 1", "yield 1", "await 1", "break", "continue", "nonlocal a", "global a\na = 1\nglobal a", "def f(a, a): pass", "def f(a=1, b): pass", "def f(**a, b): pass", "f(a=1, a=2)", "f(**a, *b)", "a() = 1", "1 = a", "*a = 1", "a, *b, *c = d",
        "(a for a in b) = 1", "del 1", "del f()", "x: 1 = 2 = 3", "with a as 1: pass", "for 1 in a: pass", "[x for x in]", "lambda x: (yield)", "class A: return 1", "async def f(): [await a for a in b]", "print 'a'", "exec 'a'", "x <> y", "`a`", "raise A, b", "except A, b: pass", "match a:\n  case a: pass\n  case b: pass", "match a:\n  case {**a, 'b': 1}: pass", "match a:\n case (a, a): pass",
        "try: pass\nexcept: pass\nexcept A: pass", "try: pass\nexcept* A: break", "'a' f'{b}' b'c'", "a = 1 if 2 else 3 = 4", "nn.Linear(2, 2", "nn.Linear(2 2)", "nn.Linear(2, 2))", "net = nn.Linear(2, 2)]", "net = {nn.Linear(2, 2)", "class Net(nn.Module)\n  pass", "class Net(nn.Module):\npass", "def f(:\n", "\\", "\\\\\n", "?", "!ls", "%%bash\nrm -rf /", "$x", "£", "“a”", "a –b", "a × b", "x = ２", "```python\n" + _NET, "~~~\n" + _NET,
        "\n".join(f"a{i} = a{i + 1}(a{i})" for i in range(4_000)), "\n".join(f"def f{i}():\n    return f{i + 1}()" for i in range(2_400)), "\n".join(f"def f{i}():\n    return [{', '.join(f'f{k}()' for k in range(40))}]" for i in range(40)), "\n".join(f"class C{i}(C{i - 1}): pass" for i in range(3_000)), "from torch import nn\nclass C0(nn.Module): pass\n" + "\n".join(f"class C{i}(C{i - 1}): pass" for i in range(1, 2_000)),
        "from torch import nn\n" + "\n".join(f"class C{i}(nn.Module):\n    def __init__(self): self.a = C{i + 1}()" for i in range(1_200)), "from torch import nn\n" + "\n".join(f"net{i} = nn.Linear({i}, 2)" for i in range(2_500)), "from torch import nn\nnet = nn.ReLU()\n" + "net = nn.Sequential(net)\n" * 3_000, "from torch import nn\n" + "\n".join(f"def f{i}(a=1): return nn.Linear(a, {i})" for i in range(2_000)),
        "from torch import nn\nnet = nn.Sequential(" + "nn.ReLU(), " * 4_000 + ")", "from torch import nn\nnet = nn.Sequential(" + "nn.Linear(2, 3), " * 2_000 + ")", "from torch import nn\nnet = nn.Sequential(" + "nn.Conv2d(3, 4, 3), " * 1_500 + ")", "x = 1\n" * 4_990 + "net = y", "\n".join(f"x = {i} if x else x" for i in range(4_000)) + _NET.replace("2, 2", "2, x"), "import torch\n" * 4_900 + _NET.strip(),
    ),
)  # fmt: skip
